package io.github.jconv.bench.jmh;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import java.util.Arrays;
import java.util.Locale;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A network's layer with its data, shared by all benchmarks. The parameter is the whole line of the workload file, so
 * that a result says what was measured without the file beside it.
 */
@State(Scope.Benchmark)
public class LayerState {

    private static final long SEED = 3;

    /** The layer, as {@link Layer#parse} reads it. */
    @Param("resnet50,resnet50-03,3,1,64,56,56,64,3,3,1,1,1,1,1,1,1,1,1")
    public String layer;

    /** The order in memory. */
    @Param({"nchw", "nhwc"})
    public String layout;

    /** Floats between the start of input and output and their first element; see {@link OwnRegion}. */
    @Param("0")
    public int shift;

    private ConvPlan plan;
    private float[] x;
    private float[] y;

    /**
     * Makes the plan and verifies what it computes: a fast wrong answer must not become a number.
     *
     * @param planner how to plan
     */
    void open(Planner planner) {
        Layer parsed = Layer.parse(layer);
        Conv2d conv = parsed.conv();
        Shape src = parsed.src(Layout.valueOf(layout.toUpperCase(Locale.ROOT)));
        x = OwnRegion.copy(shift, Tensors.random(src.elements(), SEED));
        float[] weights = Tensors.random(conv.weightElements(), SEED + 1);
        float[] bias = Tensors.random(conv.outChannels(), SEED + 2);
        plan = planner.plan(conv, src, weights, bias);
        y = OwnRegion.floats(shift, plan.dstShape().elements());
        verify(conv, src, weights, bias);
    }

    /** One image is compared, whatever the batch: the scalar reference would take minutes for more. */
    private void verify(Conv2d conv, Shape src, float[] weights, float[] bias) {
        Arrays.fill(y, Float.NaN);
        run();
        float[] firstX = Arrays.copyOfRange(x, shift, shift + src.imageElements());
        float[] firstY = Arrays.copyOfRange(y, shift, shift + plan.dstShape().imageElements());
        Agreement.of(conv, src.withN(1), firstX, weights, bias).require(plan, firstY);
    }

    /**
     * What is timed.
     *
     * @return the output, which JMH consumes so that nothing is optimised away
     */
    float[] run() {
        plan.run(x, shift, y, shift);
        return y;
    }

    /** After the last run. */
    void close() {
        RunFacts.measure(this::run);
        RunFacts.flops(2.0 * plan.problem().macs());
        plan.close();
    }
}
