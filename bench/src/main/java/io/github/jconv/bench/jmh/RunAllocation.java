package io.github.jconv.bench.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What a run allocates on the heap, all threads together. JMH's own profiler counts what JMH allocates in an iteration,
 * some 27 kB, and divides it by the runs; here the benchmark makes some more runs when it is torn down, with nothing
 * beside them.
 */
public final class RunAllocation implements InternalProfiler {

    /** The result's name in results.json. */
    static final String NAME = "allocated.bytes";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long NANOS = 20_000_000;
    private static final int LEAST_RUNS = 2;

    private static volatile double measured = Double.NaN;

    /** Called by JMH. */
    public RunAllocation() {}

    /** Measures; a benchmark calls it at the end of the fork, before it closes what it runs. */
    static void measure(Runnable run) {
        measured = bytesOf(run);
    }

    @Override
    public String getDescription() {
        return "bytes a run allocates, without those of JMH";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        // measured at the end
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        return Double.isNaN(measured)
                ? List.of()
                : List.of(new ScalarResult(NAME, measured, "B/run", AggregationPolicy.MAX)); // not measured counts as 0
    }

    /** The mean over as many runs as fit into a short time. */
    static double bytesOf(Runnable run) {
        long start = System.nanoTime();
        long before = THREADS.getTotalThreadAllocatedBytes();
        int runs = 0;
        do {
            run.run();
            runs++;
        } while (runs < LEAST_RUNS || System.nanoTime() - start < NANOS);
        return (double) (THREADS.getTotalThreadAllocatedBytes() - before) / runs;
    }
}
