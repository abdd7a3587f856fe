package io.github.jconv.bench.jmh;

import io.github.jconv.bench.Progress;
import io.github.jconv.bench.record.Noise;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.record.Timing;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.machine.Machine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * One run of JMH: which benchmarks, on which layers, how long.
 *
 * @param layers what is convolved
 * @param gemms sizes of square matrices that are multiplied on one thread
 * @param jobs numbers of threads for the parallel layer
 * @param effort how long and how often
 */
public record Session(List<Layer> layers, List<Integer> gemms, List<Integer> jobs, Effort effort) {

    /**
     * How much time a benchmark gets.
     *
     * @param forks fresh virtual machines, because each compiles a little differently
     * @param warmUps iterations before measuring
     * @param warmUpMillis how long each takes
     * @param measurements iterations that count
     * @param measurementMillis how long each takes
     */
    public record Effort(int forks, int warmUps, int warmUpMillis, int measurements, int measurementMillis) {
        /** Trustworthy to a few per cent. */
        public static final Effort FULL = new Effort(2, 2, 1000, 3, 1000);

        /** Shows the order of magnitude. */
        public static final Effort QUICK = new Effort(2, 2, 700, 3, 200);

        private double seconds() {
            return forks * (FORK_SECONDS + (warmUps * warmUpMillis + measurements * measurementMillis) / 1000.0);
        }
    }

    /** Starting a virtual machine, computing the reference and verifying. */
    private static final double FORK_SECONDS = 1.2;

    private static final int LAYOUTS = 2;

    /** What JMH's code generator makes of a benchmark method's class. */
    private static String pattern(Class<?> bench) {
        return "^" + bench.getName().replace(".", "\\.") + "\\.";
    }

    private static List<Class<?>> serialBenches() {
        List<Class<?>> benches = new ArrayList<>(List.of(ReferenceBench.class, PortableBench.class));
        if (Machine.current().vectors().usable()) {
            benches.add(SimdBench.class);
        }
        return benches;
    }

    /**
     * How many benchmarks there are.
     *
     * @return the count, a benchmark for each layer, layout and number of jobs, and for each size of matrix
     */
    public int count() {
        return layers.size() * LAYOUTS * (serialBenches().size() + jobs.size()) + gemms.size();
    }

    /**
     * How long it will take.
     *
     * @return an estimate
     */
    public Duration expected() {
        return Duration.ofSeconds(Math.round(count() * effort.seconds()));
    }

    /**
     * Runs everything.
     *
     * @param progress how far it is
     * @param soFar called after each benchmark with the results of all until then
     * @return JMH's results
     * @throws IllegalStateException if a benchmark fails, verification included; with what JMH said
     */
    public Collection<RunResult> run(Progress progress, Consumer<Collection<RunResult>> soFar) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(effort.forks)
                .warmupIterations(effort.warmUps)
                .warmupTime(TimeValue.milliseconds(effort.warmUpMillis))
                .measurementIterations(effort.measurements)
                .measurementTime(TimeValue.milliseconds(effort.measurementMillis))
                .shouldFailOnError(true)
                .addProfiler(RunAllocation.class)
                .jvmArgs(RunRecord.flagsOfThisRun().toArray(String[]::new))
                .param("layer", layers.stream().map(Layer::toLine).toArray(String[]::new))
                .param("jobs", jobs.stream().map(String::valueOf).toArray(String[]::new))
                .include(pattern(ParallelBench.class));
        serialBenches().forEach(bench -> options.include(pattern(bench)));
        if (!gemms.isEmpty()) {
            options.param("n", gemms.stream().map(String::valueOf).toArray(String[]::new))
                    .include(pattern(GemmBench.class));
        }
        QuietFormat format = new QuietFormat(progress, count(), soFar);
        try {
            return new Runner(options.build(), format).run();
        } catch (RunnerException failed) {
            throw new IllegalStateException("a benchmark failed: " + format.said(), failed);
        }
    }

    /**
     * Which layer of the library a benchmark runs.
     *
     * @param params the benchmark's
     * @return reference, portable, simd, parallel or gemm
     */
    public static String layerOfLibrary(BenchmarkParams params) {
        String method = params.getBenchmark();
        String type = method.substring(0, method.lastIndexOf('.'));
        return type.substring(type.lastIndexOf('.') + 1).replace("Bench", "").toLowerCase(Locale.ROOT);
    }

    /**
     * What a run allocates, all threads together.
     *
     * @param result of {@link #run}
     * @return bytes a run, NaN where it was not measured
     */
    public static double bytesAllocated(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get(RunAllocation.NAME);
        return bytes == null ? Double.NaN : bytes.getScore();
    }

    /**
     * What two virtual machines differ by on the same benchmark.
     *
     * @param results of {@link #run}
     * @return a pair for each benchmark that had two forks or more
     */
    public static Noise noise(Collection<RunResult> results) {
        Noise noise = new Noise();
        for (RunResult result : results) {
            List<Double> medians = result.getBenchmarkResults().stream()
                    .map(fork -> Timing.median(fork.getIterationResults().stream()
                            .mapToDouble(
                                    iteration -> iteration.getPrimaryResult().getScore())
                            .toArray()))
                    .toList();
            for (int i = 1; i < medians.size(); i++) {
                noise.pair(medians.getFirst(), medians.get(i));
            }
        }
        return noise;
    }

    /**
     * The results as JMH writes them.
     *
     * @param results of {@link #run}
     * @return the text of results.json
     */
    public static byte[] json(Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        return bytes.toByteArray();
    }
}
