package io.github.jconv.simd.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In NCHW a panel of output channels need not be full, which the cost model once took for granted. */
@Tag("vector")
class FewOutputChannelsTest {

    @Test
    void oneOrAFewOutputChannelsAreMultipliedDirectly() {
        assertThat(explain(Conv2d.of(512, 1, 1), Shape.nchw(1, 512, 8, 8)).chosen())
                .isEqualTo("implicit-gemm"); // portable takes twenty times as long
        assertThat(explain(Conv2d.of(64, 3, 3).padding(1), Shape.nchw(1, 64, 32, 32))
                        .chosen())
                .isEqualTo("implicit-gemm"); // winograd-f4x3 takes three times as long
    }

    /** Deeper than one KC, pixels are columns in pieces of the depth; the sums are those of many channels at once. */
    @Test
    void deepSumsOfAFewOutputChannelsAreTheSumsOfMany() {
        for (int channels : new int[] {128, 96, 100}) {
            Shape src = Shape.nchw(2, channels, 11, 45);
            Conv2d many = Conv2d.of(channels, 40, 4).padding(1);
            float[] x = TensorsFloat.random(src.elements(), 1);
            float[] w = TensorsFloat.random(many.weightElements(), 2);
            float[] b = TensorsFloat.random(40, 3);
            int plane = many.outputShape(src).h() * many.outputShape(src).w();
            float[] all = run(many, src, x, w, b);
            for (int few : new int[] {1, 2, 3, 6, 12, 14}) {
                float[] some = run(
                        Conv2d.of(channels, few, 4).padding(1),
                        src,
                        x,
                        Arrays.copyOf(w, few * many.weightElements() / 40),
                        b);
                for (int n = 0; n < 2; n++) {
                    assertThat(Arrays.copyOfRange(some, n * few * plane, (n + 1) * few * plane))
                            .as("%d of 40 channels of %d", few, channels)
                            .isEqualTo(Arrays.copyOfRange(all, n * 40 * plane, (n * 40 + few) * plane));
                }
            }
        }
    }

    private static float[] run(Conv2d conv, Shape src, float[] x, float[] w, float[] b) {
        Planner planner = Planner.builder().algorithm("implicit-gemm").build();
        float[] y = new float[conv.outputShape(src).elements()];
        try (ConvPlan plan = planner.plan(
                conv, src, w, Arrays.copyOf(b, conv.outputShape(src).c()))) {
            plan.run(x, y);
        }
        return y;
    }

    @Test
    void anEmptyBatchHasACost() {
        Explanation empty = explain(Conv2d.of(64, 3, 3).padding(1), Shape.nchw(0, 64, 14, 14));
        assertThat(empty.answers())
                .filteredOn(Explanation.Answer::accepted)
                .allSatisfy(answer -> assertThat(answer.cost()).isFinite());
    }

    private static Explanation explain(Conv2d conv, Shape src) {
        return Planner.serial().explain(conv, src, DType.FLOAT32);
    }
}
