package io.github.jconv.simd.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.testkit.Allocation;
import io.github.jconv.testkit.BackwardScheduler;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.ExpectedFloat;
import io.github.jconv.testkit.GuardedFloat;
import io.github.jconv.testkit.TensorsFloat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** NHWC planes with few output channels, too large to be transposed at once: cut into strips, whose paddings differ. */
@Tag("vector")
class StripsFloatTest {

    private static final List<Conv2d> CONVS = List.of(
            Conv2d.of(24, 3, 3).padding(1).activation(Activation.RELU),
            Conv2d.of(24, 2, 5).padding(4).accumulate(true),
            Conv2d.of(24, 1, 3).padding(2).dilation(2),
            Conv2d.of(24, 4, 3).stride(2).padding(1),
            Conv2d.of(24, 3, 1),
            Conv2d.of(24, 4, 3).groups(2).padding(1));

    @Test
    void stripsAreExactOnIntegersAndTheSameForEveryNumberOfJobs() {
        int cut = 0;
        for (Conv2d conv : CONVS) {
            ConvProblem p = conv.problem(Shape.nhwc(2, 101, 83, 24), DType.FLOAT32, Precision.STRICT);
            float[] x = TensorsFloat.integers(p.src().elements(), 1);
            float[] w = TensorsFloat.integers(p.weightElements(), 2);
            float[] b = TensorsFloat.integers(p.k(), 3);
            float[] expected = ExpectedFloat.of(p, x, w, b).reference();
            for (int jobs : new int[] {1, 3}) {
                try (ConvPlan plan = planner(conv, jobs).plan(conv, p.src(), w, b)) {
                    cut += plan.describe().matches(".* strips=([2-9]|\\d\\d).*") ? 1 : 0;
                    GuardedFloat dst = GuardedFloat.destination(TensorsFloat.held(p));
                    plan.run(x, 0, dst.array(), dst.offset());
                    dst.assertMarksIntact(plan);
                    CompareFloat.exact(plan, plan.dstShape(), expected, dst.values());
                }
            }
        }
        if (LanesFloat.LANES >= 8) {
            assertThat(cut).as("plans cut into strips").isPositive(); // short vectors are filled by channels
        }
    }

    @Test
    void aWarmRunAllocatesNothing() {
        Conv2d conv = Conv2d.of(24, 1, 3).padding(1);
        float[] x = TensorsFloat.random(40 * 41 * 24, 1);
        try (ConvPlan plan = planner(conv, 1)
                .plan(conv, Shape.nhwc(1, 40, 41, 24), TensorsFloat.random(conv.weightElements(), 2), null)) {
            float[] y = new float[plan.dstShape().elements()];
            long least = Allocation.leastOf(3_000, () -> plan.run(x, y));
            assertThat(least).as("bytes of a warm run of %s", plan).isZero();
        }
    }

    /** Where vectors are short, more channels than they have lanes are not transposed. */
    private static Planner planner(Conv2d conv, int jobs) {
        boolean few = conv.groups() == 1 && conv.outChannels() <= LanesFloat.LANES;
        Planner.Builder builder = Planner.builder()
                .algorithm(few ? "few-channels" : "implicit-gemm")
                .precision(Precision.STRICT);
        return (jobs == 1 ? builder : builder.scheduler(new BackwardScheduler(jobs))).build();
    }
}
