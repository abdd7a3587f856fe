package io.github.jconv.parallel;

import io.github.jconv.spi.TileTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One task on its way through several threads. */
final class SharedRun {

    private final TileTask task;
    private final int tiles;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    SharedRun(TileTask task) {
        this.task = task;
        this.tiles = task.tiles();
    }

    /** Takes tiles until none is left or one has failed. */
    void work(int slot) {
        int tile;
        while ((tile = next.getAndIncrement()) < tiles) {
            try {
                task.run(tile, slot);
            } catch (Throwable thrown) { // whatever it is, the caller must hear of it
                fail(thrown);
            }
        }
    }

    /** Keeps the first failure, attaches the others, and hands out no more tiles. */
    @SuppressWarnings("ReferenceEquality") // an exception thrown twice cannot suppress itself
    private void fail(Throwable thrown) {
        next.set(tiles);
        Throwable first = failure.compareAndExchange(null, thrown);
        if (first != null && first != thrown) {
            first.addSuppressed(thrown);
        }
    }

    void throwFailure() {
        switch (failure.get()) {
            case null -> {}
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case Throwable checked -> throw new IllegalStateException("a tile threw " + checked, checked);
        }
    }

    Helper helper(int slot) {
        return new Helper(this, slot);
    }

    /** A seat for a worker of the pool, which the caller takes away if nobody has sat down when the work is done. */
    static final class Helper extends RecursiveAction {

        private static final long serialVersionUID = 1L;
        private static final int WAITING = 0;
        private static final int BEGUN = 1;
        private static final int REVOKED = 2;

        private final transient AtomicInteger state = new AtomicInteger(WAITING);
        private final transient int slot;
        private transient SharedRun run;

        private Helper(SharedRun run, int slot) {
            this.run = run;
            this.slot = slot;
        }

        @Override
        protected void compute() {
            if (state.compareAndSet(WAITING, BEGUN)) {
                run.work(slot);
            }
        }

        void finishOrRevoke() {
            if (state.compareAndSet(WAITING, REVOKED)) {
                run = null; // the pool may hold this seat for long; the tensors must not wait with it
            } else {
                quietlyJoin();
            }
        }
    }
}
