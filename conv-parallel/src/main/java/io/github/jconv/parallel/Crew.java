package io.github.jconv.parallel;

import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Idle;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The workers that one pool lends, and the board where work is put up for them. A worker that has nothing to do looks at
 * the board for a bounded time after the last run before it goes back to the pool; handing it a run takes a write and a
 * read of one cache line, where submitting to a pool and waking a thread takes some 50 microseconds.
 *
 * <p>Nobody waits for a worker that has not sat down, and a worker waits for nobody. So a call from a worker of the same
 * pool, or while the pool is busy or shut down, finishes without them.
 */
final class Crew {

    private static final Map<ForkJoinPool, Crew> CREWS = Collections.synchronizedMap(new WeakHashMap<>());

    /** More runs at once than this share no worker. */
    private static final int PLACES = 16;

    /** Looks at the board between two looks at the clock. */
    private static final int LOOKS = 16;

    /** Small runs in close order after which a worker is worth calling for them. */
    private static final int STREAK = 8;

    /**
     * How many posts of its own and workers' tasks this thread is inside of. A function that helps its pool, as helpQuiesce
     * does, may come to a worker's task: it must not sit down in the run it is a part of, nor be kept for other runs.
     */
    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

    private final AtomicReferenceArray<Post> board = new AtomicReferenceArray<>(PLACES);

    /** Workers that look at the board. */
    private final AtomicInteger looking = new AtomicInteger();

    /** Workers that were called and are not here yet. */
    private final AtomicInteger coming = new AtomicInteger();

    private final Idle<TileRun> runs = new Idle<>();

    /** Until when, on the clock of nanoTime, a worker without work stays. */
    private volatile long staysUntil = System.nanoTime();

    /** Runs that began while workers would have stayed, one after the other; counted without care, it is a hint. */
    private int streak;

    private Crew() {}

    /** The crew of a pool; one each, so that all plans and maps of a pool find the same workers awake. */
    static Crew of(ForkJoinPool pool) {
        return CREWS.computeIfAbsent(pool, key -> new Crew());
    }

    TileRun takeRun() {
        TileRun run = runs.take();
        return run == null ? new TileRun() : run;
    }

    void giveRun(TileRun run) {
        runs.give(run);
    }

    /** Says that a small run begins, and whether workers are awake or worth waking for it. */
    boolean worthSharingSmall() {
        streak = staysUntil - System.nanoTime() > 0 ? Math.min(STREAK, streak + 1) : 0;
        return streak >= STREAK || looking.get() > 0;
    }

    /** Says that a run has ended: from now on workers stay so long. */
    void stayFor(long nanos) {
        staysUntil = System.nanoTime() + nanos;
    }

    /** Works on a post together with at most so many workers; returns when nobody works on it any more. */
    void share(Post post, ForkJoinPool pool, int helpers, long spinNanos) {
        post.open(helpers);
        int place = putUp(post);
        try {
            if (place >= 0) {
                call(pool, helpers);
            }
            post.work(0);
        } finally {
            takeDown(post, place, spinNanos);
        }
    }

    /** Puts a post on the board: its place, or -1 if there is none free. */
    int putUp(Post post) {
        for (int place = 0; place < PLACES; place++) {
            if (board.getPlain(place) == null && board.compareAndSet(place, null, post)) {
                DEPTH.get()[0]++;
                return place;
            }
        }
        return -1;
    }

    /** Takes a post off the board and waits for those who work on it. */
    void takeDown(Post post, int place, long spinNanos) {
        if (place >= 0) {
            board.set(place, null);
            DEPTH.get()[0]--;
        }
        post.close(spinNanos);
        stayFor(spinNanos);
    }

    /** Calls as many workers as are missing and the pool has; those who look at the board come by themselves. */
    void call(ForkJoinPool pool, int wanted) {
        int most = Math.min(wanted, pool.getParallelism());
        for (int missing = most - looking.get() - coming.get(); missing > 0; missing--) {
            if (coming.incrementAndGet() > pool.getParallelism()) {
                coming.decrementAndGet();
                return;
            }
            try {
                // Not onto the queue of a worker that calls: who joins its tasks would help with this one, for long.
                var _ = pool.externalSubmit(new Worker(this, pool));
            } catch (RejectedExecutionException closed) { // a pool that is shut down lends no workers
                coming.decrementAndGet();
                return;
            }
        }
    }

    /** A worker's time here; none for who only helps the pool out, in the middle of something else. */
    private void work(ForkJoinPool pool) {
        int[] depth = DEPTH.get();
        if (depth[0] > 0 || !pool.equals(ForkJoinTask.getPool())) {
            coming.decrementAndGet();
            return;
        }
        depth[0]++;
        try {
            lookAndWork(pool);
        } finally {
            depth[0]--;
        }
    }

    /** A worker counts as looking from before it counts as come, and looks once more after it stopped counting. */
    private void lookAndWork(ForkJoinPool pool) {
        looking.incrementAndGet();
        coming.decrementAndGet();
        while (true) {
            Post post = look(pool);
            looking.decrementAndGet();
            if (post == null && (post = find()) == null) {
                return;
            }
            int seat = post.join();
            if (seat > 0) {
                post.work(seat);
            }
            looking.incrementAndGet(); // first: who sees the seat left also sees that nobody need be called
            if (seat > 0) {
                post.leave(post.seatsReturn());
            }
            if (pool.hasQueuedSubmissions()) {
                looking.decrementAndGet();
                return;
            }
        }
    }

    /** Looks at the board until there is work, or nobody has run anything for a while, or the pool has other work. */
    @SuppressWarnings("ThreadPriorityCheck") // the core may be the caller's as well: whoever has work goes first
    private Post look(ForkJoinPool pool) {
        int mostAwake = Math.max(1, Machine.current().cores() - 1);
        for (int looks = 1; ; looks++) {
            Post post = find();
            if (post != null) {
                return post;
            }
            if (looks % LOOKS > 0) {
                Thread.onSpinWait();
            } else if (System.nanoTime() - staysUntil >= 0
                    || looking.get() > mostAwake
                    || pool.hasQueuedSubmissions()
                    || pool.isShutdown()) {
                return null;
            } else {
                Thread.yield();
            }
        }
    }

    private Post find() {
        for (int place = 0; place < PLACES; place++) {
            Post post = board.get(place);
            if (post != null && post.wanted()) {
                return post;
            }
        }
        return null;
    }

    /** What a pool is given to run. */
    private static final class Worker extends RecursiveAction {

        private static final long serialVersionUID = 1L;

        private final transient Crew crew;
        private final transient ForkJoinPool pool;

        Worker(Crew crew, ForkJoinPool pool) {
            this.crew = crew;
            this.pool = pool;
        }

        @Override
        protected void compute() {
            crew.work(pool);
        }
    }
}
