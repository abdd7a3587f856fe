package io.github.jconv.bench.jmh;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import java.util.Arrays;
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

/**
 * What does a plan cost before it runs? {@code explain} walks the table of algorithms; {@code plan} walks it, packs or
 * transforms the weights and makes the first workspace: what training pays in every step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlanningBench {

    private static final long SEED = 13;

    /** The layer, as {@link Layer#parse} reads it. */
    @Param("resnet50,resnet50-03,3,1,64,56,56,64,3,3,1,1,1,1,1,1,1,1,1")
    public String layer;

    /** The order in memory. */
    @Param({"nchw", "nhwc"})
    public String layout;

    private Conv2d conv;
    private Shape src;
    private float[] weights;

    /** Makes the weights; a plan of them must compute what the reference does. */
    @Setup
    public void open() {
        Layer parsed = Layer.parse(layer);
        conv = parsed.conv();
        src = parsed.src(Layout.valueOf(layout.toUpperCase(Locale.ROOT))).withN(1);
        weights = Tensors.random(conv.weightElements(), SEED);
        float[] x = Tensors.random(src.elements(), SEED + 1);
        try (ConvPlan plan = plan()) {
            float[] y = new float[plan.dstShape().elements()];
            Arrays.fill(y, Float.NaN);
            plan.run(x, y);
            Agreement.of(conv, src, x, weights, null).require(plan, y);
        }
    }

    /**
     * Asks every algorithm.
     *
     * @return the answers
     */
    @Benchmark
    public Explanation explain() {
        return Planner.serial().explain(conv, src, DType.FLOAT32);
    }

    /**
     * Makes a plan, which is left to the collector.
     *
     * @return the plan
     */
    @Benchmark
    public ConvPlan plan() {
        return Planner.serial().plan(conv, src, weights, null);
    }
}
