package io.github.jconv.parallel;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.TileTask;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs the tiles of a task on the calling thread and on workers of a {@link ForkJoinPool}. Tiles are handed out one at a
 * time by a counter, so that a slow core does not hold up the rest; each tile has one writer, so every schedule gives the
 * same bits.
 *
 * <p>The caller always works itself and waits only for workers that have begun: a call from inside a worker of the same
 * pool, or while the pool is busy or shut down, finishes without them, so nested use neither deadlocks nor adds threads. The pool
 * stays the caller's; this class starts no thread and needs no closing. Safe for use by many threads.
 *
 * {@snippet :
 * try (ForkJoinPool pool = new ForkJoinPool(4)) {
 *     Planner planner = Planner.builder().scheduler(new ForkJoinScheduler(pool, 4)).build();
 * }
 * }
 */
public final class ForkJoinScheduler implements Scheduler {

    /**
     * Work under which waking a second thread costs more than it saves, in multiply-adds: about 100 microseconds of one
     * core, twice what a submit and join take.
     */
    static final long CUTOFF = 6_000_000;

    /** As many workers as a ForkJoinPool can have. */
    private static final int MOST_JOBS = 32767;

    private final ForkJoinPool pool;
    private final int jobs;
    private final long cutoff;

    /**
     * A scheduler on a pool with the default cutoff.
     *
     * @param pool where workers come from
     * @param jobs the most threads that work on one task, the caller among them
     * @throws IllegalArgumentException if pool is null or jobs is not from 1 to 32767
     */
    public ForkJoinScheduler(ForkJoinPool pool, int jobs) {
        this(pool, jobs, CUTOFF);
    }

    /**
     * A scheduler on a pool.
     *
     * @param pool where workers come from
     * @param jobs the most threads that work on one task, the caller among them
     * @param cutoff multiply-adds under which the calling thread does a task alone; 0 shares everything
     * @throws IllegalArgumentException if pool is null, jobs is not from 1 to 32767, or cutoff is negative
     */
    public ForkJoinScheduler(ForkJoinPool pool, int jobs, long cutoff) {
        if (pool == null) {
            throw new IllegalArgumentException("pool is null");
        }
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new IllegalArgumentException("scheduler has " + jobs + " jobs but needs 1 to " + MOST_JOBS);
        }
        if (cutoff < 0) {
            throw new IllegalArgumentException("scheduler has a cutoff of " + cutoff + " but needs at least 0");
        }
        this.pool = pool;
        this.jobs = jobs;
        this.cutoff = cutoff;
    }

    @Override
    public int jobs() {
        return jobs;
    }

    @Override
    public String name() {
        return "forkjoin";
    }

    @Override
    public void run(TileTask task) {
        if (task.work() < cutoff) {
            SerialScheduler.INSTANCE.run(task);
        } else {
            share(task);
        }
    }

    /** Runs a task of any size on as many threads as it has tiles for. */
    void share(TileTask task) {
        int workers = Math.min(jobs, task.tiles());
        if (workers <= 1) {
            SerialScheduler.INSTANCE.run(task);
            return;
        }
        SharedRun run = new SharedRun(task);
        SharedRun.Helper[] helpers = new SharedRun.Helper[workers - 1];
        int offered = 0;
        try {
            while (offered < helpers.length) {
                helpers[offered] = run.helper(offered + 1);
                pool.execute(helpers[offered]);
                offered++;
            }
        } catch (RejectedExecutionException closed) {
            // A pool that is shut down lends no workers; those it lent before finish, and the caller does the rest.
        }
        run.work(0);
        for (int i = 0; i < offered; i++) {
            helpers[i].finishOrRevoke();
        }
        run.throwFailure();
    }
}
