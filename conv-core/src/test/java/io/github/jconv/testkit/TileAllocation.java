package io.github.jconv.testkit;

import com.sun.management.ThreadMXBean;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileTask;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/** A scheduler that hands its tasks to another one and counts what the tiles allocate, whichever thread runs them. */
final class TileAllocation implements Scheduler {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Scheduler scheduler;
    private final AtomicLong bytes = new AtomicLong();

    TileAllocation(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The least that all tiles of a call allocate; repeated until a call's tiles allocate nothing. */
    long leastOf(int mostCalls, Runnable call) {
        return Allocation.leastOf(mostCalls, 0, () -> {
            bytes.set(0);
            call.run();
            return bytes.get();
        });
    }

    @Override
    public int jobs() {
        return scheduler.jobs();
    }

    @Override
    public String name() {
        return scheduler.name();
    }

    @Override
    public void run(TileTask task) {
        scheduler.run(new TileTask() {
            @Override
            public int tiles() {
                return task.tiles();
            }

            @Override
            public long work() {
                return task.work();
            }

            @Override
            public void run(int tile, int slot) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                task.run(tile, slot);
                bytes.addAndGet(THREADS.getCurrentThreadAllocatedBytes() - before);
            }
        });
    }
}
