package io.github.jconv.reference;

import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.Window;

/**
 * The reference of {@code conv_transpose2d} (PyTorch's {@code torch.nn.functional.conv_transpose2d}), the adjoint of a
 * convolution: every input element is multiplied with the kernel and added to the output where a convolution's window
 * would have read.
 *
 * <pre>dst[n][k][oh][ow] = bias[k] + sum over c, r, s of src[n][c][ih][iw] * weights[c][k - g K/G][r][s]
 *     where ih strideH - padTop + r dilationH = oh and iw strideW - padLeft + s dilationW = ow</pre>
 *
 * <p>with g = k / (K/G) the group of output channel k and c running over the C/G input channels of that group.
 *
 * <p>All methods are static and keep no state: many threads may call them.
 */
public final class ReferenceTransposeFloat {
    private ReferenceTransposeFloat() {}

    /**
     * The whole output.
     *
     * @param w the window of the convolution this is the adjoint of
     * @param groups how many independent slices the channels fall into
     * @param in the input's shape
     * @param src N x C x H x W input
     * @param weights {@code [in][out/groups][kh][kw]} for NCHW, {@code [kh][kw][out/groups][in]} for NHWC
     * @param bias one number for each output channel, or null
     * @param out the output's shape; output padding is part of its rows and columns
     * @param dst N x K x outH x outW output
     * @param accumulate whether the result is added to what dst holds instead of replacing it
     */
    public static void forward(
            Window w,
            int groups,
            Shape in,
            float[] src,
            float[] weights,
            float[] bias,
            Shape out,
            float[] dst,
            boolean accumulate) {
        int groupC = in.c() / groups;
        int groupK = out.c() / groups;
        for (int n = 0; n < out.n(); n++) {
            for (int k = 0; k < out.c(); k++) {
                int firstC = k / groupK * groupC;
                for (int oh = 0; oh < out.h(); oh++) {
                    for (int ow = 0; ow < out.w(); ow++) {
                        int at = out.index(n, k, oh, ow);
                        double sum = (bias == null ? 0 : bias[k]) + (accumulate ? dst[at] : 0.0);
                        for (int r = 0; r < w.r(); r++) {
                            int ih = source(oh + w.padTop() - r * w.dilationH(), w.strideH(), in.h());
                            for (int s = 0; s < w.s() && ih >= 0; s++) {
                                int iw = source(ow + w.padLeft() - s * w.dilationW(), w.strideW(), in.w());
                                for (int c = firstC; c < firstC + groupC && iw >= 0; c++) {
                                    double x = src[in.index(n, c, ih, iw)];
                                    sum += x * weights[weightIndex(w, in, groupK, c, k % groupK, r, s)];
                                }
                            }
                        }
                        dst[at] = (float) sum;
                    }
                }
            }
        }
    }

    /** The input row or column whose stride lands on a position, or -1 if there is none. */
    private static int source(int position, int stride, int size) {
        boolean hit = position >= 0 && position % stride == 0 && position / stride < size;
        return hit ? position / stride : -1;
    }

    private static int weightIndex(Window w, Shape in, int groupK, int c, int gk, int r, int s) {
        return in.layout() == Layout.NCHW
                ? ((c * groupK + gk) * w.r() + r) * w.s() + s
                : ((r * w.s() + s) * groupK + gk) * in.c() + c;
    }
}
