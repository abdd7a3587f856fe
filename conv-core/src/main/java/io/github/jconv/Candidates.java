package io.github.jconv;

import io.github.jconv.machine.Machine;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.TransposeAlgorithm;
import io.github.jconv.spi.Verdict;
import io.github.jconv.spi.WeightGradientAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The algorithms of one table before one problem.
 *
 * @param what the table holds, in messages
 * @param problem what they judge
 * @param table in order
 * @param name of one
 * @param judge asks one
 */
record Candidates<A>(
        String what, Tunable problem, List<A> table, Function<A, String> name, Function<A, Verdict> judge) {

    /**
     * One that said yes.
     *
     * @param algorithm which
     * @param cost of its verdict
     */
    record Pick<A>(A algorithm, double cost) {}

    static Candidates<Algorithm> of(ConvProblem p) {
        List<Algorithm> table = AlgorithmTable.installed().convolutions();
        return new Candidates<>("convolutions", p, table, Algorithm::name, a -> a.judge(p, Machine.current()));
    }

    static Candidates<PlaneAlgorithm> of(PlaneProblem p) {
        List<PlaneAlgorithm> table = AlgorithmTable.installed().planes();
        return new Candidates<>("planes", p, table, PlaneAlgorithm::name, a -> a.judge(p, Machine.current()));
    }

    static Candidates<PoolAlgorithm> of(PoolProblem p) {
        List<PoolAlgorithm> table = AlgorithmTable.installed().pools();
        return new Candidates<>("poolings", p, table, PoolAlgorithm::name, a -> a.judge(p, Machine.current()));
    }

    static Candidates<PoolGradientAlgorithm> of(PoolGradientProblem p) {
        List<PoolGradientAlgorithm> table = AlgorithmTable.installed().poolGradients();
        return new Candidates<>(
                "gradients of poolings", p, table, PoolGradientAlgorithm::name, a -> a.judge(p, Machine.current()));
    }

    static Candidates<TransposeAlgorithm> of(TransposeProblem p) {
        List<TransposeAlgorithm> table = AlgorithmTable.installed().transposes();
        return new Candidates<>(
                "transposed convolutions", p, table, TransposeAlgorithm::name, a -> a.judge(p, Machine.current()));
    }

    static Candidates<WeightGradientAlgorithm> of(WeightGradientProblem p) {
        List<WeightGradientAlgorithm> table = AlgorithmTable.installed().weightGradients();
        return new Candidates<>(
                "weight gradients", p, table, WeightGradientAlgorithm::name, a -> a.judge(p.conv(), Machine.current()));
    }

    static Candidates<GemmAlgorithm> of(GemmProblem p) {
        List<GemmAlgorithm> table = AlgorithmTable.installed().gemms();
        return new Candidates<>(
                "matrix multiplications", p, table, GemmAlgorithm::name, a -> a.judge(p, Machine.current()));
    }

    /** Those of any kind of problem. */
    static Candidates<?> of(Tunable problem) {
        return switch (problem) {
            case ConvProblem p -> of(p);
            case GemmProblem p -> of(p);
            case TransposeProblem p -> of(p);
            case WeightGradientProblem p -> of(p);
            case PoolProblem p -> of(p);
            case PoolGradientProblem p -> of(p);
            case PlaneProblem p -> of(p);
        };
    }

    /** Refuses a name that no table has. */
    static void known(String wanted) {
        AlgorithmTable tables = AlgorithmTable.installed();
        List<String> names = Stream.of(
                        tables.convolutions().stream().map(Algorithm::name),
                        tables.planes().stream().map(PlaneAlgorithm::name),
                        tables.pools().stream().map(PoolAlgorithm::name))
                .flatMap(Function.identity())
                .distinct()
                .toList();
        if (!names.contains(wanted)) {
            throw new IllegalArgumentException("there is no algorithm " + wanted + " among " + names);
        }
    }

    /** The one of a name. */
    A named(String wanted) {
        for (A candidate : table) {
            if (name.apply(candidate).equals(wanted)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("there is no algorithm " + wanted + " among "
                + table.stream().map(name).toList() + " for " + what);
    }

    /** The one asked for by name, else the cheapest, the earlier one at equal cost. */
    Pick<A> pick(String forced) {
        return forced == null ? cheapest() : asked(named(forced));
    }

    private Pick<A> asked(A wanted) {
        return switch (judge.apply(wanted)) {
            case Verdict.Yes(double cost) -> new Pick<>(wanted, cost);
            case Verdict.No(String reason) ->
                throw new IllegalArgumentException(
                        "algorithm " + name.apply(wanted) + " declined " + problem + ": " + reason);
        };
    }

    private Pick<A> cheapest() {
        A best = null;
        double least = Double.POSITIVE_INFINITY;
        for (A candidate : table) {
            if (judge.apply(candidate) instanceof Verdict.Yes(double cost) && (best == null || cost < least)) {
                best = candidate;
                least = cost;
            }
        }
        return new Pick<>(best, least); // the reference never declines
    }

    /** All answers, where {@link #pick} decides; one asked for is the choice even if it declines. */
    Explanation explain(String forced) {
        return explain(forced, Blocking.DEFAULT);
    }

    Explanation explain(String forced, Blocking blocking) {
        return explain(name.apply(forced == null ? cheapest().algorithm() : named(forced)), false, blocking);
    }

    Explanation explain(String chosen, boolean tuned, Blocking blocking) {
        return new Explanation(problem, chosen, tuned, blocking, answers());
    }

    List<Explanation.Answer> answers() {
        List<Explanation.Answer> answers = new ArrayList<>();
        for (A candidate : table) {
            answers.add(
                    switch (judge.apply(candidate)) {
                        case Verdict.Yes(double cost) -> new Explanation.Answer(name.apply(candidate), cost, "");
                        case Verdict.No(String reason) ->
                            new Explanation.Answer(name.apply(candidate), Double.POSITIVE_INFINITY, reason);
                    });
        }
        return List.copyOf(answers);
    }
}
