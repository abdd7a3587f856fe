package io.github.jconv.bench;

import io.github.jconv.Planner;
import io.github.jconv.testkit.LearnKernelContract;

/** Every algorithm of every layer learns the edge detector, two threads sharing each run. */
class AllLayersLearnKernelTest extends LearnKernelContract {

    @Override
    protected Planner.Builder planner() {
        return Planner.builder().jobs(2);
    }
}
