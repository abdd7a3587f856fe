package io.github.jconv.reference;

import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.Window;

/**
 * The reference of {@code unfold} (im2col) and {@code fold} (col2im), PyTorch's {@code torch.nn.functional.unfold} and
 * {@code fold}.
 *
 * <p>With L = outH * outW window positions, the columns of an NCHW tensor are {@code [N][C*R*S][L]}, PyTorch's order:
 * KCRS weights, taken as a K x CRS matrix, times these columns give the convolution. The columns of an NHWC tensor are
 * {@code [N][L][R*S*C]}: they, times RSCK weights taken as an RSC x K matrix, give the convolution.
 *
 * <p>All methods are static and keep no state: many threads may call them.
 */
public final class ReferenceUnfoldFloat {
    private ReferenceUnfoldFloat() {}

    /**
     * Copies every window of the input into a column; padding gives zeros.
     *
     * @param w the window
     * @param in the input's shape
     * @param src the input
     * @param columns N * C * R * S * outH * outW elements, overwritten
     */
    public static void unfold(Window w, Shape in, float[] src, float[] columns) {
        int outH = w.outH(in.h());
        int outW = w.outW(in.w());
        for (int n = 0; n < in.n(); n++) {
            for (int c = 0; c < in.c(); c++) {
                for (int r = 0; r < w.r(); r++) {
                    for (int s = 0; s < w.s(); s++) {
                        for (int oh = 0; oh < outH; oh++) {
                            for (int ow = 0; ow < outW; ow++) {
                                int ih = oh * w.strideH() - w.padTop() + r * w.dilationH();
                                int iw = ow * w.strideW() - w.padLeft() + s * w.dilationW();
                                boolean inside = ih >= 0 && ih < in.h() && iw >= 0 && iw < in.w();
                                columns[columnIndex(w, in, outH * outW, n, c, r, s, oh * outW + ow)] =
                                        inside ? src[in.index(n, c, ih, iw)] : 0;
                            }
                        }
                    }
                }
            }
        }
    }

    /**
     * The adjoint of {@link #unfold}: adds every column back to where its window lies; what lies in the padding is
     * dropped. {@code dst[n][c][h][w] = sum over the columns' elements that unfold would have read there}.
     *
     * @param w the window
     * @param out the output's shape
     * @param columns N * C * R * S * outH * outW elements, for the window's positions over the output
     * @param dst the output, overwritten
     */
    public static void fold(Window w, Shape out, float[] columns, float[] dst) {
        int rows = w.outH(out.h());
        int cols = w.outW(out.w());
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                double[] plane = new double[out.h() * out.w()];
                for (int r = 0; r < w.r(); r++) {
                    for (int s = 0; s < w.s(); s++) {
                        for (int oh = 0; oh < rows; oh++) {
                            for (int ow = 0; ow < cols; ow++) {
                                int ih = oh * w.strideH() - w.padTop() + r * w.dilationH();
                                int iw = ow * w.strideW() - w.padLeft() + s * w.dilationW();
                                if (ih >= 0 && ih < out.h() && iw >= 0 && iw < out.w()) {
                                    plane[ih * out.w() + iw] +=
                                            columns[columnIndex(w, out, rows * cols, n, c, r, s, oh * cols + ow)];
                                }
                            }
                        }
                    }
                }
                for (int i = 0; i < plane.length; i++) {
                    dst[out.index(n, c, i / out.w(), i % out.w())] = (float) plane[i];
                }
            }
        }
    }

    private static int columnIndex(Window w, Shape shape, int positions, int n, int c, int r, int s, int position) {
        return shape.layout() == Layout.NCHW
                ? (((n * shape.c() + c) * w.r() + r) * w.s() + s) * positions + position
                : (((n * positions + position) * w.r() + r) * w.s() + s) * shape.c() + c;
    }
}
