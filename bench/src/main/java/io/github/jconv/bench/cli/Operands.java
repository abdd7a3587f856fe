package io.github.jconv.bench.cli;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.npy.NpyArray;

/**
 * The arrays of a {@code run} seen as tensors: what their numbers of dimensions mean, and whether they fit.
 *
 * @param src the input's shape; planes are images of one channel
 * @param conv channels, kernel and groups
 * @param weights the weights
 * @param bias the bias, or null
 * @param rank the dimensions of the input, which the output shall have too
 */
record Operands(Shape src, Conv2d conv, NpyArray weights, NpyArray bias, int rank) {

    private static final int PLANE = 2;
    private static final int PLANES = 3;
    private static final int TENSOR = 4;

    /** @throws BadInput if types or dimensions do not go together */
    static Operands of(NpyArray x, NpyArray w, NpyArray b, Layout layout, int groups) {
        sameType("weight", x, w);
        boolean planes = x.rank() == PLANE || x.rank() == PLANES;
        if (!(planes && w.rank() == PLANE) && !(x.rank() == TENSOR && w.rank() == TENSOR)) {
            throw new BadInput("input has " + x.rank() + (x.rank() == 1 ? " dimension" : " dimensions") + " and weight "
                    + w.rank() + " but 4 go with 4, and 3 or 2 with 2");
        }
        for (int size : w.shape()) {
            if (size < 1) {
                throw new BadInput("weight is " + w + " but needs at least 1 element along each dimension");
            }
        }
        if (groups < 1) {
            throw new BadInput("convolution has " + groups + " groups but needs at least 1");
        }
        Operands operands = planes ? planes(x, w, b, groups) : tensors(x, w, b, layout, groups);
        if (b != null) {
            sameType("bias", x, b);
            if (b.rank() != 1 || b.count() != operands.conv.outChannels()) {
                throw new BadInput(
                        "bias is " + b + " but needs 1 dimension of " + operands.conv.outChannels() + " elements");
            }
        }
        return operands;
    }

    private static void sameType(String what, NpyArray x, NpyArray other) {
        if (x.type() != other.type()) {
            throw new BadInput("input is " + x + " and " + what + " " + other + " but both must have one type");
        }
    }

    private static Operands planes(NpyArray x, NpyArray w, NpyArray b, int groups) {
        int[] s = x.shape();
        int count = s.length == PLANES ? s[0] : 1;
        Shape src = Shape.nchw(count, 1, s[s.length - 2], s[s.length - 1]);
        return new Operands(src, Conv2d.of(1, 1, w.shape()[0], w.shape()[1]).groups(groups), w, b, s.length);
    }

    private static Operands tensors(NpyArray x, NpyArray w, NpyArray b, Layout layout, int groups) {
        int[] s = x.shape();
        int[] v = w.shape();
        boolean nchw = layout == Layout.NCHW;
        Shape src = nchw ? Shape.nchw(s[0], s[1], s[2], s[3]) : Shape.nhwc(s[0], s[1], s[2], s[3]);
        int k = nchw ? v[0] : v[3];
        int groupC = nchw ? v[1] : v[2];
        int r = nchw ? v[2] : v[0];
        int t = nchw ? v[3] : v[1];
        if ((long) groupC * groups != src.c()) {
            throw new BadInput("weight " + w + " has " + groupC + " input channels in each of " + groups
                    + " groups but the input " + x + " has " + src.c());
        }
        return new Operands(src, Conv2d.of(src.c(), k, r, t).groups(groups), w, b, s.length);
    }

    /** @param flip whether the kernel is turned around first */
    ConvPlan plan(Planner planner, Conv2d whole, boolean flip) {
        return switch (weights.type()) {
            case FLOAT32 -> {
                float[] w = weights.floats();
                if (flip) {
                    forEachSwap((i, j) -> {
                        float kept = w[i];
                        w[i] = w[j];
                        w[j] = kept;
                    });
                }
                yield planner.plan(whole, src, w, bias == null ? null : bias.floats());
            }
            case FLOAT64 -> {
                double[] w = weights.doubles();
                if (flip) {
                    forEachSwap((i, j) -> {
                        double kept = w[i];
                        w[i] = w[j];
                        w[j] = kept;
                    });
                }
                yield planner.plan(whole, src, w, bias == null ? null : bias.doubles());
            }
        };
    }

    private interface Swap {
        void swap(int i, int j);
    }

    /** The kernel's elements lie together in KCRS, and K * C apart in RSCK: turning it around swaps its two ends. */
    private void forEachSwap(Swap swap) {
        int kernel = conv.bare().r() * conv.bare().s();
        int others = weights.count() / kernel;
        boolean nchw = src.layout() == Layout.NCHW;
        for (int other = 0; other < others; other++) {
            for (int i = 0, j = kernel - 1; i < j; i++, j--) {
                swap.swap(
                        nchw ? other * kernel + i : i * others + other, nchw ? other * kernel + j : j * others + other);
            }
        }
    }

    /** The output's dimensions, as many as the input has. */
    int[] dst(Shape shape) {
        return switch (rank) {
            case PLANE -> new int[] {shape.h(), shape.w()};
            case PLANES -> new int[] {shape.n(), shape.h(), shape.w()};
            default ->
                shape.layout() == Layout.NCHW
                        ? new int[] {shape.n(), shape.c(), shape.h(), shape.w()}
                        : new int[] {shape.n(), shape.h(), shape.w(), shape.c()};
        };
    }
}
