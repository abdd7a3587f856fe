package io.github.jconv.parallel;

import io.github.jconv.machine.Machine;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Maps a function over many items on several threads: what {@code Parallel(n_jobs)(delayed(f)(x) for x in xs)} of joblib
 * is to Python.
 *
 * {@snippet class="Examples" region="map"}
 *
 * <p>A list goes through {@link #map} and comes back in order. A source too large for memory goes through {@link #mapTo},
 * which hands each result to a consumer and has a bounded number of items in flight. Both hand out tiny items in batches
 * that take a good while each.
 *
 * <p>The first failure stops the call: no further item begins, the threads that still work on one are interrupted, and the
 * exception names the item. {@link #outcomes} goes on and collects failures instead. A caller that is interrupted gets a {@link
 * java.util.concurrent.CancellationException} and stays interrupted. However a call ends, nothing of it runs afterwards: a
 * function that does not heed interruption is waited for.
 *
 * <p>A map inside a map, or a plan's run inside one, shares the same pool and adds no threads; {@link #innerJobs} limits it
 * further.
 *
 * <p>Immutable and safe for use by many threads; each setting returns another one on the same threads.
 */
public final class Parallel implements AutoCloseable {

    /** The environment variable that {@link #jobs()} reads. */
    public static final String JOBS_VARIABLE = "JCONV_JOBS";

    private final ForkJoinPool pool;
    private final Crew crew;
    private final int jobs;
    private final boolean ownsPool;
    private final Options options;

    private Parallel(ForkJoinPool pool, int jobs, boolean ownsPool, Options options) {
        this.pool = pool;
        this.crew = Crew.of(pool);
        this.jobs = jobs;
        this.ownsPool = ownsPool;
        this.options = options;
    }

    /**
     * On the common pool, with as many jobs as the environment variable {@code JCONV_JOBS} says; all cores where it is not
     * set.
     *
     * @return the parallel map
     * @throws IllegalArgumentException if the variable is no number or 0
     */
    public static Parallel jobs() {
        return jobs(fromEnvironment(System.getenv(JOBS_VARIABLE)));
    }

    static int fromEnvironment(String value) {
        if (value == null || value.isBlank()) {
            return -1;
        }
        try {
            int jobs = Integer.parseInt(value.strip());
            Machine.current().threads(jobs);
            return jobs;
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    JOBS_VARIABLE + " is " + value + " but needs a whole number, -1 for all cores", noNumber);
        } catch (IllegalArgumentException outOfRange) {
            throw new IllegalArgumentException(JOBS_VARIABLE + ": " + outOfRange.getMessage(), outOfRange);
        }
    }

    /**
     * On the common pool, which by default has a worker less than there are cores; a container's limit counts.
     *
     * @param jobs how many threads at the most, as joblib counts: -1 all cores, -2 all but one, 1 the calling thread only
     * @return the parallel map
     * @throws IllegalArgumentException if jobs is 0
     */
    public static Parallel jobs(int jobs) {
        return on(ForkJoinPool.commonPool(), jobs);
    }

    /**
     * On a pool of the caller's own.
     *
     * @param pool where workers come from; not closed here
     * @param jobs how many threads, the caller among them, counted as {@link #jobs(int)}
     * @return the parallel map
     * @throws IllegalArgumentException if pool is null or jobs is 0
     */
    public static Parallel on(ForkJoinPool pool, int jobs) {
        if (pool == null) {
            throw new IllegalArgumentException("pool is null");
        }
        return new Parallel(pool, Machine.current().threads(jobs), false, new Options());
    }

    /**
     * On threads of its own, which {@link #close} ends: for functions that wait for disks and networks, where more threads
     * than cores are of use.
     *
     * @param jobs how many threads, the caller among them, counted as {@link #jobs(int)}
     * @return the parallel map; to be closed
     * @throws IllegalArgumentException if jobs is 0
     */
    public static Parallel ownThreads(int jobs) {
        int threads = Machine.current().threads(jobs);
        return new Parallel(new ForkJoinPool(Math.max(1, threads - 1)), threads, true, new Options());
    }

    private interface Setting {
        void in(Options copy);
    }

    private Parallel with(Setting setting) {
        Options copy = options.copy();
        setting.in(copy);
        return new Parallel(pool, jobs, ownsPool, copy);
    }

    /**
     * Sets how many items a thread takes at once, in place of as many as take about 100 microseconds.
     *
     * @param items at least 1
     * @return a parallel map on the same threads
     * @throws IllegalArgumentException if it is less
     */
    public Parallel batch(int items) {
        return with(copy -> copy.batch = atLeastOne("batch", items));
    }

    /**
     * Sets how many items {@link #mapTo} has read and not delivered at the most; by default three batches for each job.
     *
     * @param items at least 1
     * @return a parallel map on the same threads
     * @throws IllegalArgumentException if it is less
     */
    public Parallel inFlight(int items) {
        return with(copy -> copy.inFlight = atLeastOne("inFlight", items));
    }

    /**
     * Lets {@link #mapTo} deliver results as they are completed and not in the order of the items.
     *
     * @return a parallel map on the same threads
     */
    public Parallel asCompleted() {
        return with(copy -> copy.asCompleted = true);
    }

    /**
     * Limits the time of a call.
     *
     * @param limit after which no further item begins, running ones are interrupted, and {@link TimeLimitException} is
     *     thrown
     * @return a parallel map on the same threads
     * @throws IllegalArgumentException if it is null or not above zero
     */
    public Parallel timeout(Duration limit) {
        return with(copy -> copy.timeout = positive("timeout", limit));
    }

    /**
     * Limits the time of each item: its thread is interrupted, and the item has failed with a {@link
     * java.util.concurrent.TimeoutException}.
     *
     * @param limit for one call of the function
     * @return a parallel map on the same threads
     * @throws IllegalArgumentException if it is null or not above zero
     */
    public Parallel itemTimeout(Duration limit) {
        return with(copy -> copy.itemTimeout = positive("itemTimeout", limit));
    }

    /**
     * Limits the threads of what the function itself runs in parallel, such as plans and other maps.
     *
     * @param most 1 for the item's own thread only
     * @return a parallel map on the same threads
     * @throws IllegalArgumentException if it is less
     */
    public Parallel innerJobs(int most) {
        return with(copy -> copy.innerJobs = atLeastOne("innerJobs", most));
    }

    /**
     * Hears how many items are completed.
     *
     * @param heard who hears; null for nobody
     * @return a parallel map on the same threads
     */
    public Parallel listener(ProgressListener heard) {
        return with(copy -> copy.listener = heard);
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + " but must be at least 1");
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (value == null || !value.isPositive()) {
            throw new IllegalArgumentException(name + " is " + value + " but must be above zero");
        }
        return value;
    }

    /**
     * How many threads work on a call at the most, the caller among them.
     *
     * @return at least 1; a pool with fewer workers lends fewer
     */
    public int threads() {
        return jobs;
    }

    /**
     * Applies a function to every item and returns when all are done.
     *
     * @param items the arguments; not modified
     * @param function called once for each item, from several threads at once
     * @param <T> type of the items
     * @param <R> type of the results
     * @return an unmodifiable list of the results in the order of the items; a result may be null
     * @throws IllegalArgumentException if an argument is null
     * @throws ItemException if the function throws anything but a {@link VirtualMachineError}; names the item, later
     *     failures are suppressed
     */
    public <T, R> List<R> map(List<? extends T> items, Function<? super T, ? extends R> function) {
        return list(items, function, false);
    }

    /**
     * As {@link #map}, but a failure is a result as well: every item is tried.
     *
     * @param items the arguments; not modified
     * @param function called once for each item, from several threads at once
     * @param <T> type of the items
     * @param <R> type of the results
     * @return what became of each item, in order; unmodifiable
     * @throws IllegalArgumentException if an argument is null
     */
    public <T, R> List<Outcome<R>> outcomes(List<? extends T> items, Function<? super T, ? extends R> function) {
        return list(items, function, true);
    }

    private <T, S> List<S> list(List<? extends T> items, Function<? super T, ?> function, boolean collects) {
        notNull("items", items);
        notNull("function", function);
        open();
        Chunks<T> slots = Chunks.of(items);
        int threads = Math.min(Math.min(jobs, InnerJobs.most()), Math.max(1, slots.size()));
        ListRun<T, ?> run = new ListRun<>(slots, function, options, collects, threads, crew, pool);
        Alarm clock = run.calls().startClock();
        try {
            crew.share(run, pool, threads - 1, ForkJoinScheduler.SPIN.toNanos());
        } finally {
            if (clock != null) {
                clock.stop();
            }
        }
        run.calls().throwFailure();
        @SuppressWarnings(
                "unchecked") // each slot now holds a result: the function's, or an outcome where these are wanted
        List<S> results = (List<S>) slots;
        return results;
    }

    /**
     * Applies a function to every item of a source that need not fit into memory. The calling thread reads the items and
     * delivers the results, in the order of the items or {@link #asCompleted}, and works in between; the number of items in
     * between is bounded, see {@link #inFlight}. While the source makes the calling thread wait for an item, nothing is
     * delivered.
     *
     * {@snippet class="Examples" region="stream"}
     *
     * @param items read by the calling thread only, once
     * @param function called once for each item, from several threads at once
     * @param sink gets each result, on the calling thread
     * @param <T> type of the items
     * @param <R> type of the results
     * @return how many results were delivered
     * @throws IllegalArgumentException if an argument is null
     * @throws ItemException if the function throws; results before that item may have been delivered
     */
    public <T, R> long mapTo(
            Iterable<? extends T> items, Function<? super T, ? extends R> function, Consumer<? super R> sink) {
        notNull("items", items);
        return convey(items.iterator(), function, sink, false);
    }

    /**
     * As {@link #mapTo(Iterable, Function, Consumer)} for a stream, which is closed at the end.
     *
     * @param items read by the calling thread only
     * @param function called once for each item, from several threads at once
     * @param sink gets each result, on the calling thread
     * @param <T> type of the items
     * @param <R> type of the results
     * @return how many results were delivered
     * @throws IllegalArgumentException if an argument is null
     * @throws ItemException if the function throws; results before that item may have been delivered
     */
    public <T, R> long mapTo(
            Stream<? extends T> items, Function<? super T, ? extends R> function, Consumer<? super R> sink) {
        notNull("items", items);
        try (items) {
            return convey(items.iterator(), function, sink, false);
        }
    }

    /**
     * As {@link #mapTo(Iterable, Function, Consumer)}, but a failure is delivered as well: every item is tried.
     *
     * @param items read by the calling thread only, once
     * @param function called once for each item, from several threads at once
     * @param sink gets what became of each item, on the calling thread
     * @param <T> type of the items
     * @param <R> type of the results
     * @return how many outcomes were delivered
     * @throws IllegalArgumentException if an argument is null
     */
    public <T, R> long outcomesTo(
            Iterable<? extends T> items, Function<? super T, ? extends R> function, Consumer<? super Outcome<R>> sink) {
        notNull("items", items);
        return convey(items.iterator(), function, sink, true);
    }

    private <T, S> long convey(
            Iterator<? extends T> items, Function<? super T, ?> function, Consumer<? super S> sink, boolean collects) {
        notNull("function", function);
        notNull("sink", sink);
        notNull("iterator of the items", items);
        open();
        int threads = Math.min(jobs, InnerJobs.most());
        return new Conveyor<T, S>(items, function, sink, options, collects, threads, crew, pool)
                .run(ForkJoinScheduler.SPIN.toNanos());
    }

    private void open() {
        if (ownsPool && pool.isShutdown()) {
            throw new IllegalStateException("the parallel map was closed");
        }
    }

    private static void notNull(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is null");
        }
    }

    /**
     * Ends the threads of {@link #ownThreads} once the calls in progress are done; later calls are refused. On a pool that
     * is not ours this does nothing. Can be repeated. A thread that is interrupted while it waits here interrupts those at
     * work, and stays interrupted.
     *
     * @throws IllegalStateException if one of these threads calls it, from inside a function
     */
    @Override
    public void close() {
        if (ownsPool) {
            if (pool.equals(ForkJoinTask.getPool())) {
                throw new IllegalStateException("close was called by a thread that it would wait for");
            }
            pool.close();
        }
    }

    /** A function of a {@link Parallel} failed. The message names the item, the cause is what was thrown. */
    public static final class ItemException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** Which item it was. */
        private final long index;

        ItemException(long index, long all, Object item, Throwable cause) {
            super(
                    "item " + index + (all == ProgressListener.UNKNOWN ? "" : " of " + all) + " ("
                            + Failures.shown(item) + ") failed: "
                            + Failures.text(cause),
                    cause);
            this.index = index;
        }

        /**
         * Which item it was.
         *
         * @return its place in the input, from 0
         */
        public long index() {
            return index;
        }
    }

    /** A call took longer than its {@link Parallel#timeout}. */
    public static final class TimeLimitException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TimeLimitException(Duration limit) {
            super("not done after " + limit);
        }
    }
}
