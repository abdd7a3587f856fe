package io.github.jconv.parallel;

import io.github.jconv.spi.TileTask;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One task on its way through several threads. */
final class TileRun extends Post {

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private TileTask task;
    private int tiles;

    /** Takes a task on; before the post is opened. */
    void begin(TileTask taken) {
        task = taken;
        tiles = taken.tiles();
        failure.set(null);
        next.set(0);
    }

    @Override
    boolean hasWork() {
        return next.get() < tiles;
    }

    /** A seat is a workspace: each worker keeps its own until the end. */
    @Override
    boolean seatsReturn() {
        return false;
    }

    /**
     * Takes tiles in order, one at a time, until none is left or one has failed: neighbours are taken at nearly the same
     * time, so what they share is in the shared cache, and a slow thread holds up one tile only.
     */
    @Override
    void work(int seat) {
        Thread caller = seat == 0 ? Thread.currentThread() : null;
        int tile;
        while ((tile = next.getAndIncrement()) < tiles) {
            if (caller != null && caller.isInterrupted()) {
                fail(new CancellationException(
                        "interrupted after " + tile + " of " + tiles + " tiles had been handed out"));
                return;
            }
            try {
                task.run(tile, seat);
            } catch (Throwable thrown) { // whatever it is, the caller must hear of it
                fail(thrown);
            }
        }
    }

    /** Keeps the first failure, attaches the others, and hands out no more tiles. */
    private void fail(Throwable thrown) {
        next.set(tiles);
        Throwable first = failure.compareAndExchange(null, thrown);
        if (first != null) {
            Failures.attach(first, thrown);
        }
    }

    /** After the post was closed: lets the task go and throws what failed. */
    void end() {
        Throwable failed = failure.getPlain();
        task = null;
        if (failed != null) {
            failure.set(null);
            throw Failures.unchecked(failed);
        }
    }
}
