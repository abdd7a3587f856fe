package io.github.jconv;

import io.github.jconv.Candidates.Pick;
import io.github.jconv.events.Fallback;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.Verdict;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;

/**
 * How a planner chooses: the algorithm asked for by name, else, for convolutions, what a profile measured to be fastest,
 * else the least cost.
 *
 * @param forced the name of the algorithm asked for, or null
 * @param blocking block sizes asked for
 * @param profile measured choices
 */
record Choosing(String forced, Blocking blocking, Profile profile) {

    private static final System.Logger LOG = System.getLogger("io.github.jconv");

    /**
     * What was chosen.
     *
     * @param algorithm accepts the problem
     * @param scheduler the planner's, or the calling thread alone where a profile says so
     * @param blocking block sizes in place of the algorithm's own
     * @param cost of the algorithm's verdict
     * @param tuned whether a profile decided
     */
    record Chosen(Algorithm algorithm, Scheduler scheduler, Blocking blocking, double cost, boolean tuned) {}

    Chosen choose(ConvProblem problem, Scheduler scheduler) {
        Chosen tuned = byProfile(problem, scheduler);
        if (tuned != null) {
            return tuned;
        }
        Pick<Algorithm> pick = Candidates.of(problem).pick(forced);
        return new Chosen(pick.algorithm(), scheduler, blocking, pick.cost(), false);
    }

    Explanation explain(ConvProblem problem, Scheduler scheduler) {
        Chosen tuned = byProfile(problem, scheduler);
        Candidates<Algorithm> candidates = Candidates.of(problem);
        return tuned == null
                ? candidates.explain(forced, blocking)
                : candidates.explain(tuned.algorithm().name(), true, tuned.blocking());
    }

    /** Null where a name goes first, nothing was measured for the problem, or the measured winner declines it. */
    private Chosen byProfile(ConvProblem problem, Scheduler scheduler) {
        boolean asked = forced != null || !blocking.equals(Blocking.DEFAULT);
        Choice choice = asked || profile.isEmpty() ? null : profile.find(problem.tuningKey(), scheduler.jobs());
        if (choice == null) {
            return null;
        }
        Algorithm winner = Candidates.of(problem).named(choice.winner());
        return switch (winner.judge(problem, Machine.current())) {
            case Verdict.Yes(double cost) ->
                new Chosen(
                        winner,
                        choice.winnerJobs() == 1 ? SerialScheduler.INSTANCE : scheduler,
                        choice.blocking(),
                        cost,
                        true);
            case Verdict.No(String reason) -> {
                String line = "the profile's algorithm " + winner.name() + " declined " + problem + ": " + reason
                        + "; the default is used";
                LOG.log(System.Logger.Level.WARNING, line);
                Fallback.taken(line);
                yield null;
            }
        };
    }
}
