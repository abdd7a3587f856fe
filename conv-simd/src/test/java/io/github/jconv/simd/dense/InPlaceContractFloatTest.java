package io.github.jconv.simd.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.testkit.AlgorithmContractFloat;
import io.github.jconv.testkit.Allocation;
import io.github.jconv.testkit.Problems;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** The contract on windows that are read where they lie, of which the general mixture holds few. */
@Tag("vector")
class InPlaceContractFloatTest extends AlgorithmContractFloat {

    private static final Shape SHAPE = Shape.nhwc(1, 9, 15, 40);

    @Override
    protected List<String> algorithms() {
        return List.of("implicit-gemm");
    }

    @Provide
    @Override
    protected Arbitrary<ConvProblem> problems() {
        return Problems.longRuns(DType.FLOAT32);
    }

    @Example
    void runsAreReadInPlaceAndAllocateNothing() {
        float[] x = TensorsFloat.random(SHAPE.elements(), 1);
        for (Conv2d conv : List.of(
                Conv2d.of(40, 20, 3).padding(1),
                Conv2d.of(40, 33, 3).padding(1).stride(2).accumulate(true),
                Conv2d.of(40, 24, 5).padding(2),
                Conv2d.of(40, 70, 3).padding(1).groups(2),
                Conv2d.of(40, 66, 1).stride(2))) {
            try (ConvPlan plan = plan(conv, TensorsFloat.random(conv.weightElements(), 2))) {
                assertThat(plan.describe()).contains("in place");
                float[] y = new float[plan.dstShape().elements()];
                long least = Allocation.leastOf(20_000, () -> plan.run(x, y));
                assertThat(least).as("bytes of a warm run of %s", plan).isZero();
            }
        }
    }

    @Example
    void infiniteWeightsOverPaddingAreCopied() {
        Conv2d conv = Conv2d.of(40, 20, 3).padding(1);
        float[] weights = new float[conv.weightElements()];
        Arrays.fill(weights, Float.POSITIVE_INFINITY);
        try (ConvPlan plan = plan(conv, weights)) {
            assertThat(plan.describe()).doesNotContain("in place");
        }
    }

    private static ConvPlan plan(Conv2d conv, float[] weights) {
        return Planner.builder().algorithm("implicit-gemm").build().plan(conv, SHAPE, weights, null);
    }
}
