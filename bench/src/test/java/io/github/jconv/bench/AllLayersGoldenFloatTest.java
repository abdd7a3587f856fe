package io.github.jconv.bench;

import io.github.jconv.Planner;
import io.github.jconv.testkit.GoldenContractFloat;

/** PyTorch's cases on every algorithm of every layer, two threads sharing each run. */
class AllLayersGoldenFloatTest extends GoldenContractFloat {

    @Override
    protected Planner.Builder planner() {
        return Planner.builder().jobs(2);
    }
}
