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
 * What the planner chooses for one thread where vectors are usable: the kernels of conv-simd.
 *
 * <p>The first runs are 50 to 200 times slower, until C2 has compiled the kernel and its vectors stay in registers; the
 * warm-up must outlast that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SimdBench {

    /**
     * Plans and verifies.
     *
     * @param state the layer
     */
    @Setup
    public void open(LayerState state) {
        state.open(Planner.serial());
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
