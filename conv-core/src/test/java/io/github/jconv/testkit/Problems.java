package io.github.jconv.testkit;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Padding;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random convolution problems, small and full of edges; every one is valid, so none is thrown away. */
public final class Problems {

    /** What keeps one try in the range of milliseconds, the reference included. */
    private static final long MOST_MACS = 200_000;

    private Problems() {}

    /** One axis of a window and the plane below it. */
    private record Axis(int kernel, int stride, int dilation, int before, int after, int size) {

        /** The plane is as much larger than the smallest that the window fits as the last number says. */
        static Axis of(int kernel, int stride, int dilation, int before, int after, int beyond) {
            int smallest = Math.max(1, (kernel - 1) * dilation + 1 - before - after);
            return new Axis(kernel, stride, dilation, before, after, smallest + beyond);
        }
    }

    /**
     * All kinds of problems: both layouts, batches from empty, groups and depthwise, channel counts around the lane
     * counts, strides beyond the kernel, paddings beyond it, kernels larger than the plane, every activation.
     *
     * @param type the element type
     * @return the arbitrary
     */
    public static Arbitrary<ConvProblem> of(DType type) {
        return Combinators.combine(
                        axis(),
                        axis(),
                        Arbitraries.of(Layout.class),
                        Arbitraries.of(1, 2, 3, 0),
                        Arbitraries.of(1, 1, 1, 2, 3, 8, 17),
                        channels(),
                        channels(),
                        activations())
                .as((h, w, layout, n, groups, groupC, groupK, activation) ->
                        fitted(type, h, w, layout, n, groups, groupC, groupK, activation));
    }

    /**
     * Kernels of 3x3 at stride 1 and every precision but strict: what transform algorithms take. Planes from a single
     * pixel on, each padding of its own, channel counts around the lane counts and beyond a chunk.
     *
     * @param type the element type
     * @return the arbitrary
     */
    public static Arbitrary<ConvProblem> threeByThree(DType type) {
        return square(type, 3);
    }

    /**
     * The same with kernels of 2x2.
     *
     * @param type the element type
     * @return the arbitrary
     */
    public static Arbitrary<ConvProblem> twoByTwo(DType type) {
        return square(type, 2);
    }

    /**
     * NHWC windows whose kernel rows are long runs of inputs: many channels below few output channels, planes wide enough
     * for lines of pixels, paddings that cut windows on every side, strides, dilations and groups.
     *
     * @param type the element type
     * @return the arbitrary
     */
    public static Arbitrary<ConvProblem> longRuns(DType type) {
        return runs(type, Arbitraries.of(22, 32, 64, 65, 130));
    }

    /**
     * The same with few channels, so that windows consist of short runs.
     *
     * @param type the element type
     * @return the arbitrary
     */
    public static Arbitrary<ConvProblem> shortRuns(DType type) {
        return runs(type, Arbitraries.of(1, 3, 3, 5, 10));
    }

    private static Arbitrary<ConvProblem> runs(DType type, Arbitrary<Integer> channels) {
        Arbitrary<Axis> axis = Combinators.combine(
                        Arbitraries.of(1, 2, 3, 3, 5),
                        Arbitraries.of(1, 1, 2, 3),
                        Arbitraries.of(1, 1, 1, 2),
                        Arbitraries.of(0, 1, 1, 2, 6),
                        Arbitraries.of(0, 1, 1, 2, 6),
                        Arbitraries.of(0, 2, 4, 5, 6, 7, 13, 14, 15))
                .as(Axis::of);
        return Combinators.combine(
                        axis,
                        axis,
                        Arbitraries.of(1, 1, 2, 0),
                        Arbitraries.of(1, 1, 1, 2),
                        channels,
                        Arbitraries.of(1, 2, 4, 7, 8, 9, 16, 17, 24, 33, 48, 50, 64, 70),
                        activations())
                .as((h, w, n, groups, groupC, groupK, activation) ->
                        fitted(type, h, w, Layout.NHWC, n, groups, groupC, groupK, activation));
    }

    /**
     * Problems that are large in one way or another: thousands of channels, windows or dilations of dozens of pixels, planes
     * of a hundred thousand columns. What a kernel keeps of the input under a tile of these is large, too.
     *
     * @param type the element type
     * @param mostMacs what keeps them small enough to be run
     * @param mostElements of the input, and of the weights
     * @return the arbitrary
     */
    public static Arbitrary<ConvProblem> large(DType type, long mostMacs, int mostElements) {
        Arbitrary<Axis> axis = Combinators.combine(
                        Arbitraries.of(1, 3, 3, 5, 2, 7, 15, 31),
                        Arbitraries.of(1, 1, 2, 3, 8),
                        Arbitraries.of(1, 1, 1, 2, 6, 24, 64),
                        Arbitraries.of(0, 0, 1, 3, 50),
                        Arbitraries.of(0, 0, 1, 3, 50),
                        Arbitraries.of(0, 3, 6, 7, 13, 27, 110, 1000, 100_000))
                .as(Axis::of);
        return Combinators.combine(
                        axis,
                        axis,
                        Arbitraries.of(Layout.class),
                        Arbitraries.of(1, 1, 1, 2, 8, 100),
                        Arbitraries.of(1, 3, 24, 130, 512, 1000, 2300, 4096),
                        Arbitraries.of(1, 3, 8, 20, 130, 700, 3000, 20_000),
                        activations())
                .as((h, w, layout, groups, groupC, groupK, activation) -> fitted(
                        type,
                        h,
                        narrower(h, w),
                        layout,
                        1,
                        groups,
                        groupC,
                        groupK,
                        activation,
                        mostMacs,
                        mostElements));
    }

