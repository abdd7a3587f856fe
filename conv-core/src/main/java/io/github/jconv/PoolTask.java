package io.github.jconv;

import io.github.jconv.spi.PoolTiles;
import io.github.jconv.spi.Scheduler;

/** What one call of a pooling's run and one of its gradient's have in common. */
abstract class PoolTask implements PlanTask {

    final Seats<Object> seats;
    private final PoolTiles<?> kernel;
    private final PoolProblem pool;

    PoolTask(PoolTiles<?> kernel, int jobs, PoolProblem pool) {
        this.seats = new Seats<>(jobs, kernel::newWorkspace);
        this.kernel = kernel;
        this.pool = pool;
    }

    /** How many threads an image is cut for, as {@link PlanRun#cutFor}. */
    static int cutFor(Scheduler scheduler, PoolProblem pool) {
        int images = Math.max(1, pool.src().n());
        return scheduler.jobs(pool.taps() / images, bytes(pool) / images);
    }

    private static long bytes(PoolProblem pool) {
        return PlanRun.bytes(pool.type(), pool.src(), pool.dst(), 0);
    }

    @Override
    public final int tiles() {
        return kernel.tiles();
    }

    @Override
    public final long work() {
        return pool.taps();
    }

    /** A pooling waits for memory, so this and not its work decides whether it is worth sharing. */
    @Override
    public final long bytes() {
        return bytes(pool);
    }
}
