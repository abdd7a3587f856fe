package io.github.jconv.bench.first;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.record.Timing;
import io.github.jconv.bench.workload.Tensors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the first calls of a fresh virtual machine cost: the first plan, the first runs, and how long until runs are as fast
 * as they become. The layer is 3x3, 64 to 64 channels, 56 x 56 pixels, one thread, by the clock.
 *
 * <p>{@code FirstCalls ALGORITHM nchw|nhwc WARM_UP_MILLIS} measures once and prints one line; {@link #inFreshMachine} starts
 * it.
 *
 * @param plan milliseconds from before the planner's class loads until there is a plan
 * @param warmUp milliseconds in {@link ConvPlan#warmUp}; 0 if it was not called
 * @param first milliseconds of the first run
 * @param second of the second
 * @param tenth of the tenth
 * @param near milliseconds from the start of the first run until runs are within 10 % of the steady ones
 * @param steady milliseconds of a run at the end
 */
public record FirstCalls(
        double plan, double warmUp, double first, double second, double tenth, double near, double steady) {

    private static final long LEAST_NANOS = 3_000_000_000L;
    private static final int LEAST_RUNS = 100;
    private static final int MOST_RUNS = 1 << 20;

    /** As many runs in a row must have a median near the steady one. */
    private static final int ROW = 10;

    private static final double NEAR = 1.1;
    private static final double MILLI = 1e-6;

    /** How the line with the figures begins. */
    private static final String MARK = "first calls ";

    /**
     * The layer.
     *
     * @return a new one, for its class, too, loads in the time that is measured
     */
    public static Conv2d conv() {
        return Conv2d.of(64, 64, 3).padding(1);
    }

    /**
     * The layer's input.
     *
     * @param layout the order in memory
     * @return its shape
     */
    public static Shape src(Layout layout) {
        return new Shape(layout, 1, 64, 56, 56);
    }

    /**
     * Measures in this virtual machine, which should have done nothing else.
     *
     * @param args the algorithm, the layout, and the most milliseconds for the warm-up call
     */
    public static void main(String[] args) {
        FirstCalls calls = measure(
                args[0], Layout.valueOf(args[1].toUpperCase(Locale.ROOT)), Duration.ofMillis(Long.parseLong(args[2])));
        System.out.println(calls.toLine());
    }

    private static FirstCalls measure(String algorithm, Layout layout, Duration atMost) {
        Shape src = src(layout);
        float[] x = Tensors.random(src.elements(), 1);
        float[] y = new float[src.elements()];
        float[] weights = Tensors.random(64 * 64 * 3 * 3, 2);
        float[] bias = Tensors.random(64, 3);
        long start = System.nanoTime();
        try (ConvPlan plan = Planner.builder().algorithm(algorithm).build().plan(conv(), src, weights, bias)) {
            double planned = (System.nanoTime() - start) * MILLI;
            double warmUp = atMost.isZero() ? 0 : plan.warmUp(atMost).toNanos() * MILLI;
            return of(planned, warmUp, ends(() -> plan.run(x, y)));
        }
    }

    /** When each run ended, in nanoseconds since the first began. */
    private static long[] ends(Runnable run) {
        long[] ends = new long[MOST_RUNS];
        long start = System.nanoTime();
        int runs = 0;
        while (runs < LEAST_RUNS || (ends[runs - 1] < LEAST_NANOS && runs < MOST_RUNS)) {
            run.run();
            ends[runs++] = System.nanoTime() - start;
        }
        return Arrays.copyOf(ends, runs);
    }

    /** The figures of a series of runs; the steady run is the median of the last third of the time. */
    static FirstCalls of(double plan, double warmUp, long[] ends) {
        double[] times = new double[ends.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = (ends[i] - (i == 0 ? 0 : ends[i - 1])) * MILLI;
        }
        int late = 0;
        while (ends[late] / 2 < ends[ends.length - 1] / 3) {
            late++;
        }
        double steady = Timing.median(Arrays.copyOfRange(times, late, times.length));
        int near = 0;
        while (near + ROW < times.length
                && Timing.median(Arrays.copyOfRange(times, near, near + ROW)) > NEAR * steady) {
            near++;
        }
        double nearAt = near == 0 ? 0 : ends[near - 1] * MILLI;
        return new FirstCalls(plan, warmUp, times[0], times[1], times[ROW - 1], nearAt, steady);
    }

    /**
     * Measures in a virtual machine of its own.
     *
     * @param flags what to start it with, module options among them
     * @param algorithm the algorithm's name, or auto
     * @param layout the layout
     * @param warmUp the most time for the warm-up call; zero to leave it out
     * @return the figures
     * @throws IllegalStateException if it ends without figures
     */
    public static FirstCalls inFreshMachine(List<String> flags, String algorithm, Layout layout, Duration warmUp) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FirstCalls.class.getName()));
        command.addAll(List.of(algorithm, layout.name(), String.valueOf(warmUp.toMillis())));
        try {
            // the error stream has the greeting of the incubator module, and what went wrong
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader out = process.inputReader()) {
                List<String> lines = out.readAllLines();
                return parse(lines);
            } finally {
                process.destroy();
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static FirstCalls parse(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(MARK)) {
                double[] v = Arrays.stream(line.substring(MARK.length()).split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                return new FirstCalls(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
            }
        }
        throw new IllegalStateException("a fresh virtual machine ended without figures: " + String.join(" | ", lines));
    }

    /**
     * The figures' medians, each by itself.
     *
     * @param all at least one
     * @return the medians
     */
    public static FirstCalls medians(List<FirstCalls> all) {
        double[] v = new double[all.getFirst().values().length];
        for (int i = 0; i < v.length; i++) {
            int figure = i;
            v[i] = Timing.median(
                    all.stream().mapToDouble(one -> one.values()[figure]).toArray());
        }
        return new FirstCalls(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
    }

    private double[] values() {
        return new double[] {plan, warmUp, first, second, tenth, near, steady};
    }

    private String toLine() {
        return MARK + Arrays.stream(values()).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }
}
