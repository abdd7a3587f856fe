package io.github.jconv;

import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.Verdict;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import java.util.HashMap;
import java.util.Map;

/** The multiplications that a profile decides, found without writing their keys: a small one takes less time than that. */
final class GemmChoices {

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
        private static final GemmChoices CHOICES =
                new GemmChoices(Profiles.named().profile());
    }

    /**
     * The choices of a profile.
     *
     * @param profile its choices for other problems take no part
     */
    GemmChoices(Profile profile) {
        for (Choice choice : profile.choices()) {
            if (choice.jobs() == 1
                    && choice.changes()
                    && choice.problem().startsWith(GemmProblem.WORD + " ")
                    && TuningKeys.problem(choice.problem()) instanceof GemmProblem p) {
                GemmAlgorithm algorithm = Gemm.algorithm(choice.winner()).with(choice.blocking());
                choices.put(key(p), new Tuned(algorithm, choice.blocking()));
            }
        }
    }

    private static Key key(GemmProblem p) {
        return new Key(p.type(), p.transA(), p.transB(), p.m(), p.n(), p.k());
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
        Tuned tuned = choices.get(key(p));
        return tuned != null && tuned.algorithm().judge(p, Machine.current()) instanceof Verdict.Yes ? tuned : null;
    }
}
