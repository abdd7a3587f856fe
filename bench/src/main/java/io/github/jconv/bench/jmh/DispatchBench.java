package io.github.jconv.bench.jmh;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * What does a run cost beside its arithmetic? The convolution has one multiply-add, 1x1 on a single number, so that what is
 * left is the way: checks, an idle run state taken and given back, the scheduler, one tile.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DispatchBench {

    /** Whose way. */
    @Param({"auto", "portable", "reference"})
    public String algorithm;

    /** One multiply-add. */
    static final Conv2d CONV = Conv2d.of(1, 1, 1);

    /** A single number. */
    static final Shape SRC = Shape.nchw(1, 1, 1, 1);

    private final float[] x = {3};
    private final float[] y = {Float.NaN};
    private final Arena arena = Arena.ofShared();
    private final MemorySegment from = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 5f);
    private final MemorySegment to = arena.allocateFrom(ValueLayout.JAVA_FLOAT, Float.NaN);
    private ConvPlan plan;

    /** Plans; two times 3 and two times 5 are easily checked. */
    @Setup
    public void open() {
        plan = Planner.builder().algorithm(algorithm).build().plan(CONV, SRC, new float[] {2}, null);
        if (arrays()[0] != 6 || segments().get(ValueLayout.JAVA_FLOAT, 0) != 10) {
            throw new IllegalStateException("2 * 3 is " + y[0]);
        }
    }

    /**
     * On arrays.
     *
     * @return the output
     */
    @Benchmark
    public float[] arrays() {
        plan.run(x, y);
        return y;
    }

    /**
     * On native memory, which is staged through arrays.
     *
     * @return the output
     */
    @Benchmark
    public MemorySegment segments() {
        plan.run(from, to);
        return to;
    }

    /**
     * Counts what a run allocates and frees.
     *
     * @param params on arrays or on segments
     */
    @TearDown
    public void close(BenchmarkParams params) {
        RunFacts.measure(params, Map.of("arrays", this::arrays, "segments", this::segments));
        plan.close();
        arena.close();
    }
}
