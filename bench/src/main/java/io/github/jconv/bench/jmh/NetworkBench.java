package io.github.jconv.bench.jmh;

import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.bench.workload.Workloads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What do all convolutions of a network take one after the other? More than the sum of the layers by themselves: each finds
 * the caches full of another's weights.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class NetworkBench {

    private static final long SEED = 11;

    /** A workload's name or file. */
    @Param("resnet50")
    public String network;

    /** The order in memory. */
    @Param({"nchw", "nhwc"})
    public String layout;

    private final List<Step> steps = new ArrayList<>();

    /** A layer, as often as the network has it. */
    private record Step(ConvPlan plan, int count, float[] x, float[] y) {}

    /** Plans and verifies every layer. */
    @Setup
    public void open() {
        for (Layer layer : Workloads.load(List.of(network))) {
            Shape src = layer.src(Layout.valueOf(layout.toUpperCase(Locale.ROOT)));
            float[] x = Tensors.random(src.elements(), SEED);
            float[] weights = Tensors.random(layer.conv().weightElements(), SEED + 1);
            ConvPlan plan = Planner.serial().plan(layer.conv(), src, weights, null);
            float[] y = new float[plan.dstShape().elements()];
            Arrays.fill(y, Float.NaN); // what a plan forgets to write shows
            plan.run(x, y);
            Agreement.of(layer.conv(), src, x, weights, null).require(plan, y);
            steps.add(new Step(plan, layer.count(), x, y));
        }
    }

    /**
     * One pass through the network.
     *
     * @return the last output
     */
    @Benchmark
    public float[] pass() {
        for (Step step : steps) {
            for (int i = 0; i < step.count; i++) {
                step.plan.run(step.x, step.y);
            }
        }
        return steps.getLast().y;
    }

    /** Counts what a pass allocates and lets the plans go. */
    @TearDown
    public void close() {
        RunFacts.measure(this::pass);
        RunFacts.flops(steps.stream()
                .mapToDouble(step -> 2.0 * step.count * step.plan.problem().macs())
                .sum());
        steps.forEach(step -> step.plan.close());
    }
}
