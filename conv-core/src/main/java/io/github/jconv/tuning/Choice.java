package io.github.jconv.tuning;

import io.github.jconv.spi.Blocking;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was measured for one problem and number of jobs: a line of a profile.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param problem the problem's text: its tuning key
 * @param jobs how many jobs the planner was asked for
 * @param winner the fastest algorithm
 * @param winnerJobs how many jobs it was fastest with: those asked for, or 1
 * @param blocking the block sizes it was fastest with
 * @param winnerMicros its median
 * @param standard the algorithm that the planner chooses by itself
 * @param standardMicros its median with the jobs asked for
 * @param sameBits whether both gave the same bits on random numbers
 */
public record Choice(
        String problem,
        int jobs,
        String winner,
        int winnerJobs,
        Blocking blocking,
        double winnerMicros,
        String standard,
        double standardMicros,
        boolean sameBits) {

    /** How a line begins. */
    static final String WORD = "choice";

    private static final Pattern PROBLEM = Pattern.compile("[A-Za-z0-9 ,.-]{1,200}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern JOBS = Pattern.compile("[1-9][0-9]{0,4}");
    private static final Pattern BLOCKS = Pattern.compile("default|[a-z]+=[0-9]+( [a-z]+=[0-9]+)*");
    private static final Pattern MICROS = Pattern.compile("[0-9]{1,12}\\.[0-9]{1,3}");
    private static final String[] COLUMNS = {
        "problem", "jobs", "winner", "its jobs", "its blocks", "its microseconds", "default", "its microseconds", "bits"
    };
    private static final Pattern[] FORMS = {
        PROBLEM, JOBS, NAME, JOBS, BLOCKS, MICROS, NAME, MICROS, Pattern.compile("same|other")
    };

    /**
     * What a choice is found by.
     *
     * @return problem and jobs in one text
     */
    public String key() {
        return key(problem, jobs);
    }

    static String key(String problem, int jobs) {
        return problem + " jobs=" + jobs;
    }

    /**
     * Whether the planner does something else than by itself.
     *
     * @return true if algorithm, jobs or block sizes differ
     */
    public boolean changes() {
        return !winner.equals(standard) || winnerJobs != jobs || !blocking.equals(Blocking.DEFAULT);
    }

    /**
     * Reads the cells that follow the line's first word.
     *
     * @throws IllegalArgumentException if one has not its form, or they contradict each other; without the line's number
     */
    static Choice parse(String... cells) {
        if (cells.length != COLUMNS.length) {
            throw new IllegalArgumentException("a choice has " + cells.length + " columns but needs " + COLUMNS.length);
        }
        for (int i = 0; i < cells.length; i++) {
            Matcher form = FORMS[i].matcher(cells[i]);
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "column '" + COLUMNS[i] + "' is not of the form " + FORMS[i].pattern());
            }
        }
        Choice choice = new Choice(
                cells[0],
                Integer.parseInt(cells[1]),
                cells[2],
                Integer.parseInt(cells[3]),
                Blocking.parse(cells[4]),
                Double.parseDouble(cells[5]),
                cells[6],
                Double.parseDouble(cells[7]),
                cells[8].equals("same"));
        if (choice.winnerJobs != 1 && choice.winnerJobs != choice.jobs) {
            throw new IllegalArgumentException("the winner has " + choice.winnerJobs + " jobs but needs 1 or "
                    + choice.jobs + ", which were asked for");
        }
        if (choice.changes() && !(choice.winnerMicros < choice.standardMicros)) {
            throw new IllegalArgumentException(
                    "the winner takes " + cells[5] + " us and the default " + cells[7] + " but a winner takes less");
        }
        if (!choice.changes() && !choice.sameBits) {
            throw new IllegalArgumentException("the winner is the default, so its bits are not '" + cells[8] + "'");
        }
        return choice;
    }

    /** The line that {@link #parse} reads, and its first word. */
    String line() {
        return String.join(
                "\t",
                WORD,
                problem,
                String.valueOf(jobs),
                winner,
                String.valueOf(winnerJobs),
                blocking.toString(),
                micros(winnerMicros),
                standard,
                micros(standardMicros),
                sameBits ? "same" : "other");
    }

    private static String micros(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