    /** The second axis of a plane that is to have at most a few hundred thousand pixels. */
    private static Axis narrower(Axis h, Axis w) {
        long most = Math.max(1, 300_000 / h.size);
        return w.size <= most ? w : Axis.of(1, w.stride, 1, 0, 0, (int) most - 1);
    }

    private static Arbitrary<ConvProblem> square(DType type, int kernel) {
        Arbitrary<Integer> padding = Arbitraries.of(0, 1, 1, 1, 2, 3, 7);
        Arbitrary<Axis> axis = Combinators.combine(
                        padding, padding, Arbitraries.integers().between(0, 14))
                .as((before, after, beyond) -> Axis.of(kernel, 1, 1, before, after, beyond));
        return Combinators.combine(
                        axis,
                        axis,
                        Arbitraries.of(Layout.class),
                        Arbitraries.of(1, 2, 3, 0),
                        Arbitraries.of(1, 2, 3, 8, 15, 16, 17, 31, 33, 63, 64, 65, 129),
                        Arbitraries.of(1, 3, 7, 8, 15, 16, 17, 31, 33, 65),
                        activations(),
                        Arbitraries.of(Precision.FAST, Precision.DEFAULT))
                .as((h, w, layout, n, c, k, activation, precision) ->
                        with(fitted(type, h, w, layout, n, 1, c, k, activation), activation, precision));
    }

    private static Arbitrary<Axis> axis() {
        return Combinators.combine(
                        Arbitraries.of(1, 3, 2, 1, 3, 5, 7),
                        Arbitraries.of(1, 1, 2, 3, 4),
                        Arbitraries.of(1, 1, 1, 2, 3),
                        Arbitraries.of(0, 1, 0, 1, 2, 4, 8),
                        Arbitraries.of(0, 1, 0, 1, 2, 4, 8),
                        Arbitraries.of(0, 1, 2, 3, 4, 6, 7, 8, 9, 13, 15, 16, 17, 31, 33))
                .as(Axis::of);
    }

    private static Arbitrary<Integer> channels() {
        return Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 65);
    }

    /**
     * Activations of every kind.
     *
     * @return the arbitrary
     */
    public static Arbitrary<Activation> activations() {
        return Arbitraries.of(
                Activation.NONE,
                Activation.NONE,
                Activation.RELU,
                Activation.RELU6,
                Activation.clamp(-0.3, 0.7),
                Activation.leakyRelu(0.1),
                Activation.HARD_SWISH,
                Activation.SILU);
    }

    /** Halves what is too much work, channels first. */
    private static ConvProblem fitted(
            DType type,
            Axis h,
            Axis w,
            Layout layout,
            int n,
            int groups,
            int groupC,
            int groupK,
            Activation activation) {
        return fitted(type, h, w, layout, n, groups, groupC, groupK, activation, MOST_MACS, Integer.MAX_VALUE);
    }

    private static ConvProblem fitted(
            DType type,
            Axis h,
            Axis w,
            Layout layout,
            int n,
            int groups,
            int groupC,
            int groupK,
            Activation activation,
            long mostMacs,
            double mostElements) {
        Window window = new Window(
                h.kernel, w.kernel, h.stride, w.stride, h.before, w.before, h.after, w.after, h.dilation, w.dilation);
        int g = groups;
        int c = groupC;
        int k = groupK;
        while (true) {
            double weights = (double) g * c * k * window.r() * window.s();
            double pixels = (double) window.outH(h.size) * window.outW(w.size);
            double src = (double) n * g * c * h.size * w.size;
            if ((n * pixels * weights <= mostMacs && Math.max(src, weights) <= mostElements) || g * c * k == 1) {
                return problem(type, new Shape(layout, n, g * c, h.size, w.size), g * k, window, g, activation);
            }
            if (c >= k && c > 1) {
                c = (c + 1) / 2;
            } else if (k > 1) {
                k = (k + 1) / 2;
            } else {
                g = (g + 1) / 2;
            }
        }
    }

    private static ConvProblem problem(DType type, Shape src, int k, Window window, int groups, Activation activation) {
        // One problem in four adds to what the destination holds; which ones follows from the sizes.
        boolean accumulate = (src.h() + 3 * src.w() + src.n() + (src.c() + k) / groups) % 4 == 0;
        return new ConvProblem(src, k, window, groups, type, activation, Precision.DEFAULT, accumulate);
    }

    /**
     * The convolution that makes a problem.
     *
     * @param p the problem
     * @return such that {@code problem(p.src(), p.type(), p.precision())} equals p
     */
    public static Conv2d conv(ConvProblem p) {
        Window w = p.window();
        return new Conv2d(
                p.src().c(),
                p.k(),
                w.withPadding(0, 0, 0, 0),
                Padding.of(w.padTop(), w.padLeft(), w.padBottom(), w.padRight()),
                p.groups(),
                p.activation(),
                p.accumulate());
    }

    /**
     * The same problem with another activation and precision.
     *
     * @param p the problem
     * @param activation the activation
     * @param precision the precision
     * @return the changed problem
     */
    public static ConvProblem with(ConvProblem p, Activation activation, Precision precision) {
        return new ConvProblem(p.src(), p.k(), p.window(), p.groups(), p.type(), activation, precision, p.accumulate());
    }

    /**
     * The problem whose results on small integers are integers: direct summation, and an activation without fractions.
     *
     * @param p the problem
     * @return the changed problem
     */
    public static ConvProblem onIntegers(ConvProblem p) {
        Activation activation = switch (p.activation().kind()) {
            case NONE -> Activation.NONE;
            case CLAMP -> Activation.RELU6;
            case RELU, LEAKY_RELU, HARD_SWISH, SILU -> Activation.RELU;
        };
        return with(p, activation, Precision.STRICT);
    }
}
