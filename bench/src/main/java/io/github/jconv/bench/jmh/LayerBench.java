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
 * What all benchmarks of whole layers share: JMH finds the annotated methods in each class below, which only says how to
 * plan. The output is compared with the reference before anything is timed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public abstract class LayerBench {

    /**
     * How the layer is planned.
     *
     * @return the planner
     */
    abstract Planner planner();

    /**
     * Plans and verifies.
     *
     * @param state the layer
     */
    @Setup
    public void open(LayerState state) {
        state.open(planner());
    }

    /**
     * One run of the plan. The output is returned so that JMH consumes it and nothing is optimised away.
     *
     * @param state the layer
     * @return the output
     */
    @Benchmark
    public float[] conv(LayerState state) {
        return state.run();
    }

    /**
     * Counts what a run allocates and lets the plan go.
     *
     * @param state the layer
     */
    @TearDown
    public void close(LayerState state) {
        state.close();
    }
}
