package io.github.jconv;

import io.github.jconv.Candidates.Pick;
import io.github.jconv.events.Fallback;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.Verdict;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;

/**
 * How a planner chooses: the algorithm asked for by name, else what a profile measured to be fastest, else the least
 * cost.
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
     * @param name of it
     * @param scheduler the planner's, or the calling thread alone where a profile says so
     * @param blocking block sizes in place of the algorithm's own
     * @param cost of the algorithm's verdict
     * @param tuned whether a profile decided
     */
    record Chosen<A>(A algorithm, String name, Scheduler scheduler, Blocking blocking, double cost, boolean tuned) {

        /** What a plan's line ends in: what was not the algorithm's own choice. */
        String how() {
            return (blocking.equals(Blocking.DEFAULT) ? "" : " blocks " + blocking) + (tuned ? " tuned" : "");
        }
    }

    /** The same with an algorithm asked for by name, or null for none. */
    Choosing with(String name) {
        return new Choosing(name, blocking, profile);
    }

    /** The same for problems that take no block sizes from a planner. */
    Choosing withoutBlocks() {
        return new Choosing(forced, Blocking.DEFAULT, profile);
    }

    <A> Chosen<A> choose(Candidates<A> candidates, Scheduler scheduler) {
        Chosen<A> tuned = byProfile(candidates, scheduler);
        if (tuned != null) {
            return tuned;
        }
        Pick<A> pick = candidates.pick(forced);
        return new Chosen<>(
                pick.algorithm(), candidates.name().apply(pick.algorithm()), scheduler, blocking, pick.cost(), false);
    }

    <A> Explanation explain(Candidates<A> candidates, Scheduler scheduler) {
        Chosen<A> tuned = byProfile(candidates, scheduler);
        return tuned == null
                ? candidates.explain(forced, blocking)
                : candidates.explain(tuned.name(), true, tuned.blocking());
    }

    /** Null where a name goes first, nothing was measured for the problem, or the measured winner declines it. */
    private <A> Chosen<A> byProfile(Candidates<A> candidates, Scheduler scheduler) {
        boolean asked = forced != null || !blocking.equals(Blocking.DEFAULT);
        Choice choice = asked || profile.isEmpty()
                ? null
                : profile.find(candidates.problem().tuningKey(), scheduler.jobs());
        if (choice == null) {
            return null;
        }
        A winner = candidates.named(choice.winner());
        return switch (candidates.judge().apply(winner)) {
            case Verdict.Yes(double cost) ->
                new Chosen<>(
                        winner,
                        choice.winner(),
                        choice.winnerJobs() == 1 ? SerialScheduler.INSTANCE : scheduler,
                        choice.blocking(),
                        cost,
                        true);
            case Verdict.No(String reason) -> {
                String line = "the profile's algorithm " + choice.winner() + " declined " + candidates.problem() + ": "
                        + reason + "; the default is used";
                LOG.log(System.Logger.Level.WARNING, line);
                Fallback.taken(line);
                yield null;
            }
        };
    }
}
