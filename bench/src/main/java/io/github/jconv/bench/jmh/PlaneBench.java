package io.github.jconv.bench.jmh;

import io.github.jconv.Border;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Padding;
import io.github.jconv.PlaneFilter;
import io.github.jconv.Planner;
import io.github.jconv.Window;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferencePlaneDouble;
import java.util.SplittableRandom;
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
 * How fast is one filter over a square plane, on one thread, by the planner's choice? The filter has random numbers, so it
 * is not separable; large ones go through Fourier transforms. A run counts as 2 h^2 k^2 floating-point operations whatever
 * the algorithm.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PlaneBench {

    /** Rows and columns of the plane. */
    @Param({"1024", "4096"})
    public int h;

    /** Rows and columns of the filter. */
    @Param({"3", "5", "7", "11", "15", "31"})
    public int k;

    /** Of the elements. */
    @Param({"FLOAT32", "FLOAT64"})
    public DType type;

    /** Elements between the start of either array and its plane; see {@link OwnRegion}. */
    @Param("0")
    public int shift;

    private ConvPlan plan;
    private Object src;
    private Object dst;

    /** Makes the plan and checks it on a small plane. */
    @Setup
    public void open() {
        check();
        plan = plan(h);
        double[] random = random(h * h, 1);
        if (type == DType.FLOAT32) {
            src = OwnRegion.copy(shift, floats(random));
            dst = OwnRegion.floats(shift, h * h);
        } else {
            src = OwnRegion.copy(shift, random);
            dst = OwnRegion.doubles(shift, h * h);
        }
    }

    /** The geometry. */
    static PlaneFilter filter(int k) {
        return PlaneFilter.of(k, k).padding(Padding.same()).border(Border.REFLECT);
    }

    private ConvPlan plan(int size) {
        double[] kernel = random(k * k, 2);
        return type == DType.FLOAT32
                ? Planner.serial().plan(filter(k), 1, size, size, floats(kernel))
                : Planner.serial().plan(filter(k), 1, size, size, kernel);
    }

    private void check() {
        int size = 2 * k + 17;
        double[] x = random(size * size, 3);
        double[] kernel = random(k * k, 2);
        double[] y = new double[size * size];
        if (type == DType.FLOAT32) {
            float[] rounded = new float[y.length];
            plan(size).run(floats(x), rounded);
            for (int i = 0; i < y.length; i++) {
                y[i] = rounded[i];
            }
        } else {
            plan(size).run(x, y);
        }
        double[] expected = new double[y.length];
        Window window = Padding.same().resolve(Window.of(k, k), size, size);
        ReferencePlaneDouble.correlate(window, Border.REFLECT, size, size, x, 0, kernel, expected, 0);
        // Operands are rounded too: two terms more.
        double allowed = Numerics.bound(type, (long) k * k + 2, (double) k * k);
        for (int i = 0; i < y.length; i++) {
            if (!(Math.abs(y[i] - expected[i]) <= allowed)) {
                throw new IllegalStateException(plan(size) + " differs from the reference");
            }
        }
    }

    private static double[] random(int elements, long seed) {
        return new SplittableRandom(seed).doubles(elements, -1, 1).toArray();
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    /**
     * One run.
     *
     * @return the result
     */
    @Benchmark
    public Object filter() {
        if (type == DType.FLOAT32) {
            plan.run((float[]) src, shift, (float[]) dst, shift);
        } else {
            plan.run((double[]) src, shift, (double[]) dst, shift);
        }
        return dst;
    }

    /** Counts what a run allocates. */
    @TearDown
    public void close() {
        RunFacts.measure(this::filter);
        RunFacts.flops(2.0 * h * h * k * k);
    }
}
