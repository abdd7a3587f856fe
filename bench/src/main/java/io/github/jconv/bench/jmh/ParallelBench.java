package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;
import org.openjdk.jmh.annotations.Param;

/**
 * How fast is the same with several threads? A run ends when its last tile does, so what is timed includes waking the workers
 * and waiting for the slowest; small layers show it.
 */
public class ParallelBench extends LayerBench {

    /** Threads, as the planner counts them: -1 for all cores. */
    @Param("-1")
    public int jobs;

    @Override
    Planner planner() {
        return Planner.builder().jobs(jobs).build();
    }
}
