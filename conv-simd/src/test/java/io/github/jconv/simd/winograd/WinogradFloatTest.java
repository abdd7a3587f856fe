package io.github.jconv.simd.winograd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileTask;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.ExpectedFloat;
import io.github.jconv.testkit.Problems;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What is Winograd's own: where it is exact, what it refuses, and numbers at the end of the range. */
@Tag("vector")
class WinogradFloatTest {

    private static final DType TYPE = DType.FLOAT32;
    private static final List<String> FORMS = List.of("winograd-f2x3", "winograd-f4x3", "winograd-f3x2");

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Problems.threeByThree(TYPE);
    }

    /** F(2x2, 3x3) on 0, 1, -1 multiplies integers by halves and quarters only. */
    @Property(tries = 150)
    void theSmallFormIsExactOnSmallIntegers(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.with(any, Problems.onIntegers(any).activation(), Precision.FAST);
        float[] x = TensorsFloat.integers(p.src().elements(), seed);
        float[] w = TensorsFloat.integers(p.weightElements(), seed + 1);
        float[] b = TensorsFloat.integers(p.k(), seed + 2);
        float[] reference = ExpectedFloat.of(p, x, w, b).reference();
        CompareFloat.exact(p, p.dst(), reference, run("winograd-f2x3", p, x, w, b));
    }

    @Provide
    Arbitrary<ConvProblem> smallKernels() {
        return Problems.twoByTwo(TYPE);
    }

    /** F(3x3, 2x2) has the same points. */
    @Property(tries = 150)
    void theFormOfSmallKernelsIsExactOnSmallIntegers(@ForAll("smallKernels") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.with(any, Problems.onIntegers(any).activation(), Precision.FAST);
        float[] x = TensorsFloat.integers(p.src().elements(), seed);
        float[] w = TensorsFloat.integers(p.weightElements(), seed + 1);
        float[] b = TensorsFloat.integers(p.k(), seed + 2);
        float[] reference = ExpectedFloat.of(p, x, w, b).reference();
        CompareFloat.exact(p, p.dst(), reference, run("winograd-f3x2", p, x, w, b));
    }

    /** What 2x2 kernels sum directly at padded edges, whatever side is padded and however long blocks are. */
    @Example
    void edgesAreExactOnSmallIntegers() {
        for (Layout layout : Layout.values()) {
            for (int sides = 1; sides < 16; sides++) {
                Window window = new Window(2, 2, 1, 1, sides & 1, sides >> 1 & 1, sides >> 2 & 1, sides >> 3, 1, 1);
                for (int[] plane : new int[][] {{2, 2}, {2, 9}, {31, 3}, {5, 38}, {7, 130}}) {
                    Shape src = new Shape(layout, 2, 129, plane[0], plane[1]);
                    ConvProblem p = new ConvProblem(
                            src, 35, window, 1, TYPE, Activation.RELU, Precision.DEFAULT, sides % 3 == 0);
                    float[] x = TensorsFloat.integers(src.elements(), sides);
                    float[] w = TensorsFloat.integers(p.weightElements(), sides + 1);
                    float[] b = TensorsFloat.integers(p.k(), sides + 2);
                    float[] reference = ExpectedFloat.of(p, x, w, b).reference();
                    CompareFloat.exact(p, p.dst(), reference, run("winograd-f3x2", p, x, w, b));
                }
            }
        }
    }

    private static int kernel(String algorithm) {
        return algorithm.endsWith("x2") ? 2 : 3;
    }

    /** By default the classical bound holds, of each output's own window. */
    @Example
    void manyChannelsStayWithinTheBoundOfPlainSummation() {
        for (Layout layout : Layout.values()) {
            for (int most : new int[] {64, 65, 130}) {
                for (int[] plane : new int[][] {{2, 2}, {2, 9}, {9, 3}, {3, 5}, {4, 4}, {5, 6}, {8, 9}}) {
                    for (String algorithm : FORMS) {
                        int kernel = kernel(algorithm);
                        int channels = kernel == 2 ? 2 * most : most;
                        Conv2d conv = Conv2d.of(channels, 33, kernel).padding(1);
                        Shape src = new Shape(layout, 1, channels, plane[0], plane[1]);
                        ConvProblem p = conv.problem(src, TYPE, Precision.DEFAULT);
                        float[] x = TensorsFloat.random(src.elements(), channels);
                        float[] w = TensorsFloat.random(p.weightElements(), channels + 1);
                        float[] b = TensorsFloat.random(p.k(), channels + 2);
                        ExpectedFloat expected = ExpectedFloat.of(p, x, w, b);
                        float[] y = run(algorithm, p, x, w, b);
                        CompareFloat.within(
                                algorithm + " " + p, p.dst(), expected.reference(), expected.allowed(algorithm), y);
                    }
                }
            }
        }
    }

    /** Parts of a block, in any order and each with a workspace of its own, give the bits of the whole. */
    @Example
    void channelsThatAreSharedGiveTheSameBits() {
        for (Layout layout : Layout.values()) {
            Conv2d conv = Conv2d.of(256, 270, 3).padding(1); // weights that no second cache of 8 MiB keeps half of
            Shape src = new Shape(layout, 2, 256, 9, 7);
            float[] x = TensorsFloat.random(src.elements(), 1);
            float[] w = TensorsFloat.random(conv.weightElements(), 2);
            String algorithm = FORMS.get(layout == Layout.NCHW ? 0 : 1);
            Planner.Builder planner =
                    Planner.builder().precision(Precision.FAST).algorithm(algorithm);
            try (ConvPlan one = planner.build().plan(conv, src, w, null);
                    ConvPlan shared =
                            planner.scheduler(new Backwards(5)).build().plan(conv, src, w, null)) {
                float[] alone = new float[one.dstShape().elements()];
                float[] parts = new float[alone.length];
                Arrays.fill(parts, Float.NaN);
                one.run(x, alone);
                shared.run(x, parts);
                CompareFloat.bitwise(shared.describe(), one.dstShape(), alone, parts);
            }
        }
    }

    /** The last tile first, each in another seat than the one before. */
    private record Backwards(int jobs) implements Scheduler {

        @Override
        public void run(TileTask task) {
            for (int tile = task.tiles() - 1; tile >= 0; tile--) {
                task.run(tile, tile % jobs);
            }
        }

        @Override
        public String name() {
            return "backwards";
        }
    }

    /** Whatever the input and the weights are, a finite result stays finite: they are scaled by powers of two. */
    @Example
    void theLargestNumbersDoNotOverflow() {
        for (Layout layout : Layout.values()) {
            for (int exponent : new int[] {-100, -20, 0}) {
                for (String algorithm : FORMS) {
                    int kernel = kernel(algorithm);
                    int channels = kernel == 2 ? 128 : 64;
                    Conv2d conv = Conv2d.of(channels, 32, kernel).padding(kernel - 2);
                    Shape src = new Shape(layout, 1, channels, 7, 9);
                    ConvProblem p = conv.problem(src, TYPE, Precision.DEFAULT);
                    float[] x = TensorsFloat.random(src.elements(), 1);
                    float[] w = TensorsFloat.random(p.weightElements(), 2);
                    for (int i = 0; i < x.length; i++) {
                        x[i] = Math.scalb(x[i] > 0 ? 1.9f : -1.9f, Float.MAX_EXPONENT + Math.min(0, -14 - exponent));
                    }
                    for (int i = 0; i < w.length; i++) {
                        w[i] = Math.scalb(w[i], exponent);
                    }
                    ExpectedFloat expected = ExpectedFloat.of(p, x, w, null);
                    float[] y = run(algorithm, p, x, w, null);
                    double[] allowed = expected.allowed(algorithm);
                    CompareFloat.within(algorithm + " " + p, p.dst(), expected.reference(), allowed, y);
                }
            }
        }
    }

    @Example
    void theWorkspaceHasABoundForAnyNumberOfChannels() {
        for (String algorithm : FORMS) {
            for (Layout layout : Layout.values()) {
                for (int channels : new int[] {1, 64, 100, 512, 2048, 3000}) {
                    Shape src = new Shape(layout, 1, channels, 40, 90);
                    Conv2d conv = Conv2d.of(channels, 1, kernel(algorithm)).padding(2);
                    Planner planner = Planner.builder()
                            .algorithm(algorithm)
                            .precision(Precision.FAST)
                            .build();
                    try (ConvPlan plan = planner.plan(conv, src, new float[conv.weightElements()], null)) {
                        assertThat(plan.workspaceBytes()).as(plan.toString()).isLessThanOrEqualTo(2 << 20);
                    }
                }
            }
        }
    }

    @Example
    void refusalsHoldBothNumbers() {
        Conv2d conv = Conv2d.of(64, 64, 3).padding(1);
        Shape src = Shape.nhwc(1, 8, 8, 64);
        assertThat(reason(conv, src, Precision.DEFAULT)).isEmpty();
        assertThat(reason(conv, src, Precision.STRICT)).contains("strict");
        assertThat(reason(conv.padding(2), src, Precision.DEFAULT))
                .contains("2")
                .contains("1");
        assertThat(reason(conv.padding(2), src, Precision.FAST)).isEmpty();
        assertThat(reason(conv.stride(2), src, Precision.FAST)).contains("2,2").contains("1");
        assertThat(reason(conv.dilation(2), src, Precision.FAST))
                .contains("2,2")
                .contains("1");
        assertThat(reason(conv.groups(2), src, Precision.FAST)).contains("2").contains("1");
        assertThat(reason(Conv2d.of(64, 64, 5), src, Precision.FAST))
                .contains("5x5")
                .contains("3x3");
        Conv2d few = Conv2d.of(63, 64, 3).padding(1);
        assertThat(reason(few, Shape.nhwc(1, 8, 8, 63), Precision.DEFAULT))
                .contains("63")
                .contains("64");
        assertThat(reason(few, Shape.nhwc(1, 8, 8, 63), Precision.FAST)).isEmpty();
        assertThat(reason(conv, Shape.nhwc(1, 1, 8, 64), Precision.DEFAULT))
                .contains("1x8")
                .contains("2");
        Conv2d deep = Conv2d.of(40_000, 1, 3).padding(1);
        assertThat(reason(deep, Shape.nhwc(1, 2, 2, 40_000), Precision.FAST)).contains("2097152");
    }

    private static String reason(Conv2d conv, Shape src, Precision precision) {
        Explanation explanation = Planner.builder().precision(precision).build().explain(conv, src, TYPE);
        return explanation.answers().stream()
                .filter(answer -> answer.algorithm().equals("winograd-f4x3"))
                .findFirst()
                .orElseThrow()
                .reason();
    }

    private static float[] run(String algorithm, ConvProblem p, float[] x, float[] w, float[] b) {
        Planner planner =
                Planner.builder().algorithm(algorithm).precision(p.precision()).build();
        try (ConvPlan plan = planner.plan(Problems.conv(p), p.src(), w, b)) {
            float[] y = TensorsFloat.held(p);
            plan.run(x, y);
            return y;
        }
    }
}
