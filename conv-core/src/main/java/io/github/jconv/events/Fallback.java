package io.github.jconv.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Something slower than asked for or possible was used. */
@Name("io.github.jconv.Fallback")
@Label("Fallback")
@Category("JConv")
@Description("Something else than asked for was used: no vectors, no scheduler, no profile")
@StackTrace(true)
public final class Fallback extends Event {

    @Label("Reason")
    String reason;

    private Fallback() {}

    /**
     * Writes an event, if a recording wants it.
     *
     * @param why one sentence
     */
    public static void taken(String why) {
        Fallback event = new Fallback();
        if (event.isEnabled()) {
            event.reason = why;
            event.commit();
        }
    }
}
