package io.github.jconv;

import io.github.jconv.events.Fallback;
import io.github.jconv.events.PlanMade;
import io.github.jconv.machine.Machine;

/** What is told of a new plan: a line of the log, an event where one is recorded, and that vectors are missing. */
final class PlanNews {

    private static final System.Logger LOG = System.getLogger("io.github.jconv");

    private PlanNews() {}

    /** Tells of a plan and hands it on. */
    static <P extends Plan> P told(PlanMade event, P plan, double cost) {
        Machine machine = Machine.current();
        if (!machine.vectors().usable()) {
            Fallback.taken("no vector kernels: " + machine.vectors().refusal());
        }
        if (event != null) {
            event.done(plan.frame().problem(), plan.algorithm(), cost, plan.describe());
        }
        LOG.log(System.Logger.Level.DEBUG, () -> "plan " + plan);
        return plan;
    }
}
