package io.github.jconv.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A plan ran; runs that threw are not told. */
@Name("io.github.jconv.PlanRun")
@Label("Plan Run")
@Category("JConv")
@Description("A plan ran over its tensors")
@StackTrace(false)
public final class Ran extends Event {

    /** One for all: only its switch is asked, so that a run without a recording makes no object. */
    private static final Ran PROBE = new Ran();

    @Label("Problem")
    String problem;

    @Label("Algorithm")
    String algorithm;

    private Ran() {}

    /**
     * Starts the clock.
     *
     * @return the event, or null where no recording wants it
     */
    public static Ran begun() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        Ran event = new Ran();
        event.begin();
        return event;
    }

    /**
     * Stops the clock and writes the event.
     *
     * @param what the problem
     * @param who the algorithm
     */
    public void done(Object what, String who) {
        end();
        if (shouldCommit()) {
            problem = what.toString();
            algorithm = who;
            commit();
        }
    }
}
