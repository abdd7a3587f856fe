package io.github.jconv.bench.jmh;

import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.peers.ConvData;
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

    /** A workload's name or file. */
    @Param("resnet50")
    public String network;

    /** The order in memory. */
    @Param({"nchw", "nhwc"})
    public String layout;

    /** Floats between the start of input and output and their first element; see {@link OwnRegion}. */
    @Param("0")
    public int shift;

    private final List<Step> steps = new ArrayList<>();
    private float[] x;
    private float[] y;

    /** A layer, as often as the network has it. */
    private record Step(ConvPlan plan, int count) {}

    /** Plans and verifies every layer. All share two arrays, as activations do that nobody needs any more. */
    @Setup
    public void open() {
        List<Layer> layers = Workloads.load(List.of(network));
        Layout order = Layout.valueOf(layout.toUpperCase(Locale.ROOT));
        int most = layers.stream()
                .mapToInt(layer -> Math.max(
                        layer.src(order).elements(),
                        layer.conv().outputShape(layer.src(order)).elements()))
                .max()
                .orElseThrow();
        x = OwnRegion.floats(shift, most);
        y = OwnRegion.floats(shift, most);
        for (Layer layer : layers) {
            Shape src = layer.src(order);
            ConvData data = ConvData.of(layer);
            float[] weights = Tensors.weights(data.weights(), layer.problem(order, DType.FLOAT32));
            ConvPlan plan = Planner.serial().plan(layer.conv(), src, weights, data.bias());
            System.arraycopy(Tensors.from(data.x(), src), 0, x, shift, src.elements());
            int end = shift + plan.dstShape().elements();
            Arrays.fill(y, shift, end, Float.NaN); // what a plan forgets to write shows
            plan.run(x, shift, y, shift);
            double worst = data.worst(Tensors.nchw(Arrays.copyOfRange(y, shift, end), plan.dstShape()));
            if (!(worst <= 1)) {
                throw new IllegalStateException(
                        plan.describe() + " is " + worst + " times the bound off on " + layer.toLine());
            }
            steps.add(new Step(plan, layer.count()));
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
                step.plan.run(x, shift, y, shift);
            }
        }
        return y;
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
