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
    public static final Profile NONE = new Profile(Map.of());

    private static final String MAGIC = "jconv-profile";
    private static final String FORMAT = "2";
    private static final int MOST_BYTES = 4 << 20;

    private final Map<String, Choice> choices;

    private Profile(Map<String, Choice> choices) {
        this.choices = choices;
    }

    /**
     * A profile of some choices.
     *
     * @param choices later ones replace earlier ones for the same problem and jobs
     * @return the profile
     */
    public static Profile of(Collection<Choice> choices) {
        Map<String, Choice> byKey = new TreeMap<>();
        choices.forEach(choice -> byKey.put(choice.key(), choice));
        return new Profile(byKey);
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
                    expect(cells, FORMAT);
                } else if (!begun) {
                    throw new IllegalArgumentException("a profile begins with " + MAGIC);
                } else if (Signature.NAMES.contains(cells[0])) {
                    expect(cells, here.lines().get(cells[0]));
                    header.put(cells[0], cells[1]);
                } else if (cells[0].equals(Choice.WORD)) {
                    Choice choice = Choice.parse(Arrays.copyOfRange(cells, 1, cells.length));
                    known(choice.winner(), algorithms.of(choice.problem()));
                    known(choice.standard(), algorithms.of(choice.problem()));
                    choices.put(choice.key(), choice);
                } else {
                    throw new IllegalArgumentException("no line begins with '" + shown(cells[0]) + "'");
                }
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException("line " + number + ": " + bad.getMessage(), bad);
            }
        }
        for (String name : Signature.NAMES) {
            if (!header.containsKey(name)) {
                throw new IllegalArgumentException("the header has no line " + name);
            }
        }
        return new Profile(choices);
    }

    private static void expect(String[] cells, String value) {
        if (cells.length != 2 || !cells[1].equals(value)) {
            throw new IllegalArgumentException(
                    cells[0] + " is '" + shown(cells.length == 2 ? cells[1] : "") + "' but here it is '" + value + "'");
        }
    }

    private static void known(String algorithm, List<String> algorithms) {
        if (!algorithms.contains(algorithm)) {
            throw new IllegalArgumentException("there is no algorithm " + algorithm + " among " + algorithms);
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
     * Whether nothing was measured.
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
        choices.values().forEach(choice -> text.append(choice.line()).append('\n'));
        return text.toString();
    }
}
