package io.github.jconv.tuning;

/**
 * Work under which a plan of several jobs stays on the calling thread: a line of a profile.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param jobs how many jobs the planner was asked for, at least 2
 * @param effort in multiply-adds, as schedulers count work; 0 shares everything
 */
public record Cutoff(int jobs, long effort) {

    /** How a line begins. */
    static final String WORD = "cutoff";

    /** The largest effort: some seconds of one core. */
    public static final long MOST = 1_000_000_000_000L;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Cutoff {
        if (jobs < 2) {
            throw new IllegalArgumentException("a cutoff is for " + jobs + " jobs but needs at least 2");
        }
        if (effort < 0 || effort > MOST) {
            throw new IllegalArgumentException("a cutoff has effort " + effort + " but needs 0 to " + MOST);
        }
    }

    /**
     * Reads the cells that follow the line's first word.
     *
     * @throws IllegalArgumentException if one has not its form, without the line's number
     */
    static Cutoff parse(String... cells) {
        if (cells.length != 2 || !cells[0].matches("[1-9][0-9]{0,4}") || !cells[1].matches("[0-9]{1,13}")) {
            throw new IllegalArgumentException("a cutoff has jobs and an effort, two whole numbers, and nothing else");
        }
        return new Cutoff(Integer.parseInt(cells[0]), Long.parseLong(cells[1]));
    }

    /** The line that {@link #parse} reads, and its first word. */
    String line() {
        return WORD + "\t" + jobs + "\t" + effort;
    }
}
