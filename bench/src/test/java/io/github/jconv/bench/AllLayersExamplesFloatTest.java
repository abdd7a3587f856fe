package io.github.jconv.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.testkit.WorkedExamplesContractFloat;
import org.junit.jupiter.api.Test;

/** The worked examples on every algorithm of every layer, two threads sharing each run. */
class AllLayersExamplesFloatTest extends WorkedExamplesContractFloat {

    @Override
    protected Planner.Builder planner() {
        return Planner.builder().jobs(2);
    }

    @Test
    void plansAreForTwoJobs() {
        Conv2d conv = Conv2d.of(1, 1, 1);
        try (ConvPlan plan = planner().build().plan(conv, Shape.nchw(1, 1, 1, 1), new float[1], null)) {
            assertThat(plan.describe()).contains(" jobs=2 ");
        }
    }
}
