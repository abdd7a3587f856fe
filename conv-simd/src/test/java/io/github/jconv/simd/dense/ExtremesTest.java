package io.github.jconv.simd.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Padding;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows far larger than the plane: answered, in little memory, by whatever algorithm remains. */
@Tag("vector")
class ExtremesTest {

    @ParameterizedTest
    @EnumSource
    void hugeStridesAndDilationsAreAnsweredInLittleMemory(Layout layout) {
        Shape small = new Shape(layout, 1, 4, 5, 5);
        for (Conv2d conv : List.of(
                Conv2d.of(4, 4, 3).stride(1 << 30).padding(1),
                Conv2d.of(4, 4, 3).stride(1, 1 << 20).padding(1),
                Conv2d.of(4, 4, 2).dilation(20_000).padding(10_000))) {
            float[] x = new float[small.elements()];
            float[] w = new float[conv.weightElements()];
            Arrays.fill(x, 1);
            Arrays.fill(w, 1);
            float[] expected = run(Planner.builder().algorithm("reference").build(), conv, small, x, w);
            assertThat(run(Planner.serial(), conv, small, x, w)).isEqualTo(expected);
        }
    }

    private static float[] run(Planner planner, Conv2d conv, Shape src, float[] x, float[] w) {
        try (ConvPlan plan = planner.plan(conv, src, w, null)) {
            assertThat(plan.workspaceBytes()).as(plan.toString()).isLessThanOrEqualTo(2 << 20);
            float[] y = new float[plan.dstShape().elements()];
            plan.run(x, y);
            return y;
        }
    }

    @Test
    void weightsThatWouldNotFitPackedAreLeftToOthers() {
        int channels = 10_000_000; // packed in whole panels they would take ten times what an array holds
        Conv2d conv = new Conv2d(channels, channels, Window.of(3, 3), Padding.of(1), channels, Activation.NONE, false);
        Explanation explanation = Planner.serial().explain(conv, Shape.nhwc(1, 1, 1, channels), DType.FLOAT32);
        assertThat(explanation.chosen()).isNotEqualTo("implicit-gemm");
    }
}
