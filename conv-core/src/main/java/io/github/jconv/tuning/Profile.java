package io.github.jconv.tuning;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The measured choices of one machine. A profile is taken whole or not at all: a header of another machine or library, or
 * one line that cannot be read, and nothing of it is used.
 *
 * <p>Lines of cells between tabs. The header comes first; joining files with equal headers gives a profile, in which the
 * last of several choices for one problem counts. Immutable and safe for use by many threads.
 */
public final class Profile {

    /** No choice at all. */
    public static final Profile NONE = new Profile(Map.of(), Map.of());

    private static final String MAGIC = "jconv-profile";
    private static final String FORMAT = "3";
    private static final int MOST_BYTES = 4 << 20;

    private final Map<String, Choice> choices;
    private final Map<Integer, Cutoff> cutoffs;

    private Profile(Map<String, Choice> choices, Map<Integer, Cutoff> cutoffs) {
        this.choices = choices;
        this.cutoffs = cutoffs;
    }

    /**
     * A profile of some choices.
     *
     * @param choices later ones replace earlier ones for the same problem and jobs
     * @return the profile
     */
    public static Profile of(Collection<Choice> choices) {
        return of(choices, List.of());
    }

    /**
     * A profile of some choices and cutoffs.
     *
     * @param choices later ones replace earlier ones for the same problem and jobs
     * @param cutoffs later ones replace earlier ones for the same jobs
     * @return the profile
     */
    public static Profile of(Collection<Choice> choices, Collection<Cutoff> cutoffs) {
        Map<String, Choice> byKey = new TreeMap<>();
        choices.forEach(choice -> byKey.put(choice.key(), choice));
        Map<Integer, Cutoff> byJobs = new TreeMap<>();
        cutoffs.forEach(cutoff -> byJobs.put(cutoff.jobs(), cutoff));
        return new Profile(byKey, byJobs);
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param here the signature that the header must have
     * @param algorithms the names that choices may have
     * @return the profile
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is refused, with the line's number and both values
     */
    public static Profile read(Path file, Signature here, Registry algorithms) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("is longer than " + MOST_BYTES + " bytes, which no profile is");
        }
        try {
            return parse(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    here,
                    algorithms);
        } catch (CharacterCodingException binary) {
            throw new IllegalArgumentException("is not UTF-8 text", binary);
        }
    }

    /**
     * Reads a text.
     *
     * @param text of {@link #text}, or several of them
     * @param here the signature that the header must have
     * @param algorithms the names that choices may have
     * @return the profile
     * @throws IllegalArgumentException if it is refused, with the line's number and both values
     */
    public static Profile parse(String text, Signature here, Registry algorithms) {
        Map<String, Choice> choices = new TreeMap<>();
        Map<Integer, Cutoff> cutoffs = new TreeMap<>();
        Map<String, String> header = new HashMap<>();
        boolean begun = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split("\t", -1);
            try {
                if (cells[0].equals(MAGIC)) {
                    begun = true;
                    version(cells);
                } else if (!begun) {
                    throw new IllegalArgumentException("a profile begins with " + MAGIC);
                } else if (Signature.NAMES.contains(cells[0])) {
                    expect(cells, here.lines().get(cells[0]));
                    header.put(cells[0], cells[1]);
                } else if (cells[0].equals(Choice.WORD)) {
                    Choice choice = Choice.parse(Arrays.copyOfRange(cells, 1, cells.length));
                    algorithms.check(choice);
                    choices.put(choice.key(), choice);
                } else if (cells[0].equals(Cutoff.WORD)) {
                    Cutoff cutoff = Cutoff.parse(Arrays.copyOfRange(cells, 1, cells.length));
                    cutoffs.put(cutoff.jobs(), cutoff);
                } else {
                    throw new IllegalArgumentException("no line begins with '" + shown(cells[0]) + "'");
                }
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException("line " + number + ": " + bad.getMessage(), bad);
            }
        }
        if (!begun) {
            throw new IllegalArgumentException("is empty: a profile begins with " + MAGIC);
        }
        for (String name : Signature.NAMES) {
            if (!header.containsKey(name)) {
                throw new IllegalArgumentException("the header has no line " + name);
            }
        }
        return new Profile(choices, cutoffs);
    }

    private static void version(String[] cells) {
        if (cells.length != 2 || !cells[1].equals(FORMAT)) {
            throw new IllegalArgumentException("the profile has format '" + shown(cells.length == 2 ? cells[1] : "")
                    + "' but this library reads format " + FORMAT + "; tune again");
        }
    }

    private static void expect(String[] cells, String value) {
        if (cells.length != 2 || !cells[1].equals(value)) {
            throw new IllegalArgumentException(
                    cells[0] + " is '" + shown(cells.length == 2 ? cells[1] : "") + "' but here it is '" + value + "'");
        }
    }

    /** What a file holds may be anything; a message is one line. */
    private static String shown(String cell) {
        String text = cell.replaceAll("[^ -~]", "?");
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    /**
     * The choice for a problem.
     *
     * @param problem its text, its tuning key
     * @param jobs how many were asked for
     * @return the choice, or null where none was measured
     */
    public Choice find(String problem, int jobs) {
        return choices.get(Choice.key(problem, jobs));
    }

    /**
     * All choices.
     *
     * @return in the order of their keys
     */
    public Collection<Choice> choices() {
        return Collections.unmodifiableCollection(choices.values());
    }

    /**
     * The effort from which work is shared.
     *
     * @param jobs how many were asked for
     * @return the cutoff, or null where none was measured for so many
     */
    public Cutoff cutoff(int jobs) {
        return cutoffs.get(jobs);
    }

    /**
     * All cutoffs.
     *
     * @return in the order of their jobs
     */
    public Collection<Cutoff> cutoffs() {
        return Collections.unmodifiableCollection(cutoffs.values());
    }

    /**
     * Whether no problem was measured.
     *
     * @return true if there is no choice
     */
    public boolean isEmpty() {
        return choices.isEmpty();
    }

    /**
     * The file's text.
     *
     * @param signature of the machine that measured
     * @return what {@link #parse} reads
     */
    public String text(Signature signature) {
        StringBuilder text =
                new StringBuilder(MAGIC).append('\t').append(FORMAT).append('\n');
        Signature.NAMES.forEach(name -> text.append(name)
                .append('\t')
                .append(signature.lines().get(name))
                .append('\n'));
        cutoffs.values().forEach(cutoff -> text.append(cutoff.line()).append('\n'));
        choices.values().forEach(choice -> text.append(choice.line()).append('\n'));
        return text.toString();
    }
}
