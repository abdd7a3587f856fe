package io.github.jconv.bench.tune;

import com.sun.management.ThreadMXBean;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.Planner;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.record.Timing;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;

/** One algorithm with one number of jobs, planned for one problem, and its times. */
final class Candidate implements AutoCloseable {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Processor time after which a kernel that still is not compiled is given up. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    /** A turn takes at least this long, or one run. */
    private static final long TURN_NANOS = 2_000_000;

    private final String algorithm;
    private final int jobs;
    private final boolean byProcessorTime;
    private final ConvPlan plan;
    private final float[] x;
    private final float[] y;
    private double[] micros = {};

    /**
     * A plan.
     *
     * @param byProcessorTime where all candidates run on the calling thread alone: what others do to the machine then
     *     counts less
     */
    Candidate(Layer layer, ConvData data, ConvProblem problem, String algorithm, int jobs, boolean byProcessorTime) {
        this.algorithm = algorithm;
        this.jobs = jobs;
        this.byProcessorTime = byProcessorTime;
        Planner planner = Planner.builder().algorithm(algorithm).jobs(jobs).build();
        this.plan = planner.plan(layer.conv(), problem.src(), Tensors.weights(data.weights(), problem), data.bias());
        this.x = Tensors.from(data.x(), problem.src());
        this.y = new float[problem.dst().elements()];
        Arrays.fill(y, Float.NaN); // what an algorithm forgets to write shows
    }

    String algorithm() {
        return algorithm;
    }

    int jobs() {
        return jobs;
    }

    /** What the last run wrote. */
    float[] output() {
        return y;
    }

    /**
     * Runs until the kernels are compiled. Until then a vector kernel's vectors are objects and it takes a hundred times as
     * long, so whoever still allocates has nothing to say; the budget does not count here.
     *
     * @param nanos how long at least, unless it gets no faster
     * @return whether it can be timed
     */
    boolean warmUp(long nanos) {
        plan.warmUp(Duration.ofNanos(nanos));
        long most = THREADS.getCurrentThreadCpuTime() + PATIENCE_NANOS;
        while (runAllocates()) {
            if (THREADS.getCurrentThreadCpuTime() > most) {
                return false;
            }
        }
        return true;
    }

    private boolean runAllocates() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        plan.run(x, y);
        return THREADS.getCurrentThreadAllocatedBytes() > before;
    }

    /** Runs for a moment and keeps the time of one run. */
    void turn() {
        long start = System.nanoTime();
        long begun = clock();
        int runs = 0;
        do {
            plan.run(x, y);
            runs++;
        } while (System.nanoTime() - start < TURN_NANOS);
        double took = (clock() - begun) / 1e3 / runs;
        micros = Arrays.copyOf(micros, micros.length + 1);
        micros[micros.length - 1] = took;
    }

    private long clock() {
        return byProcessorTime ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    int turns() {
        return micros.length;
    }

    /** The median of the turns so far. */
    double micros() {
        return Timing.median(micros);
    }

    int turnsFasterThan(Candidate other) {
        int faster = 0;
        for (int i = 0; i < micros.length; i++) {
            faster += micros[i] < other.micros[i] ? 1 : 0;
        }
        return faster;
    }

    @Override
    public void close() {
        plan.close();
    }
}
