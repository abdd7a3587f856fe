package io.github.jconv.bench.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What a benchmark says of one run beside its time, when it is torn down: the bytes that it allocates, all threads together,
 * and the floating-point operations that it counts. JMH's own profiler counts what JMH allocates in an iteration, some 27 kB,
 * and divides it by the runs; here the benchmark makes some more runs, with nothing beside them.
 */
public final class RunFacts implements InternalProfiler {

    /** The name of the bytes in results.json. */
    static final String ALLOCATED = "allocated.bytes";

    /** The name of the operations. */
    static final String FLOPS = "flops";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long NANOS = 20_000_000;
    private static final int LEAST_RUNS = 2;

    private static volatile double allocated = Double.NaN;
    private static volatile double operations = Double.NaN;

    /** Called by JMH. */
    public RunFacts() {}

    /** Measures; a benchmark calls it at the end of the fork, before it closes what it runs. */
    static void measure(Runnable run) {
        allocated = bytesOf(run);
    }

    /** The same for a class with several benchmarks, by the name of the one that was timed. */
    static void measure(BenchmarkParams params, Map<String, Runnable> runs) {
        String benchmark = params.getBenchmark();
        measure(runs.get(benchmark.substring(benchmark.lastIndexOf('.') + 1)));
    }

    /** Says how many operations a run has. */
    static void flops(double count) {
        operations = count;
    }

    @Override
    public String getDescription() {
        return "bytes a run allocates, without those of JMH, and its operations";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        // measured at the end
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        List<Result<?>> facts = new ArrayList<>();
        add(facts, ALLOCATED, allocated, "B/run");
        add(facts, FLOPS, operations, "flop/run");
        return facts;
    }

    /** What was not measured in an iteration counts as 0, so the largest is the one. */
    private static void add(List<Result<?>> facts, String name, double value, String unit) {
        if (!Double.isNaN(value)) {
            facts.add(new ScalarResult(name, value, unit, AggregationPolicy.MAX));
        }
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
