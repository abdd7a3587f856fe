package io.github.jconv.bench.record;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Timing outside JMH, for figures that must be there in seconds: warm-up by the clock, then many short samples. */
public final class Timing {

    private static final long WARM_UP_NANOS = 400_000_000;
    private static final long SAMPLE_NANOS = 10_000_000;
    private static final int SAMPLES = 30;

    /** Iterations between two looks at the clock. */
    private static final int CPU_CHUNK = 10_000;

    /** Where results go, so that no loop is dead. */
    static volatile double sink;

    private Timing() {}

    /**
     * The best rate of a loop: what it does when nothing disturbs it.
     *
     * @param loop takes the number of iterations; its value is used
     * @param perIteration units of work in one iteration
     * @return units a second
     */
    static double bestRate(IntToDoubleFunction loop, double perIteration) {
        int iterations = 1000;
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            sink = loop.applyAsDouble(iterations);
        }
        while (nanos(loop, iterations) < SAMPLE_NANOS && iterations < 1 << 28) {
            iterations *= 2;
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < SAMPLES; i++) {
            best = Math.min(best, nanos(loop, iterations));
        }
        return perIteration * iterations / (best * 1e-9);
    }

    /**
     * The rate of a loop over a short time, by the processor time of this thread.
     *
     * @param loop takes the number of iterations; its value is used
     * @param perIteration units of work in one iteration
     * @param nanos how long, by the clock
     * @return units a second
     */
    static double cpuRate(IntToDoubleFunction loop, double perIteration, long nanos) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long iterations = 0;
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        do {
            sink = loop.applyAsDouble(CPU_CHUNK);
            iterations += CPU_CHUNK;
        } while (System.nanoTime() - start < nanos);
        return perIteration * iterations / ((threads.getCurrentThreadCpuTime() - cpu) * 1e-9);
    }

    private static long nanos(IntToDoubleFunction loop, int iterations) {
        long start = System.nanoTime();
        sink = loop.applyAsDouble(iterations);
        return System.nanoTime() - start;
    }

    /**
     * Runs something until it is compiled.
     *
     * @param work what to run
     * @param nanos how long
     */
    public static void warmUp(Runnable work, long nanos) {
        long start = System.nanoTime();
        do {
            work.run();
        } while (System.nanoTime() - start < nanos);
    }

    /**
     * One sample: as many runs in a row as take the time asked for, at least one.
     *
     * @param work what to run
     * @param nanos how long
     * @return nanoseconds a run
     */
    public static double sample(Runnable work, long nanos) {
        long start = System.nanoTime();
        long elapsed;
        int runs = 0;
        do {
            work.run();
            runs++;
            elapsed = System.nanoTime() - start;
        } while (elapsed < nanos);
        return (double) elapsed / runs;
    }

    /**
     * The median.
     *
     * @param samples at least one number
     * @return the middle one, or the mean of the two in the middle
     */
    public static double median(double... samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
