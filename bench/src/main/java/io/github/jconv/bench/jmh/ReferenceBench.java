package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The scalar reference: what every other figure is a multiple of. It sums in double, one multiply-add after another,
 * and nobody tries to make it faster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReferenceBench {

    /**
     * Plans and verifies.
     *
     * @param state the layer
     */
    @Setup
    public void open(LayerState state) {
        state.open(Planner.builder().algorithm("reference").build());
    }

    /**
     * One run of the plan.
     *
     * @param state the layer
     * @return the output
     */
    @Benchmark
    public float[] conv(LayerState state) {
        return state.run();
    }

    /**
     * Lets the plan go.
     *
     * @param state the layer
     */
    @TearDown
    public void close(LayerState state) {
        state.close();
    }
}
