package io.github.jconv.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A plan was made; the event's duration is that of choosing and packing. */
@Name("io.github.jconv.PlanMade")
@Label("Plan Made")
@Category("JConv")
@Description("A convolution, filter, pooling or gradient was planned: an algorithm chosen, weights packed")
@StackTrace(true)
public final class PlanMade extends Event {

    private static final PlanMade PROBE = new PlanMade();

    @Label("Problem")
    String problem;

    @Label("Algorithm")
    String algorithm;

    @Label("Cost")
    @Description("Expected work in multiply-adds at the machine's full rate")
    double cost;

    @Label("Plan")
    String description;

    private PlanMade() {}

    /**
     * Starts the clock.
     *
     * @return the event, or null where no recording wants it
     */
    public static PlanMade begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        PlanMade event = new PlanMade();
        event.begin();
        return event;
    }

    /**
     * Stops the clock and writes the event.
     *
     * @param what the problem
     * @param who the algorithm
     * @param work its cost
     * @param plan its description
     */
    public void done(Object what, String who, double work, String plan) {
        end();
        if (shouldCommit()) {
            problem = what.toString();
            algorithm = who;
            cost = work;
            description = plan;
            commit();
        }
    }
}
