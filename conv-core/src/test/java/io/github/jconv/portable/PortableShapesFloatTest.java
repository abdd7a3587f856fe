package io.github.jconv.portable;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.ExpectedFloat;
import io.github.jconv.testkit.GuardedFloat;
import io.github.jconv.testkit.TensorsFloat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shapes round the blocks of {@link Cut}, which random small ones do not reach. */
class PortableShapesFloatTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what is special,           n,   c,   h,   w,   k, kernel, stride, pad, groups, detail
        "pixels narrow,                2,   3,   7,   9,   5, 3, 1, 1, 1, pixelsx64",
        "pixels beyond narrow,     1,   2,   9,  13,   4, 3, 1, 1, 1, pixelsx256",
        "pixels middle,                1,   5,  14,  15,   3, 3, 1, 1, 1, pixelsx256",
        "pixels wide exactly,          1,   3,  16,  32,   2, 3, 1, 1, 1, pixelsx512",
        "pixels one beyond wide,       1,   2,  19,  27,   2, 1, 1, 0, 1, pixelsx256",
        "pixels several pieces,        2,   3,  41,  37,   3, 5, 1, 2, 1, pixelsx512",
        "pixels two blocks of rows,    1,   9,  16,  20, 131, 1, 1, 0, 1, pixelsx512",
        "pixels two blocks of taps,    1,  11,  17,  19,   6, 3, 1, 1, 1, pixelsx512",
        "pixels strided,               1,   4,  47,  41,   5, 3, 2, 1, 1, pixelsx512",
        "pixels grouped,               2,  12,  13,  18,   8, 3, 1, 1, 4, pixelsx256",
        "depthwise,                    2,   6,  15,  16,   6, 3, 1, 1, 6, pixelsx256",
        "padding beyond the kernel,    1,   2,   5,   6,   3, 3, 2, 9, 1, pixelsx256",
        "one row of pixels,            1,   3,   1, 700,   4, 1, 1, 0, 1, pixelsx256",
        "channels narrow,              2,   5,   3,   4,  40, 3, 1, 1, 1, channelsx64",
        "channels middle,              2,   7,   6,   5, 200, 3, 1, 1, 1, channelsx256",
        "channels wide,                1,   9,   7,   7, 500, 3, 1, 1, 1, channelsx512",
        "channels several pieces,          1,   3,   4,   5, 700, 3, 2, 1, 1, channelsx256",
        "channels two blocks of rows,  1,   3,  13,  15, 256, 1, 1, 0, 1, channelsx256",
        "channels two blocks of taps,  1,  11,   7,   6, 200, 3, 1, 1, 1, channelsx256",
        "channels grouped,             2,   6,   4,   4, 150, 3, 1, 1, 3, channelsx64",
        "one pixel,                    3,  70,   1,   1, 300, 1, 1, 0, 1, channelsx512"
    })
    void isExactOnIntegersAndWithinTheBound(
            String what,
            int n,
            int c,
            int h,
            int w,
            int k,
            int kernel,
            int stride,
            int pad,
            int groups,
            String detail) {
        Conv2d conv = Conv2d.of(c, k, kernel).stride(stride).padding(pad).groups(groups);
        for (Layout layout : Layout.values()) {
            ConvProblem p = conv.problem(new Shape(layout, n, c, h, w), DType.FLOAT32, Precision.DEFAULT);
            float[] integers = TensorsFloat.integers(p.src().elements(), 1);
            float[] weights = TensorsFloat.integers(p.weightElements(), 2);
            float[] bias = TensorsFloat.integers(k, 3);
            try (ConvPlan plan = plan(conv, p, weights, bias)) {
                assertThat(plan.describe()).as(what).contains(" " + detail + " ");
                float[] expected = ExpectedFloat.of(p, integers, weights, bias).reference();
                CompareFloat.exact(plan, plan.dstShape(), expected, run(plan, integers));
            }
            float[] x = TensorsFloat.random(p.src().elements(), 4);
            float[] random = TensorsFloat.random(p.weightElements(), 5);
            ExpectedFloat expected = ExpectedFloat.of(p, x, random, null);
            try (ConvPlan plan = plan(conv, p, random, null)) {
                double[] allowed = expected.allowed("portable");
                CompareFloat.within(plan, plan.dstShape(), expected.reference(), allowed, run(plan, x));
                assertThat(plan.workspaceBytes()).as(plan.toString()).isLessThanOrEqualTo(2L << 20);
            }
        }
    }

    private static ConvPlan plan(Conv2d conv, ConvProblem p, float[] weights, float[] bias) {
        return Planner.builder().algorithm("portable").build().plan(conv, p.src(), weights, bias);
    }

    /** Twice, so that what the first run left in the workspace meets the second. */
    private static float[] run(ConvPlan plan, float[] x) {
        GuardedFloat dst = GuardedFloat.destination(plan.dstShape().elements());
        plan.run(x, 0, dst.array(), dst.offset());
        float[] first = dst.values();
        plan.run(x, 0, dst.array(), dst.offset());
        dst.assertMarksIntact(plan);
        CompareFloat.bitwise(plan, plan.dstShape(), first, dst.values());
        return first;
    }
}
