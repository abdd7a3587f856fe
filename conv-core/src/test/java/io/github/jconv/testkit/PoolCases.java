package io.github.jconv.testkit;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolProblem;
import io.github.jconv.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Poolings with shapes that they fit. */
final class PoolCases {

    private PoolCases() {}

    private static final double[] NORMS = {1, 2, 3, 0.5, 2, 2.5, 4};

    /** A pooling and a shape it fits. */
    record Case(Pool2d pool, Shape src) {

        PoolProblem problem(DType type, boolean indices) {
            return pool.problem(src, type, indices);
        }
    }

    /** Of every kind, with edges of all sorts. */
    static Arbitrary<Case> any() {
        Arbitrary<int[]> axis = Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(1, 1, 2, 3),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(0, 1, 2, 3, 5, 7, 8, 14, 15, 16, 17, 30, 31, 33, 64, 70))
                .as((kernel, stride, dilation, padding, beyond) ->
                        new int[] {kernel, stride, dilation, padding, beyond});
        Arbitrary<Boolean> flag = Arbitraries.of(false, true);
        Arbitrary<Integer> channels = Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 130);
        return Combinators.combine(
                        Arbitraries.of(Pool2d.Kind.class),
                        axis,
                        axis,
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.of(Layout.class),
                        Arbitraries.integers().between(0, 2),
                        channels,
                        flag)
                .as(PoolCases::fitting);
    }

    /** Maxima over windows of 2x2 that touch, over planes of a few vectors and not. */
    static Arbitrary<Case> squares() {
        return Combinators.combine(
                        Arbitraries.integers().between(2, 9),
                        Arbitraries.integers().between(2, 75),
                        Arbitraries.of(Layout.class),
                        Arbitraries.integers().between(1, 2),
                        Arbitraries.integers().between(1, 5))
                .as((h, w, layout, n, c) -> new Case(Pool2d.max(2), new Shape(layout, n, c, h, w)));
    }

    private static Case fitting(
            Pool2d.Kind kind, int[] h, int[] w, int flags, Layout layout, int n, int c, boolean wide) {
        double norm = NORMS[(h[3] + w[3] + c) % NORMS.length];
        int dilationH = kind == Pool2d.Kind.MAX ? h[2] : 1;
        int dilationW = kind == Pool2d.Kind.MAX ? w[2] : 1;
        int extentH = (h[0] - 1) * dilationH + 1;
        int extentW = (w[0] - 1) * dilationW + 1;
        int padH = h[3] % (extentH / 2 + 1);
        int padW = w[3] % (extentW / 2 + 1);
        int rows = Math.max(1, extentH - 2 * padH) + (wide ? h[4] % 9 : h[4]);
        int columns = Math.max(1, extentW - 2 * padW) + w[4];
        Shape src = new Shape(layout, n, c, rows, columns);
        if (flags == 7) {
            return new Case(
                    switch (kind) {
                        case MAX -> Pool2d.globalMax();
                        case AVERAGE -> Pool2d.globalAverage();
                        case SUM -> Pool2d.globalSum();
                        case LP -> Pool2d.globalLp(norm);
                    },
                    src);
        }
        Pool2d bare = switch (kind) {
            case MAX -> Pool2d.max(h[0], w[0]).dilation(dilationH, dilationW);
            case AVERAGE -> Pool2d.average(h[0], w[0]);
            case SUM -> Pool2d.sum(h[0], w[0]);
            case LP -> Pool2d.lp(norm, h[0], w[0]);
        };
        return new Case(
                bare.stride(h[1], w[1])
                        .padding(padH, padW)
                        .ceilMode((flags & 1) != 0)
                        .countIncludePad((flags & 2) != 0),
                src);
    }
}
