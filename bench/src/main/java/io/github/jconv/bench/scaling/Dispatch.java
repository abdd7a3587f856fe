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

/**
 * What handing out work costs, by the clock. Two things that are compared take turns within milliseconds, and what is told is
 * the spread of their ratios: a machine that is slower for a second is so for both.
 */
public final class Dispatch {

    private static final int ROUNDS = 21;

    /** Plans of a kind that take turns: they differ by some per cent, by where in memory their weights lie. */
    private static final int PLANS = 5;

    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final long SLICE_NANOS = 20_000_000;

    /** Before each slice: with 8 ms the first of five equal plans after one on one thread took 7 % longer than the others. */
    private static final long SETTLE_NANOS = 40_000_000;

    /** So many that threads end together, however late one comes. */
    private static final int TILES = 200;

    private static final long TILE_NANOS = 5_000;

    /** A thread's only tile: what a run takes longer is all the run's. */
    private static final long LONE_TILE_NANOS = 50_000;

    /** Longer than any worker stays. */
    private static final long PAUSE_NANOS = 3_000_000;

    private static final int LONG_ROUNDS = 9;
    private static final long GARBAGE_NANOS = 400_000_000;

    private static final int COLD_RUNS = 300;
    private static final int CLOSE_RUNS = 10_000;

    private Dispatch() {}

    /**
     * Two times beside each other.
     *
     * @param alone medians of the rounds, as shared
     * @param gain of one over the other, round by round
     */
    public record Pair(double alone, double shared, Spread gain) {

        private static Pair of(double[] alone, double[] shared) {
            return new Pair(Timing.median(alone), Timing.median(shared), Spread.ofRatios(alone, shared));
        }
    }

    /**
     * A layer on one thread and shared by several, and on each of several threads by itself.
     *
     * @param times of a run
     * @param machine what part of the threads' time is used where nothing is shared: what the machine gives so many threads,
     *     whatever hands out the work
     */
    public record Shares(Pair times, Spread machine) {}

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
    public static Spread closeOverhead(int jobs) {
        Scheduler scheduler = scheduler(jobs);
        TileTask task = new Busy(jobs, LONE_TILE_NANOS);
        Timing.warmUp(() -> scheduler.run(task), WARM_UP_NANOS / 3);
        double[] samples = new double[CLOSE_RUNS];
        for (int i = 0; i < CLOSE_RUNS; i++) {
            samples[i] = nanos(scheduler, task) - LONE_TILE_NANOS;
        }
        return Spread.of(samples);
    }

    /**
     * The same after a pause in which all workers have gone to sleep.
     *
     * @param jobs threads
     * @param callerSleeps whether the calling thread sleeps as well, else it has other work
     * @return nanoseconds a run
     */
    public static Spread coldOverhead(int jobs, boolean callerSleeps) {
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
            samples[i] = nanos(scheduler, task) - ideal;
        }
        return Spread.of(samples);
    }

    private static double nanos(Scheduler scheduler, TileTask task) {
        long begin = System.nanoTime();
        scheduler.run(task);
        return System.nanoTime() - begin;
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
            List<Runnable> one = new ArrayList<>();
            List<Runnable> many = new ArrayList<>();
            float[] y = new float[conv.outputShape(layer.src(layout)).elements()];
            for (int i = 0; i < PLANS; i++) {
                ConvPlan serial = Planner.serial().plan(conv, layer.src(layout), weights, null);
                ConvPlan shared = Planner.builder().jobs(jobs).build().plan(conv, layer.src(layout), weights, null);
                plans.addAll(List.of(serial, shared));
                one.add(() -> serial.run(x, y));
                many.add(() -> shared.run(x, y));
            }
            List<Runnable> own = new ArrayList<>(one.subList(0, 1));
            while (own.size() < jobs) {
                ConvPlan plan = Planner.serial().plan(conv, layer.src(layout), weights, null);
                plans.add(plan);
                float[] ownX = x.clone();
                float[] ownY = y.clone();
                own.add(() -> plan.run(ownX, ownY));
            }
            Timing.warmUp(one.getFirst(), WARM_UP_NANOS);
            Timing.warmUp(many.getFirst(), WARM_UP_NANOS);
            double[] alone = new double[ROUNDS];
            double[] shared = new double[ROUNDS];
            double[] apart = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                if (i % 2 == 0) {
                    alone[i] = turn(one.get(i % PLANS));
                    shared[i] = turn(many.get(i % PLANS));
                } else { // neither is always the one that comes after the third
                    shared[i] = turn(many.get(i % PLANS));
                    alone[i] = turn(one.get(i % PLANS));
                }
                apart[i] = apart(threads, own);
            }
            return new Shares(Pair.of(alone, shared), Spread.ofRatios(alone, apart));
        } finally {
            plans.forEach(ConvPlan::close);
        }
    }

    /** One round of one thing; a core that has idled takes a good while to be what it was. */
    private static double turn(Runnable run) {
        Timing.warmUp(run, SETTLE_NANOS);
        return Timing.sample(run, SLICE_NANOS);
    }

    /**
     * One round of what makes garbage: long enough for each to collect its own. What a million tasks leave took so long to
     * collect, up to 0.2 s, that a short turn of the other paid for it.
     */
    private static double longTurn(Runnable run) {
        Timing.warmUp(run, GARBAGE_NANOS);
        return Timing.sample(run, GARBAGE_NANOS);
    }

    /** The time of a run where each thread has runs of its own, all at once. */
    private static double apart(ExecutorService threads, List<Runnable> own) {
        List<Callable<Double>> samples = new ArrayList<>();
        for (Runnable run : own) {
            samples.add(() -> turn(run));
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
        double[] alone = new double[LONG_ROUNDS];
        double[] shared = new double[LONG_ROUNDS];
        for (int i = 0; i < LONG_ROUNDS; i++) {
            alone[i] = longTurn(tasks);
            shared[i] = longTurn(map);
        }
        return Pair.of(alone, shared);
    }

    /**
     * The same with a stream as the source, whose results are delivered one by one.
     *
     * @param count how many items
     * @param jobs threads
     * @return nanoseconds for all
     */
    public static Spread trivialStream(int count, int jobs) {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        Parallel parallel = Parallel.jobs(jobs);
        long[] sum = new long[1];
        Runnable stream = () -> parallel.mapTo(items.stream(), i -> i + 1, i -> sum[0] += i);
        Timing.warmUp(stream, WARM_UP_NANOS);
        double[] samples = new double[LONG_ROUNDS];
        for (int i = 0; i < LONG_ROUNDS; i++) {
            samples[i] = longTurn(stream);
        }
        return Spread.of(samples);
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
     * @return processor time of the whole process from 1 to 51 ms after a run, in nanoseconds; the least of some tries
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
