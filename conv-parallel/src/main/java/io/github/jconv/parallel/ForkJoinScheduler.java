package io.github.jconv.parallel;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.TileTask;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ForkJoinPool;

/**
 * Runs the tiles of a task on the calling thread and on workers of a {@link ForkJoinPool}. Tiles are handed out one at a
 * time by a counter, so that a slow core does not hold up the rest; each tile has one writer, so every schedule gives the
 * same bits.
 *
 * <p><b>Workers that stay.</b> A worker that has finished a run looks for the next one for the {@link #spin} time, 200
 * microseconds by default, counted from the end of the last run on its pool, and then goes back to the pool, where it
 * sleeps. While it looks it is handed a run in less than a microsecond; sooner than that it leaves only for other
 * work that was submitted to the pool. No more workers stay awake than there are cores besides the caller's.
 *
 * <p><b>Small tasks.</b> The effort of a task is its multiply-adds or one and a half times the bytes it moves, whichever
 * is more. Under the cutoff the calling thread works alone; up to six times the cutoff it shares with workers that are
 * awake, and wakes one only where such runs follow each other closely; above that it calls as many as there are jobs.
 *
 * <p><b>Any caller.</b> The caller always works itself and waits only for workers that have begun: a call from inside a
 * worker of the same pool, from a virtual thread, or while the pool is busy or shut down, finishes without them, so nested
 * use neither deadlocks nor adds threads; idle workers of the pool help whoever has work. The pool stays the caller's; this
 * class starts no thread and needs no closing. Safe for use by many threads.
 *
 * <p><b>Failure.</b> The first exception of a tile comes out, later ones are suppressed in it. A caller that is
 * interrupted while tiles are left gets a {@link java.util.concurrent.CancellationException} and stays interrupted; small
 * tasks that it does alone, of some 100 microseconds, it finishes. In both cases no further tile begins, and nothing runs
 * any more when the call returns.
 *
 * {@snippet class="Examples" region="scheduler"}
 */
public final class ForkJoinScheduler implements Scheduler {

    /** Work under which a second thread costs more than it saves, in multiply-adds: some 20 microseconds of one core. */
    public static final long CUTOFF = 1_500_000;

    /** How much more work it takes to wake a thread than to share with one that is awake. */
    static final int CALL = 6;

    /** How long workers stay by default. */
    static final Duration SPIN = Duration.of(200, ChronoUnit.MICROS);

    private static final Duration LONGEST_SPIN = Duration.ofMillis(10);

    /** As many workers as a ForkJoinPool can have. */
    private static final int MOST_JOBS = 32767;

    private final ForkJoinPool pool;
    private final Crew crew;
    private final int jobs;
    private final long cutoff;
    private final long spinNanos;

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
     * @param cutoff effort, in multiply-adds, under which the calling thread does a task alone; 0 shares everything
     * @throws IllegalArgumentException if pool is null, jobs is not from 1 to 32767, or cutoff is negative
     */
    public ForkJoinScheduler(ForkJoinPool pool, int jobs, long cutoff) {
        this(pool, jobs, cutoff, SPIN);
    }

    private ForkJoinScheduler(ForkJoinPool pool, int jobs, long cutoff, Duration spin) {
        if (pool == null) {
            throw new IllegalArgumentException("pool is null");
        }
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new IllegalArgumentException("scheduler has " + jobs + " jobs but needs 1 to " + MOST_JOBS);
        }
        if (cutoff < 0) {
            throw new IllegalArgumentException("scheduler has a cutoff of " + cutoff + " but needs at least 0");
        }
        if (spin == null || spin.isNegative() || spin.compareTo(LONGEST_SPIN) > 0) {
            throw new IllegalArgumentException("scheduler has a spin time of " + spin + " but needs 0 to 10 ms");
        }
        this.pool = pool;
        this.crew = Crew.of(pool);
        this.jobs = jobs;
        this.cutoff = cutoff;
        this.spinNanos = spin.toNanos();
    }

    /**
     * The same scheduler with another time that workers stay awake after a run.
     *
     * @param time at most 10 ms; zero lets workers go at once, so that every shared run wakes them
     * @return the scheduler
     * @throws IllegalArgumentException if the time is null, negative or longer
     */
    public ForkJoinScheduler spin(Duration time) {
        return new ForkJoinScheduler(pool, jobs, cutoff, time);
    }

    @Override
    public int jobs() {
        return jobs;
    }

    @Override
    public int jobs(long work, long bytes) {
        return effort(work, bytes) < cutoff ? 1 : jobs;
    }

    @Override
    public String name() {
        return "forkjoin";
    }

    @Override
    public void run(TileTask task) {
        int threads = Math.min(Math.min(jobs, InnerJobs.most()), task.tiles());
        long effort = effort(task.work(), task.bytes());
        boolean small = effort / CALL < cutoff;
        if (effort < cutoff || (threads <= 1 && small)) {
            SerialScheduler.INSTANCE.run(task);
        } else if (small && !crew.worthSharingSmall()) {
            SerialScheduler.INSTANCE.run(task);
            crew.stayFor(spinNanos);
        } else {
            run(task, threads);
        }
    }

    private static long effort(long work, long bytes) {
        return Math.max(work, bytes + bytes / 2);
    }

    private void run(TileTask task, int threads) {
        TileRun run = crew.takeRun();
        run.begin(task);
        if (threads > 1) {
            crew.share(run, pool, threads - 1, spinNanos);
        } else {
            run.work(0);
        }
        run.end();
        crew.giveRun(run);
    }
}
