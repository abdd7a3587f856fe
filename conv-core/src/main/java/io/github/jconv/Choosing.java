package io.github.jconv;

import io.github.jconv.events.Fallback;
import io.github.jconv.machine.Machine;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.Verdict;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import java.util.List;

/**
 * How a planner chooses: the algorithm asked for by name, else what a profile measured to be fastest, else the least cost.
 *
 * @param forced the algorithm asked for, or null
 * @param profile measured choices
 */
record Choosing(Algorithm forced, Profile profile) {

    private static final System.Logger LOG = System.getLogger("io.github.jconv");

    /**
     * What was chosen.
     *
     * @param algorithm accepts the problem
     * @param scheduler the planner's, or the calling thread alone where a profile says so
     * @param cost of the algorithm's verdict
     * @param tuned whether a profile decided
     */
    record Chosen(Algorithm algorithm, Scheduler scheduler, double cost, boolean tuned) {}

    Chosen choose(ConvProblem problem, Scheduler scheduler) {
        if (forced != null) {
            return switch (forced.judge(problem, Machine.current())) {
                case Verdict.Yes(double cost) -> new Chosen(forced, scheduler, cost, false);
                case Verdict.No(String reason) ->
                    throw new IllegalArgumentException(
                            "algorithm " + forced.name() + " declined " + problem + ": " + reason);
            };
        }
        Chosen tuned = profile.isEmpty() ? null : byProfile(problem, scheduler);
        return tuned != null ? tuned : byCost(problem, scheduler);
    }

    private static Chosen byCost(ConvProblem problem, Scheduler scheduler) {
        Algorithm best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Algorithm algorithm : AlgorithmTable.installed().convolutions()) {
            if (algorithm.judge(problem, Machine.current()) instanceof Verdict.Yes(double cost)
                    && (best == null || cost < least)) {
                best = algorithm;
                least = cost;
            }
        }
        return new Chosen(best, scheduler, least, false); // the reference never declines
    }

    /** Null where nothing was measured for the problem, or the measured winner declines it. */
    private Chosen byProfile(ConvProblem problem, Scheduler scheduler) {
        Choice choice = profile.find(problem.tuningKey(), scheduler.jobs());
        if (choice == null) {
            return null;
        }
        Algorithm winner = named(choice.winner());
        return switch (winner.judge(problem, Machine.current())) {
            case Verdict.Yes(double cost) ->
                new Chosen(winner, choice.winnerJobs() == 1 ? SerialScheduler.INSTANCE : scheduler, cost, true);
            case Verdict.No(String reason) -> {
                String line = "the profile's algorithm " + winner.name() + " declined " + problem + ": " + reason
                        + "; the default is used";
                LOG.log(System.Logger.Level.WARNING, line);
                Fallback.taken(line);
                yield null;
            }
        };
    }

    /** An algorithm of the table by its name. */
    static Algorithm named(String name) {
        List<Algorithm> table = AlgorithmTable.installed().convolutions();
        return table.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no algorithm " + name + " among "
                        + table.stream().map(Algorithm::name).toList()));
    }
}
