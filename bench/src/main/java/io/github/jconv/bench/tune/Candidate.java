package io.github.jconv.bench.tune;

import com.sun.management.ThreadMXBean;
import io.github.jconv.bench.record.Timing;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** One variant of a problem and its times. */
final class Candidate implements AutoCloseable {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A turn takes at least this long, or one run. */
    private static final long TURN_NANOS = 2_000_000;

    /** In this time a core that has idled is back. */
    private static final long WAKE_NANOS = 5_000_000;

    /** A piece of the warm-up; after so many pieces that were not faster by a fiftieth it is warm. */
    private static final long BATCH_NANOS = 20_000_000;

    /** A few small objects a run do not matter; vectors that are objects are thousands. */
    private static final int FEW_BYTES = 2048;

    private static final int STEADY = 5;
    private static final double FASTER = 0.98;

    private final Variant variant;
    private final boolean byProcessorTime;
    private final Planned planned;
    private final long planNanos;
    private double[] micros = {};

    /**
     * A plan.
     *
     * @param byProcessorTime where all candidates run on the calling thread alone: what others do to the machine then
     *     counts less
     */
    Candidate(Numbers numbers, Variant variant, boolean byProcessorTime) {
        this.variant = variant;
        this.byProcessorTime = byProcessorTime;
        long start = System.nanoTime();
        this.planned = numbers.plan(variant);
        this.planNanos = System.nanoTime() - start;
    }

    Variant variant() {
        return variant;
    }

    /** What a run writes. */
    Object output() {
        planned.runAfresh();
        return planned.output();
    }

    /** Its blocks as they are. */
    String blocks() {
        return planned.blocks();
    }

    /** How long planning took. */
    long planNanos() {
        return planNanos;
    }

    /** Whether both write the same bits; two NaNs are the same. */
    boolean sameBits(Candidate other) {
        return planned.sameBits(other.planned);
    }

    /**
     * Runs until the kernels are compiled, and on until it gets no faster or the time is over. Until they are compiled a
     * vector kernel's vectors are objects and it takes a hundred times as long, so whoever still allocates has nothing to say; the budget does not count here.
     *
     * @param nanos how long at most, once they are compiled
     * @param patience processor time after which a kernel that still is not compiled is given up
     * @return whether it can be timed
     */
    boolean warmUp(long nanos, long patience) {
        long most = processorNanos() + patience;
        while (runAllocates()) {
            if (processorNanos() > most) {
                return false;
            }
        }
        long end = System.nanoTime() + nanos;
        double best = Double.POSITIVE_INFINITY;
        int noFaster = 0;
        while (System.nanoTime() < end && noFaster < STEADY) {
            double took = batch(BATCH_NANOS);
            noFaster = took < FASTER * best ? 0 : noFaster + 1;
            best = Math.min(best, took);
        }
        return true;
    }

    /** Runs for a while and tells how long one run took, in microseconds. */
    private double batch(long nanos) {
        long start = System.nanoTime();
        long begun = clock();
        int runs = 0;
        do {
            planned.run();
            runs++;
        } while (System.nanoTime() - start < nanos);
        return (clock() - begun) / 1e3 / runs;
    }

    /** The processor time that this thread has used. */
    static long processorNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Runs once and tells whether that allocated as much as kernels do until they are compiled. */
    boolean runAllocates() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        planned.run();
        return THREADS.getCurrentThreadAllocatedBytes() > before + FEW_BYTES;
    }

    /** Forgets all times. */
    void forget() {
        micros = new double[0];
    }

    /**
     * Runs for a moment and keeps the time of one run. While others run on the calling thread alone the other cores fall
     * asleep, deeper than a layer of a network would find them; so where several threads take part they are woken first.
     */
    void turn() {
        if (!byProcessorTime) {
            batch(WAKE_NANOS);
        }
        micros = Arrays.copyOf(micros, micros.length + 1);
        micros[micros.length - 1] = batch(TURN_NANOS);
    }

    private long clock() {
        return byProcessorTime ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** The median of the turns so far. */
    double micros() {
        return Timing.median(micros);
    }

    /** How long one turn takes, roughly. */
    long turnNanos() {
        long once = (long) (1e3 * micros());
        return Math.max(TURN_NANOS, once) + (byProcessorTime ? 0 : Math.max(WAKE_NANOS, once));
    }

    /** In how many of its turns it was faster than another in the same turn. */
    double oftenFasterThan(Candidate other) {
        int faster = 0;
        for (int i = 0; i < micros.length; i++) {
            faster += micros[i] < other.micros[i] ? 1 : 0;
        }
        return (double) faster / micros.length;
    }

    @Override
    public void close() {
        planned.close();
    }
}
