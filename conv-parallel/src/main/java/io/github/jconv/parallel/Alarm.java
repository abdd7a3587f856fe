package io.github.jconv.parallel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Does something once a time is over, unless it is stopped before; never afterwards. The timer is the JDK's own. */
final class Alarm {

    private final Runnable action;
    private final CompletableFuture<Void> timer = new CompletableFuture<>();
    private boolean stopped;
    private boolean rang;

    private Alarm(Runnable action) {
        this.action = action;
    }

    static Alarm after(Duration time, Runnable action) {
        Alarm alarm = new Alarm(action);
        long nanos = time.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0 ? time.toNanos() : Long.MAX_VALUE;
        var _ = alarm.timer.orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((nothing, thrown) -> {
            if (thrown instanceof TimeoutException) {
                alarm.ring();
            }
        });
        return alarm;
    }

    private synchronized void ring() {
        if (!stopped) {
            rang = true;
            action.run();
        }
    }

    /** Whether it had rung before. */
    synchronized boolean stop() {
        stopped = true;
        timer.complete(null);
        return rang;
    }
}
