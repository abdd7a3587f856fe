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
 * The portable loops of conv-core: what runs where the incubator module is absent. They use no Vector API; C2 turns
 * them into vector instructions where it can.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PortableBench {

    /**
     * Plans and verifies.
     *
     * @param state the layer
     */
    @Setup
    public void open(LayerState state) {
        state.open(Planner.builder().algorithm("portable").build());
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
