package io.github.jconv.bench.scaling;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.record.Timing;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.parallel.ForkJoinScheduler;
import io.github.jconv.parallel.Parallel;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.TileTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** What handing out work costs, by the clock: medians of rounds in which the two things compared take turns. */
public final class Dispatch {

    private static final int ROUNDS = 15;
    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final long SLICE_NANOS = 20_000_000;
    /** So many that threads end together, however late one comes. */
    private static final int TILES = 200;

    private static final long TILE_NANOS = 5_000;

    /** A thread's only tile: what a run takes longer is all the run's. */
    private static final long LONE_TILE_NANOS = 50_000;

    /** Longer than any worker stays. */
    private static final long PAUSE_NANOS = 3_000_000;

    private static final int COLD_RUNS = 200;

    private Dispatch() {}

    /** Two times beside each other. */
    public record Pair(double alone, double shared) {

        /** What part of {@code jobs} threads' time is used. */
        public double efficiency(int jobs) {
            return alone / (jobs * shared);
        }
    }

    /**
     * A layer on one thread and shared by several, and on each of several threads by itself: what the machine gives so many
     * threads whatever hands out the work.
     */
    public record Shares(Pair times, double apart) {

        /** What part of {@code jobs} threads' time is used where nothing is shared. */
        public double machine() {
            return times.alone() / apart;
        }
    }

    /** Tiles that do nothing but take their time. */
    private record Busy(int tiles, long nanos) implements TileTask {

        static void spin(long nanos) {
            long end = System.nanoTime() + nanos;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        @Override
        public long work() {
            return Long.MAX_VALUE;
        }

        @Override
        public void run(int tile, int seat) {
            spin(nanos);
        }
    }

    private static Scheduler scheduler(int jobs) {
        return new ForkJoinScheduler(ForkJoinPool.commonPool(), jobs);
    }

    /**
     * Beyond the time of its tiles, what a run costs when runs follow each other at once.
     *
     * @param jobs threads
     * @return nanoseconds a run
     */
    public static double closeOverhead(int jobs) {
        Scheduler scheduler = scheduler(jobs);
        TileTask task = new Busy(jobs, LONE_TILE_NANOS);
        Timing.warmUp(() -> scheduler.run(task), WARM_UP_NANOS / 3);
        double[] samples = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            samples[i] = Timing.sample(() -> scheduler.run(task), SLICE_NANOS) - LONE_TILE_NANOS;
        }
        return Timing.median(samples);
    }

