package io.github.jconv;

import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.Verdict;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The multiplications that a profile decides, found without writing their keys: a small one takes less time than that. */
final class GemmChoices {

    private static final Pattern KEY =
            Pattern.compile("gemm (float32|float64) ([0-9]{1,9})x([0-9]{1,9})x([0-9]{1,9})( tA)?( tB)?");

    private final Map<Key, Tuned> choices = new HashMap<>();

    /** What a key says. */
    private record Key(DType type, boolean transA, boolean transB, int m, int n, int k) {}

    /**
     * A measured winner.
     *
     * @param algorithm with its block sizes
     * @param blocking these
     */
    record Tuned(GemmAlgorithm algorithm, Blocking blocking) {}

    /** Those of the profile that property or variable name. */
    private static final class Named {
        private static final GemmChoices CHOICES = new GemmChoices(Profiles.named());
    }

    /**
     * The choices of a profile.
     *
     * @param profile its choices for other problems take no part
     */
    GemmChoices(Profile profile) {
        for (Choice choice : profile.choices()) {
            Matcher key = KEY.matcher(choice.problem());
            if (choice.jobs() == 1 && choice.changes() && key.matches()) {
                GemmAlgorithm algorithm = Gemm.algorithm(choice.winner()).with(choice.blocking());
                choices.put(key(key), new Tuned(algorithm, choice.blocking()));
            }
        }
    }

    private static Key key(Matcher key) {
        return new Key(
                key.group(1).equals("float32") ? DType.FLOAT32 : DType.FLOAT64,
                key.group(5) != null,
                key.group(6) != null,
                Integer.parseInt(key.group(2)),
                Integer.parseInt(key.group(3)),
                Integer.parseInt(key.group(4)));
    }

    /** Those that {@link Gemm} goes by. */
    static GemmChoices named() {
        return Named.CHOICES;
    }

    /** The measured winner, or null where the default is to run: nothing was measured, it won, or the winner declines. */
    Tuned find(GemmProblem p) {
        if (choices.isEmpty()) {
            return null;
        }
        Tuned tuned = choices.get(new Key(p.type(), p.transA(), p.transB(), p.m(), p.n(), p.k()));
        return tuned != null && tuned.algorithm().judge(p, Machine.current()) instanceof Verdict.Yes ? tuned : null;
    }
}
