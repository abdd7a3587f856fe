package io.github.jconv.bench.jmh;

import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Tunable;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.record.Noise;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.record.Timing;
import io.github.jconv.bench.workload.Layer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * One session of JMH: which benchmarks, on which layers, how long.
 *
 * @param suites the benchmarks
 * @param layers what is convolved
 * @param networks names or files of whole networks
 * @param gemms sizes of square matrices that are multiplied on one thread
 * @param jobs numbers of threads for the parallel layer
 * @param chosen values of further parameters by name, instead of all that a benchmark has
 * @param effort how long and how often
 */
public record Session(
        List<Suite> suites,
        List<Layer> layers,
        List<String> networks,
        List<Integer> gemms,
        List<Integer> jobs,
        Map<String, List<String>> chosen,
        Effort effort) {

    /**
     * Benchmarks that JMH runs in one go: every combination of their parameters.
     *
     * @param suite theirs
     * @param params the values of each parameter that are not the default
     * @param effort how long
     */
    private record Part(Suite suite, Map<String, List<String>> params, Effort effort) {

        int count() {
            return SuiteParams.combinations(suite.pattern(), params).size();
        }
    }

    /** The same without a fork, for tests, whose figures nobody reads. */
    Session inThisMachine() {
        return new Session(suites, layers, networks, gemms, jobs, chosen, Effort.HERE);
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Suite suite : suites) {
            switch (suite) {
                case ALGORITHM -> layers.forEach(layer -> parts.addAll(algorithms(layer)));
                case GEMM -> {
                    if (!gemms.isEmpty()) {
                        parts.add(new Part(suite, params(), effort));
                    }
                }
                case FIRST_CALL ->
                    parts.add(new Part(suite, params(), effort.forks() == 0 ? effort : Effort.FIRST_CALLS));
                default -> parts.add(new Part(suite, params(), effort));
            }
        }
        return parts;
    }

    private Map<String, List<String>> params() {
        Map<String, List<String>> params = new LinkedHashMap<>();
        params.put("layer", layers.stream().map(Layer::toLine).toList());
        params.put("network", networks);
        params.put("jobs", jobs.stream().map(String::valueOf).toList());
        params.put("n", gemms.stream().map(String::valueOf).toList());
        params.putAll(chosen);
        return params;
    }

    /** An algorithm that declines cannot be timed, so each layer and layout has values of its own. */
    private List<Part> algorithms(Layer layer) {
        List<Part> parts = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            List<String> accepting =
                    Planner.serial().explain(layer.conv(), layer.src(layout), DType.FLOAT32).answers().stream()
                            .filter(Explanation.Answer::accepted)
                            .map(Explanation.Answer::algorithm)
                            .filter(name -> !name.equals("reference") && isWanted("algorithm", name))
                            .toList();
            String order = layout.name().toLowerCase(Locale.ROOT);
            if (isWanted("layout", order) && !accepting.isEmpty()) {
                Map<String, List<String>> params = new LinkedHashMap<>(chosen);
                params.put("layer", List.of(layer.toLine()));
                params.put("layout", List.of(order));
                params.put("algorithm", accepting);
                parts.add(new Part(Suite.ALGORITHM, params, effort));
            }
        }
        return parts;
    }

    private boolean isWanted(String param, String value) {
        return chosen.getOrDefault(param, List.of(value)).contains(value);
    }

    /**
     * Checks the chosen parameters, so that nothing fails later.
     *
     * @throws BadInput if no benchmark has such a parameter, or it takes no such value
     */
    public void check() {
        SuiteParams.check(suites, chosen);
    }

    /**
     * How many benchmarks there are.
     *
     * @return the count, one for each combination of parameters
     */
    public int count() {
        return parts().stream().mapToInt(Part::count).sum();
    }

    /**
     * Prints what every algorithm says to each problem that the suites' plans compute, once for a suite.
     *
     * @param out where to
     */
    public void explain(PrintWriter out) {
        Map<Suite, Set<Tunable>> problems = new LinkedHashMap<>();
        for (Part part : parts()) {
            Set<Tunable> known = problems.computeIfAbsent(part.suite, suite -> new LinkedHashSet<>());
            SuiteParams.combinations(part.suite.pattern(), part.params)
                    .forEach(combination -> known.addAll(SuiteProblems.of(part.suite, combination)));
        }
        Map<Set<Tunable>, Suite> explained = new HashMap<>();
        problems.forEach((suite, known) -> {
            Suite before = explained.putIfAbsent(known, suite);
            if (known.isEmpty()) {
                out.println("suite " + suite.word() + ": it makes no plan");
            } else if (before != null) {
                out.println("suite " + suite.word() + ": the problems of " + before.word());
            } else {
                out.println("suite " + suite.word());
                known.forEach(problem -> out.println(Planner.serial().explain(problem)));
            }
        });
    }

    /**
     * How long it will take.
     *
     * @return an estimate
     */
    public Duration expected() {
        return Duration.ofSeconds(Math.round(parts().stream()
                .mapToDouble(part -> part.count() * part.effort.seconds())
                .sum()));
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
        List<RunResult> done = new ArrayList<>();
        int all = count();
        for (Part part : parts()) {
            Consumer<Collection<RunResult>> more = results -> {
                List<RunResult> together = new ArrayList<>(done);
                together.addAll(results);
                soFar.accept(together);
            };
            QuietFormat format = new QuietFormat(progress, done.size(), all, more);
            try {
                done.addAll(new Runner(options(part), format).run());
            } catch (RunnerException failed) {
                throw new IllegalStateException("a benchmark failed: " + format.said(), failed);
            }
        }
        return done;
    }

    private static org.openjdk.jmh.runner.options.Options options(Part part) {
        Effort effort = part.effort;
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(effort.forks())
                .warmupIterations(effort.warmUps())
                .warmupTime(TimeValue.milliseconds(effort.warmUpMillis()))
                .measurementIterations(effort.measurements())
                .measurementTime(TimeValue.milliseconds(effort.measurementMillis()))
                .shouldFailOnError(true)
                .addProfiler(RunFacts.class)
                .jvmArgs(RunRecord.flagsOfThisRun().toArray(String[]::new))
                .include(part.suite.pattern());
        part.params.forEach((name, values) -> {
            if (!values.isEmpty()) {
                options.param(name, values.toArray(String[]::new));
            }
        });
        return options.build();
    }

    /**
     * What a result says of one run beside its time.
     *
     * @param result of {@link #run}
     * @param fact {@link RunFacts#ALLOCATED} or {@link RunFacts#FLOPS}
     * @return the figure, NaN where it was not measured
     */
    static double fact(RunResult result, String fact) {
        Result<?> value = result.getSecondaryResults().get(fact);
        return value == null ? Double.NaN : value.getScore();
    }

    /**
     * What a benchmark was given, in few words.
     *
     * @param params the benchmark's
     * @return the layer's name and layout, or the method and its parameters
     */
    static String what(BenchmarkParams params) {
        String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        String line = params.getParam("layer");
        StringBuilder text = new StringBuilder();
        if (line == null || !method.equals("conv")) {
            text.append(method).append(' ');
        }
        if (line != null) {
            text.append(Layer.parse(line).name()).append(' ');
        }
        for (String name : params.getParamsKeys()) {
            if (!name.equals("layer") && !name.equals("jobs")) {
                text.append(params.getParam(name)).append(' ');
            }
        }
        return text.toString().strip();
    }

    /**
     * What two virtual machines differ by on the same benchmark.
     *
     * @param results of {@link #run}
     * @return a pair for each benchmark that had two forks or more
     */
    static Noise noise(Collection<RunResult> results) {
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
