package io.github.jconv.tuning;

import io.github.jconv.spi.Blocking;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a profile may hold: the kinds of problems, and for each the algorithms that may win and the block sizes they take.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param kinds in a fixed order
 * @param problems refuses a text that names no problem, with an {@link IllegalArgumentException}
 */
public record Registry(List<Kind> kinds, Consumer<String> problems) {

    /**
     * A kind of problem.
     *
     * @param word how the text of such a problem begins; empty for the kind whose texts begin with none of the others'
     * @param alone whether such problems are always computed by the calling thread
     * @param algorithms names in their table's order, and the block sizes that a profile may give each
     */
    public record Kind(String word, boolean alone, Map<String, Set<Blocking.Size>> algorithms) {

        /** Keeps a copy. */
        public Kind {
            algorithms = Collections.unmodifiableMap(new LinkedHashMap<>(algorithms));
        }

        /** One text, another one for another order, another algorithm or other sizes. */
        private String text() {
            StringBuilder text = new StringBuilder(word).append(alone);
            algorithms.forEach(
                    (name, sizes) -> text.append('\n').append(name).append(' ').append(new ArrayList<>(sizes)));
            return text.toString();
        }
    }

    /** Keeps a copy. */
    public Registry {
        kinds = List.copyOf(kinds);
    }

    /** One text, another one for another order or another algorithm. */
    String text() {
        return String.join("\n", kinds.stream().map(Kind::text).toList());
    }

    /** The kind of a problem. */
    private Kind of(String problem) {
        Kind plain = null;
        for (Kind kind : kinds) {
            if (kind.word().isEmpty()) {
                plain = kind;
            } else if (problem.startsWith(kind.word() + " ")) {
                return kind;
            }
        }
        if (plain == null) {
            throw new IllegalArgumentException("no problem begins as '" + problem + "' does");
        }
        return plain;
    }

    /**
     * The block sizes that an algorithm takes.
     *
     * @param problem a tuning key
     * @param algorithm a name in its kind's table
     * @return none where it has no blocks
     * @throws IllegalArgumentException if there is no such algorithm for the problem
     */
    public Set<Blocking.Size> blocks(String problem, String algorithm) {
        Map<String, Set<Blocking.Size>> algorithms = of(problem).algorithms();
        if (!algorithms.containsKey(algorithm)) {
            throw new IllegalArgumentException("there is no algorithm " + algorithm + " among " + algorithms.keySet());
        }
        return algorithms.get(algorithm);
    }

    /**
     * Refuses a choice that no tuning run writes.
     *
     * @throws IllegalArgumentException with the reason
     */
    void check(Choice choice) {
        Set<Blocking.Size> taken = blocks(choice.problem(), choice.winner());
        blocks(choice.problem(), choice.standard());
        Kind kind = of(choice.problem());
        problems.accept(choice.problem());
        if (kind.alone() && choice.jobs() != 1) {
            throw new IllegalArgumentException(
                    "the choice is for " + choice.jobs() + " jobs but '" + kind.word() + "' has 1");
        }
        Set<Blocking.Size> given = EnumSet.allOf(Blocking.Size.class);
        given.removeIf(size -> choice.blocking().get(size) == 0 || taken.contains(size));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    choice.winner() + " takes no " + given.iterator().next() + ", its block sizes are " + taken);
        }
    }
}
