package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;
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
 * The same with several threads. A run ends when its last tile does, so what is timed includes waking the workers and
 * waiting for the slowest; small layers show it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ParallelBench {

    /** Threads, as the planner counts them: -1 for all cores. */
    @Param("-1")
    public int jobs;

    /**
     * Plans and verifies.
     *
     * @param state the layer
     */
    @Setup
    public void open(LayerState state) {
        state.open(Planner.builder().jobs(jobs).build());
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
