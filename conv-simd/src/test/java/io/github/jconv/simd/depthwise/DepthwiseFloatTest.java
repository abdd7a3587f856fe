package io.github.jconv.simd.depthwise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileTask;
import io.github.jconv.testkit.Allocation;
import io.github.jconv.testkit.CompareFloat;
import io.github.jconv.testkit.ExpectedFloat;
import io.github.jconv.testkit.GuardedFloat;
import io.github.jconv.testkit.Problems;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Depthwise problems in all their kinds: the general contracts meet few. */
@Tag("vector")
class DepthwiseFloatTest {

    private static final DType TYPE = DType.FLOAT32;

    private record Plane(int h, int w, int padTop, int padLeft, int padBottom, int padRight) {}

    private record Taps(int r, int s, int strideH, int strideW, int dilationH, int dilationW) {}

    @Provide
    Arbitrary<ConvProblem> problems() {
        Arbitrary<Taps> square = Combinators.combine(Arbitraries.of(3, 5, 7), Arbitraries.of(1, 2))
                .as((r, stride) -> new Taps(r, r, stride, stride, 1, 1));
        Arbitrary<Integer> few = Arbitraries.of(1, 1, 2, 3);
        Arbitrary<Taps> any = Combinators.combine(
                        Arbitraries.of(1, 2, 3, 5),
                        Arbitraries.of(1, 3, 4, 5),
                        few,
                        Arbitraries.of(1, 2, 4, 7),
                        few,
                        few)
                .as(Taps::new);
        Arbitrary<Integer> size = Arbitraries.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15, 16, 17, 29, 33);
        Arbitrary<Integer> pad = Arbitraries.of(0, 1, 1, 2, 3, 5);
        Arbitrary<Plane> plane =
                Combinators.combine(size, size, pad, pad, pad, pad).as(Plane::new);
        return Combinators.combine(
                        Arbitraries.oneOf(square, square, any),
                        plane,
                        Arbitraries.of(1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 40),
                        Arbitraries.of(1, 1, 1, 2, 3),
                        Arbitraries.of(Layout.class),
                        Problems.activations(),
                        Arbitraries.of(1, 2))
                .as((t, q, c, multiplier, layout, activation, n) -> {
                    int h = Math.max(q.h, (t.r - 1) * t.dilationH + 1 - q.padTop - q.padBottom);
                    int w = Math.max(q.w, (t.s - 1) * t.dilationW + 1 - q.padLeft - q.padRight);
                    Window window = new Window(
                            t.r,
                            t.s,
                            t.strideH,
                            t.strideW,
                            q.padTop,
                            q.padLeft,
                            q.padBottom,
                            q.padRight,
                            t.dilationH,
                            t.dilationW);
                    Shape src = new Shape(layout, n, c, h, w);
                    boolean accumulate = (h + w + c) % 4 == 0;
                    return new ConvProblem(
                            src, c * multiplier, window, c, TYPE, activation, Precision.DEFAULT, accumulate);
                });
    }

    @Property(tries = 600)
    void smallIntegersAreExactAndManyJobsGiveTheSameBits(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.onIntegers(any);
        float[] x = TensorsFloat.integers(p.src().elements(), seed);
        float[] w = TensorsFloat.integers(p.weightElements(), seed + 1);
        float[] b = TensorsFloat.integers(p.k(), seed + 2);
        float[] y = run(p, x, w, b, 1);
        CompareFloat.exact(p, p.dst(), ExpectedFloat.of(p, x, w, b).reference(), y);
        CompareFloat.bitwise(p, p.dst(), y, run(p, x, w, b, 7));
    }

    @Property(tries = 300)
    void randomNumbersStayWithinTheBound(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        if (seed % 4 == 0) {
            w[(int) Math.floorMod(seed, (long) w.length)] = Float.POSITIVE_INFINITY; // NaN over padding
        }
        ExpectedFloat expected = ExpectedFloat.of(p, x, w, null);
        float[] y = run(p, x, w, null, 1);
        CompareFloat.within(p, p.dst(), expected.reference(), expected.allowed("depthwise"), y);
        CompareFloat.bitwise(p, p.dst(), y, run(p, x, w, null, 5));
    }

    /** Shapes whose edges meet each other: a step that reads one column, rows that end where vectors do. */
    @Example
    void edgesThatMeet() {
        for (Layout layout : Layout.values()) {
            for (int kernel : new int[] {3, 5, 7}) {
                for (int stride = 1; stride <= 2; stride++) {
                    for (int[] pads :
                            new int[][] {{0, 3, 0, 0}, {0, 3, 0, 1}, {0, 1, 0, 5}, {1, 1, 1, 1}, {3, 3, 3, 3}}) {
                        for (int w = 1; w <= 34; w += w % 8 < 6 ? 3 : 1) {
                            if (w + pads[1] + pads[3] < kernel) {
                                continue;
                            }
                            Window window = new Window(
                                    kernel, kernel, stride, stride, pads[0], pads[1], pads[2], pads[3], 1, 1);
                            Shape src = new Shape(layout, 1, 18, 7, w);
                            edges(new ConvProblem(
                                    src, 18, window, 18, TYPE, Activation.NONE, Precision.DEFAULT, false));
                        }
                    }
                }
            }
        }
    }

    /** Pixels of 2048 bytes and a multiple crowd a few sets of the first cache: their sums wait in the workspace. */
    @Example
    void pixelsThatCrowdTheCache() {
        Window one = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
        Window two = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
        for (int c : new int[] {256, 512, 1024 + 512}) {
            for (Activation activation : List.of(Activation.NONE, Activation.RELU6, Activation.HARD_SWISH)) {
                for (boolean accumulate : new boolean[] {false, true}) {
                    Shape src = Shape.nhwc(1, 6, 31, c);
                    edges(new ConvProblem(src, c, one, c, TYPE, activation, Precision.DEFAULT, accumulate));
                    edges(new ConvProblem(src, c, two, c, TYPE, activation, Precision.DEFAULT, accumulate));
                }
            }
        }
    }

    /** In a large array vectors begin where cache lines do, wherever the tensor starts. */
    @Example
    void aTensorAnywhereInALargeArray() {
        float[] large = new float[(int) Math.min(LanesFloat.LEAST_LARGE, 1 << 24) + 64];
        for (int c : new int[] {96, 112, 130}) {
            for (Activation activation : List.of(Activation.NONE, Activation.RELU, Activation.SILU)) {
                Conv2d conv = Conv2d.of(c, c, 3).stride(2).padding(1).groups(c).activation(activation);
                Shape shape = Shape.nhwc(2, 9, 11, c);
                float[] x = TensorsFloat.integers(shape.elements(), c);
                float[] w = TensorsFloat.random(conv.weightElements(), 2);
                try (ConvPlan plan =
                        Planner.builder().algorithm("depthwise").build().plan(conv, shape, w, null)) {
                    float[] expected = new float[plan.dstShape().elements()];
                    plan.run(x, expected);
                    for (int start = 0; start <= 16; start++) {
                        System.arraycopy(x, 0, large, start, x.length);
                        float[] y = new float[expected.length];
                        plan.run(large, start, y, 0);
                        assertThat(y).as("%s from %d on", plan, start).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Provide
    Arbitrary<ConvProblem> wide() {
        return Combinators.combine(
                        Arbitraries.of(3, 5, 7),
                        Arbitraries.of(1, 2),
                        Arbitraries.of(0, 1, 2, 3),
                        Arbitraries.of(1, 7, 9, 16, 31),
                        Arbitraries.of(96, 100, 128, 144, 256, 512),
                        Arbitraries.oneOf(Problems.activations(), Arbitraries.of(ENDLESS)),
                        Arbitraries.of(false, false, true))
                .as((r, stride, pad, w, c, activation, accumulate) -> {
                    Window window = new Window(r, r, stride, stride, pad, pad, pad, pad, 1, 1);
                    Shape src = Shape.nhwc(2, 8, Math.max(w, r), c);
                    return new ConvProblem(src, c, window, c, TYPE, activation, Precision.DEFAULT, accumulate);
                });
    }

    private static final Activation[] ENDLESS = {
        Activation.clamp(Double.NEGATIVE_INFINITY, 1),
        Activation.clamp(-1, Double.POSITIVE_INFINITY),
        Activation.clamp(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
        Activation.clamp(-0.0, 0.0)
    };

    /** Arrays on both sides of what counts as large, tensors anywhere in them, any jobs: the same bits. */
    @Property(tries = 60)
    void whereATensorLiesDoesNotMatter(@ForAll("wide") ConvProblem p, @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        float[] held = TensorsFloat.held(p);
        ExpectedFloat expected = ExpectedFloat.of(p, x, w, null);
        float[] y = run(p, x, w, null, 1);
        CompareFloat.within(p, p.dst(), expected.reference(), expected.allowed("depthwise"), y);
        int large = (int) Math.min(LanesFloat.LEAST_LARGE, 1 << 24);
        for (int length : new int[] {large - 1, large, large + 1}) {
            float[] src = new float[Math.max(length, x.length)];
            int from = Math.min((int) Math.floorMod(seed + length, 33L), src.length - x.length);
            for (int start : new int[] {from, src.length - x.length}) {
                System.arraycopy(x, 0, src, start, x.length);
                for (int jobs : new int[] {1, 7}) {
                    float[] dst = new float[held.length + from];
                    System.arraycopy(held, 0, dst, from, held.length);
                    try (ConvPlan plan = plan(p, w, null, jobs)) {
                        plan.run(src, start, dst, from);
                    }
                    CompareFloat.bitwise(p, p.dst(), y, Arrays.copyOfRange(dst, from, dst.length));
                }
            }
        }
    }

    /** A clamp inside the kernel leaves NaN as it is, and both zeros. */
    @Example
    void aClampKeepsWhatIsNoNumber() {
        for (Activation activation : List.of(Activation.RELU, Activation.RELU6, Activation.clamp(-2, 1))) {
            for (int stride = 1; stride <= 2; stride++) {
                Window window = new Window(3, 3, stride, stride, 1, 1, 1, 1, 1, 1);
                Shape src = Shape.nhwc(1, 9, 17, 40);
                ConvProblem p = new ConvProblem(src, 40, window, 40, TYPE, activation, Precision.DEFAULT, false);
                float[] x = TensorsFloat.integers(src.elements(), 1);
                float[] w = TensorsFloat.integers(p.weightElements(), 2);
                for (int i = 0; i < x.length; i += 97) {
                    x[i] = i % 2 == 0 ? Float.NaN : i % 3 == 0 ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
                }
                for (int i = 0; i < w.length; i++) {
                    w[i] = w[i] == 0 ? 1 : w[i]; // infinity times 0 over padding is another matter
                }
                float[] y = run(p, x, w, null, 1);
                assertThat(y).containsExactly(ExpectedFloat.of(p, x, w, null).reference());
                assertThat(y).contains(Float.NaN);
            }
        }
    }

    @Example
    void aSingleChannelIsTheSameInBothLayouts() {
        Conv2d conv = Conv2d.of(1, 1, 5).padding(2);
        float[] x = TensorsFloat.random(2 * 37 * 41, 1);
        float[] w = TensorsFloat.random(25, 2);
        ConvProblem nhwc = conv.problem(Shape.nhwc(2, 37, 41, 1), TYPE, Precision.DEFAULT);
        ConvProblem nchw = conv.problem(Shape.nchw(2, 1, 37, 41), TYPE, Precision.DEFAULT);
        assertThat(run(nhwc, x, w, null, 1)).isEqualTo(run(nchw, x, w, null, 1));
        assertThat(Planner.serial().explain(conv, nhwc.src(), TYPE).chosen()).isEqualTo("depthwise");
    }

    private static void edges(ConvProblem any) {
        ConvProblem p = Problems.onIntegers(any);
        float[] x = TensorsFloat.integers(p.src().elements(), 1);
        float[] w = TensorsFloat.integers(p.weightElements(), 2);
        float[] b = TensorsFloat.integers(p.k(), 3);
        CompareFloat.exact(p, p.dst(), ExpectedFloat.of(p, x, w, b).reference(), run(p, x, w, b, 3));
    }

    private static float[] run(ConvProblem p, float[] x, float[] w, float[] b, int jobs) {
        try (ConvPlan plan = plan(p, w, b, jobs)) {
            assertThat(plan.workspaceBytes() / jobs).as(plan.toString()).isLessThanOrEqualTo(2 << 20);
            GuardedFloat src = GuardedFloat.source(x);
            GuardedFloat dst = GuardedFloat.destination(TensorsFloat.held(p));
            plan.run(src.array(), src.offset(), dst.array(), dst.offset());
            dst.assertMarksIntact(plan);
            return dst.values();
        }
    }

    private static ConvPlan plan(ConvProblem p, float[] w, float[] b, int jobs) {
        Planner planner = Planner.builder()
                .algorithm("depthwise")
                .scheduler(new Backwards(jobs))
                .precision(p.precision())
                .build();
        return planner.plan(Problems.conv(p), p.src(), w, b);
    }

    /** Hands out the tiles on one thread, the last first, to so many seats. */
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

    @Example
    void aWarmRunAllocatesNothing() {
        for (Layout layout : Layout.values()) {
            for (Conv2d conv : List.of(
                    Conv2d.of(40, 40, 3).padding(1).groups(40),
                    Conv2d.of(40, 40, 3).padding(1).stride(2).groups(40).activation(Activation.RELU6),
                    Conv2d.of(24, 24, 3).padding(2).dilation(2).groups(24))) {
                Shape shape = new Shape(layout, 2, conv.inChannels(), 9, 19);
                float[] x = TensorsFloat.random(shape.elements(), 1);
                Planner planner = Planner.builder().algorithm("depthwise").build();
                try (ConvPlan plan = planner.plan(conv, shape, TensorsFloat.random(conv.weightElements(), 2), null)) {
                    float[] y = new float[plan.dstShape().elements()];
                    long least = Allocation.leastOf(50_000, () -> plan.run(x, y));
                    assertThat(least).as("bytes of a warm run of %s", plan).isZero();
                }
            }
        }
    }

    @Example
    void aWarmRunAllocatesNothingWhereTheKernelClamps() {
        for (int c : new int[] {40, 512}) {
            for (int r : new int[] {3, 5, 7}) {
                for (int stride = 1; stride <= (r == 7 ? 1 : 2); stride++) {
                    allocatesNothing(Conv2d.of(c, c, r).stride(stride), Activation.RELU);
                }
            }
        }
    }

    private static void allocatesNothing(Conv2d window, Activation activation) {
        int c = window.inChannels();
        Conv2d conv = window.groups(c).padding(1).activation(activation);
        Shape shape = Shape.nhwc(1, 7, 6, c);
        float[] x = TensorsFloat.random(shape.elements(), 1);
        Planner planner = Planner.builder().algorithm("depthwise").build();
        try (ConvPlan plan = planner.plan(conv, shape, TensorsFloat.random(conv.weightElements(), 2), null)) {
            float[] y = new float[plan.dstShape().elements()];
            long least = Allocation.leastOf(20_000, () -> plan.run(x, y));
            assertThat(least).as("bytes of a warm run of %s", plan).isZero();
        }
    }

    /** Room for the place of every input row under four output rows would be gigabytes, or less than none. */
    @Example
    void aStrideBeyondThePlaneTakesNoRoom() {
        for (int stride : new int[] {100_000_000, 1 << 30, Integer.MAX_VALUE}) {
            Conv2d conv = Conv2d.of(2, 2 * 14, 1).groups(2).stride(stride, 1);
            for (Layout layout : Layout.values()) {
                Shape shape = new Shape(layout, 1, 2, 2, 3);
                float[] x = TensorsFloat.integers(shape.elements(), 1);
                float[] w = TensorsFloat.integers(conv.weightElements(), 2);
                float[] expected = run("reference", conv, shape, x, w);
                assertThat(run("auto", conv, shape, x, w)).isEqualTo(expected); // in NHWC depthwise
            }
        }
    }

    private static float[] run(String algorithm, Conv2d conv, Shape shape, float[] x, float[] w) {
        try (ConvPlan plan = Planner.builder().algorithm(algorithm).build().plan(conv, shape, w, null)) {
            float[] y = new float[plan.dstShape().elements()];
            plan.run(x, y);
            return y;
        }
    }

    @Example
    void refusalsHoldBothNumbers() {
        Shape shape = Shape.nhwc(1, 8, 8, 32);
        assertThat(reason(Conv2d.of(32, 32, 3).groups(32), shape)).isEmpty();
        assertThat(reason(Conv2d.of(32, 32, 3).groups(16), shape)).contains("2").contains("1");
        assertThat(reason(Conv2d.of(32, 32, 2).groups(32).dilation(20_000).padding(10_000), shape))
                .contains("131072");
    }

    private static String reason(Conv2d conv, Shape shape) {
        return Planner.serial().explain(conv, shape, TYPE).answers().stream()
                .filter(answer -> answer.algorithm().equals("depthwise"))
                .findFirst()
                .orElseThrow()
                .reason();
    }

    /** Problems timed on one server core: the plain loops lose where there are few channels, and win where there are many. */
    @Example
    void isChosenWhereItsLoopsAreFaster() {
        for (int k : new int[] {2, 4, 8, 16, 32}) {
            assertThat(chosen(Conv2d.of(1, k, 5).padding(2), Shape.nhwc(1, 256, 256, 1)))
                    .isNotEqualTo("depthwise");
            assertThat(chosen(Conv2d.of(1, k, 3).padding(1), Shape.nhwc(1, 128, 128, 1)))
                    .isNotEqualTo("depthwise");
        }
        for (int c : new int[] {12, 32, 96}) {
            Conv2d dilated = Conv2d.of(c, c, 3).groups(c).padding(2).dilation(2);
            assertThat(chosen(dilated, Shape.nhwc(1, 56, 56, c))).isEqualTo("depthwise");
        }
        assertThat(chosen(Conv2d.of(64, 64, 3).groups(64).stride(3), Shape.nhwc(1, 56, 56, 64)))
                .isEqualTo("depthwise");
        assertThat(chosen(Conv2d.of(8, 8, 3).groups(8).padding(1), Shape.nhwc(1, 14, 14, 8)))
                .isEqualTo("depthwise");
    }

    private static String chosen(Conv2d conv, Shape shape) {
        return Planner.serial().explain(conv, shape, TYPE).chosen();
    }

    @Example
    void anImageOfAnyWidthIsPlannedInLittleMemory() {
        Shape wide = Shape.nhwc(1, 3, 1 << 29, 1);
        Planner planner = Planner.builder().algorithm("depthwise").build();
        try (ConvPlan plan = planner.plan(Conv2d.of(1, 1, 3).padding(1), wide, new float[9], null)) {
            assertThat(plan.workspaceBytes()).isLessThan(1 << 20);
        }
    }
}