    /**
     * The same after a pause in which all workers have gone to sleep.
     *
     * @param jobs threads
     * @param callerSleeps whether the calling thread sleeps as well, else it has other work
     * @return nanoseconds a run
     */
    public static double coldOverhead(int jobs, boolean callerSleeps) {
        Scheduler scheduler = scheduler(jobs);
        TileTask task = new Busy(TILES, TILE_NANOS);
        double[] samples = new double[COLD_RUNS];
        double ideal = ideal(jobs);
        for (int i = 0; i < COLD_RUNS; i++) {
            if (callerSleeps) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                Busy.spin(PAUSE_NANOS);
            }
            long begin = System.nanoTime();
            scheduler.run(task);
            samples[i] = System.nanoTime() - begin - ideal;
        }
        return Timing.median(samples);
    }

    /** What each of so many threads would take if all took turns for nothing. */
    private static double ideal(int jobs) {
        TileTask task = new Busy(TILES, TILE_NANOS);
        return Timing.sample(() -> SerialScheduler.INSTANCE.run(task), SLICE_NANOS) / jobs;
    }

    /**
     * A layer on one thread, shared by several, and on each of these by itself.
     *
     * @param layer the layer
     * @param layout the order in memory
     * @param jobs threads
     * @return nanoseconds a run
     */
    public static Shares layer(Layer layer, Layout layout, int jobs) {
        Conv2d conv = layer.conv();
        float[] weights = Tensors.random(conv.weightElements(), 1);
        float[] x = Tensors.random(layer.src(layout).elements(), 2);
        List<ConvPlan> plans = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(jobs)) {
            ConvPlan shared = Planner.builder().jobs(jobs).build().plan(conv, layer.src(layout), weights, null);
            plans.add(shared);
            float[] y = new float[shared.dstShape().elements()];
            List<Runnable> own = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                ConvPlan plan = Planner.serial().plan(conv, layer.src(layout), weights, null);
                plans.add(plan);
                // The first one's are those of the shared plan: where an array starts in memory makes some per cent.
                float[] ownX = i == 0 ? x : x.clone();
                float[] ownY = i == 0 ? y : y.clone();
                own.add(() -> plan.run(ownX, ownY));
            }
            Runnable one = own.getFirst();
            Runnable many = () -> shared.run(x, y);
            Timing.warmUp(one, WARM_UP_NANOS);
            Timing.warmUp(many, WARM_UP_NANOS);
            double[] apart = new double[ROUNDS];
            int[] round = new int[1];
            Pair times = turns(one, many, () -> apart[round[0]++] = apart(threads, own));
            return new Shares(times, Timing.median(apart));
        } finally {
            plans.forEach(ConvPlan::close);
        }
    }

    /** The time of a run where each thread has runs of its own, all at once. */
    private static double apart(ExecutorService threads, List<Runnable> own) {
        List<Callable<Double>> samples = new ArrayList<>();
        for (Runnable run : own) {
            samples.add(() -> {
                Timing.warmUp(run, SLICE_NANOS / 2);
                return Timing.sample(run, SLICE_NANOS);
            });
        }
        try {
            double sum = 0;
            for (Future<Double> sample : threads.invokeAll(samples)) {
                sum += sample.get();
            }
            return sum / own.size();
        } catch (InterruptedException | ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Pair turns(Runnable one, Runnable many) {
        return turns(one, many, () -> {});
    }

    /** A third may take its turn and keep its own time. */
    private static Pair turns(Runnable one, Runnable many, Runnable third) {
        double[] alone = new double[ROUNDS];
        double[] shared = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Timing.warmUp(one, SLICE_NANOS / 2);
            alone[i] = Timing.sample(one, SLICE_NANOS);
            Timing.warmUp(many, SLICE_NANOS / 2); // a core that has idled for long takes some milliseconds to come
            shared[i] = Timing.sample(many, SLICE_NANOS);
            third.run();
        }
        return new Pair(Timing.median(alone), Timing.median(shared));
    }

    /**
     * Items that take no time: a task of the common pool for each, and a map.
     *
     * @param count how many items
     * @param jobs threads
     * @return nanoseconds for all; alone is the tasks, shared the map
     */
    public static Pair trivialItems(int count, int jobs) {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        Parallel parallel = Parallel.jobs(jobs);
        Runnable tasks = () -> tasks(items);
        Runnable map = () -> check(parallel.map(items, i -> i + 1), count);
        Timing.warmUp(tasks, WARM_UP_NANOS);
        Timing.warmUp(map, WARM_UP_NANOS);
        return turns(tasks, map);
    }

    /**
     * The same with a stream as the source, whose results are delivered one by one.
     *
     * @param count how many items
     * @param jobs threads
     * @return nanoseconds for all
     */
    public static double trivialStream(int count, int jobs) {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        Parallel parallel = Parallel.jobs(jobs);
        long[] sum = new long[1];
        Runnable stream = () -> parallel.mapTo(items.stream(), i -> i + 1, i -> sum[0] += i);
        Timing.warmUp(stream, WARM_UP_NANOS);
        double[] samples = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            samples[i] = Timing.sample(stream, SLICE_NANOS);
        }
        return Timing.median(samples);
    }

    private static void tasks(List<Integer> items) {
        List<ForkJoinTask<Integer>> tasks = new ArrayList<>(items.size());
        for (Integer item : items) {
            tasks.add(ForkJoinPool.commonPool().submit(() -> item + 1));
        }
        List<Integer> results = new ArrayList<>(items.size());
        try {
            for (ForkJoinTask<Integer> task : tasks) {
                results.add(task.get());
            }
        } catch (InterruptedException | ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
        check(results, items.size());
    }

    private static void check(List<Integer> results, int count) {
        if (results.size() != count || results.getLast() != count) {
            throw new IllegalStateException("a map of " + count + " items gave " + results.size());
        }
    }

    /**
     * For how long the processor works after the last run.
     *
     * @param jobs threads
     * @return processor time of the whole process in the second millisecond after a run, in nanoseconds; the least of a
     *     few tries
     */
    public static long idleCpuNanos(int jobs) {
        if (!(java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system)) {
            throw new BadInput("this virtual machine does not tell its processor time");
        }
        Scheduler scheduler = scheduler(jobs);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            scheduler.run(new Busy(TILES, TILE_NANOS));
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            long before = system.getProcessCpuTime();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            least = Math.min(least, system.getProcessCpuTime() - before);
        }
        return least;
    }
}
