package io.github.jconv.bench.jmh;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import java.time.Duration;
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
 * What does a user wait for at the start? Each figure is of one call in a fresh virtual machine, so there is a sample a fork
 * and no warm-up: {@code first} is the first plan and its first run, {@code warmUp} the same with {@link ConvPlan#warmUp}
 * instead of the run. The output can be compared only afterwards, or the comparison would have warmed the kernels up.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FirstCallBench {

    private static final long SEED = 17;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The layer, as {@link Layer#parse} reads it. */
    @Param("resnet50,resnet50-03,3,1,64,56,56,64,3,3,1,1,1,1,1,1,1,1,1")
    public String layer;

    /** The order in memory. */
    @Param({"nchw", "nhwc"})
    public String layout;

    private Conv2d conv;
    private Shape src;
    private float[] x;
    private float[] weights;
    private float[] y;
    private ConvPlan plan;

    /** Makes the operands and nothing else. */
    @Setup
    public void open() {
        Layer parsed = Layer.parse(layer);
        conv = parsed.conv();
        src = parsed.src(Layout.valueOf(layout.toUpperCase(Locale.ROOT))).withN(1);
        x = Tensors.random(src.elements(), SEED);
        weights = Tensors.random(conv.weightElements(), SEED + 1);
        y = new float[conv.outputShape(src).elements()];
    }

    /**
     * The first plan and run.
     *
     * @return the output
     */
    @Benchmark
    public float[] first() {
        plan = Planner.serial().plan(conv, src, weights, null);
        plan.run(x, y);
        return y;
    }

    /**
     * The first plan, made ready.
     *
     * @return how long the warm-up took
     */
    @Benchmark
    public Duration warmUp() {
        plan = Planner.serial().plan(conv, src, weights, null);
        return plan.warmUp(PATIENCE);
    }

    /** Compares. */
    @TearDown
    public void close() {
        plan.run(x, y);
        Agreement.of(conv, src, x, weights, null).require(plan, y);
        plan.close();
    }
}
