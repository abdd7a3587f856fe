package io.github.jconv.reference;

import io.github.jconv.Shape;
import io.github.jconv.Window;

/**
 * The reference of max, average, sum and Lp pooling and their gradients (PyTorch's {@code max_pool2d},
 * {@code avg_pool2d} and {@code lp_pool2d}). Unlike a convolution's, a pooling's padding is absent, not zero: the maximum never sees it.
 *
 * <p>Global pooling is a window as large as the plane. Output sizes are the caller's ({@link Window#outH} or
 * {@link Window#outHCeil}) and come as a shape.
 *
 * <p>All methods are static and keep no state: many threads may call them.
 */
public final class ReferencePoolFloat {
    private ReferencePoolFloat() {}

    /**
     * The maximum of each window and where it was found. NaN counts as larger than any number, so it wins; of equal
     * numbers the first is taken, of several NaN the last, as in PyTorch. A dilated window that meets no element of the
     * input gives negative infinity and the index -1.
     *
     * @param w the window
     * @param in the input's shape
     * @param src the input
     * @param out the output's shape
     * @param dst the output, overwritten
     * @param indices for each output element the place h * W + w of its maximum within the input plane, overwritten; or
     *     null
     */
    public static void max(Window w, Shape in, float[] src, Shape out, float[] dst, int[] indices) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                for (int oh = 0; oh < out.h(); oh++) {
                    for (int ow = 0; ow < out.w(); ow++) {
                        float max = Float.NEGATIVE_INFINITY;
                        int index = -1;
                        for (int r = 0; r < w.r(); r++) {
                            for (int s = 0; s < w.s(); s++) {
                                int ih = oh * w.strideH() - w.padTop() + r * w.dilationH();
                                int iw = ow * w.strideW() - w.padLeft() + s * w.dilationW();
                                if (ih >= 0 && ih < in.h() && iw >= 0 && iw < in.w()) {
                                    float x = src[in.index(n, c, ih, iw)];
                                    if (index < 0 || x > max || Float.isNaN(x)) {
                                        max = x;
                                        index = ih * in.w() + iw;
                                    }
                                }
                            }
                        }
                        int at = out.index(n, c, oh, ow);
                        dst[at] = max;
                        if (indices != null) {
                            indices[at] = index;
                        }
                    }
                }
            }
        }
    }

    /**
     * The gradient of max pooling: each output element's gradient goes to the input element that was the maximum.
     *
     * @param in the input's shape
     * @param out the output's shape
     * @param gradDst the loss's gradient by the output
     * @param indices as {@link #max} found them; -1 receives nothing
     * @param gradSrc the loss's gradient by the input, overwritten
     */
    public static void maxGradient(Shape in, Shape out, float[] gradDst, int[] indices, float[] gradSrc) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                double[] plane = new double[in.h() * in.w()];
                for (int i = 0; i < out.h() * out.w(); i++) {
                    int at = out.index(n, c, i / out.w(), i % out.w());
                    if (indices[at] >= 0) {
                        plane[indices[at]] += gradDst[at];
                    }
                }
                store(in, n, c, plane, gradSrc);
            }
        }
    }

    /**
     * The sum of each window, divided as told: average and sum pooling.
     *
     * @param w the window, not dilated
     * @param divisor what each sum is divided by
     * @param in the input's shape
     * @param src the input
     * @param out the output's shape
     * @param dst the output, overwritten
     */
    public static void sum(Window w, Divisor divisor, Shape in, float[] src, Shape out, float[] dst) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                for (int oh = 0; oh < out.h(); oh++) {
                    for (int ow = 0; ow < out.w(); ow++) {
                        double sum = 0;
                        for (int r = 0; r < w.r(); r++) {
                            for (int s = 0; s < w.s(); s++) {
                                int ih = oh * w.strideH() - w.padTop() + r;
                                int iw = ow * w.strideW() - w.padLeft() + s;
                                if (ih >= 0 && ih < in.h() && iw >= 0 && iw < in.w()) {
                                    sum += src[in.index(n, c, ih, iw)];
                                }
                            }
                        }
                        dst[out.index(n, c, oh, ow)] = (float) (sum / divisor.of(w, in, oh, ow));
                    }
                }
            }
        }
    }

    /**
     * The gradient of average and sum pooling: each output element's gradient, divided as the sum was, goes to every
     * input element of its window.
     *
     * @param w the window, not dilated
     * @param divisor what each sum was divided by
     * @param in the input's shape
     * @param out the output's shape
     * @param gradDst the loss's gradient by the output
     * @param gradSrc the loss's gradient by the input, overwritten
     */
    public static void sumGradient(Window w, Divisor divisor, Shape in, Shape out, float[] gradDst, float[] gradSrc) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                double[] plane = new double[in.h() * in.w()];
                for (int oh = 0; oh < out.h(); oh++) {
                    for (int ow = 0; ow < out.w(); ow++) {
                        double share = gradDst[out.index(n, c, oh, ow)] / (double) divisor.of(w, in, oh, ow);
                        for (int r = 0; r < w.r(); r++) {
                            for (int s = 0; s < w.s(); s++) {
                                int ih = oh * w.strideH() - w.padTop() + r;
                                int iw = ow * w.strideW() - w.padLeft() + s;
                                if (ih >= 0 && ih < in.h() && iw >= 0 && iw < in.w()) {
                                    plane[ih * in.w() + iw] += share;
                                }
                            }
                        }
                    }
                }
                store(in, n, c, plane, gradSrc);
            }
        }
    }

    /**
     * The p-th root of the sum of p-th powers, scaled up where a window runs past the padded plane.
     *
     * @param w the window, not dilated
     * @param p the power, above 0
     * @param in the input's shape
     * @param src the input
     * @param out the output's shape
     * @param dst the output, overwritten
     */
    public static void lp(Window w, double p, Shape in, float[] src, Shape out, float[] dst) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                for (int oh = 0; oh < out.h(); oh++) {
                    for (int ow = 0; ow < out.w(); ow++) {
                        double sum = 0;
                        for (int r = 0; r < w.r(); r++) {
                            for (int s = 0; s < w.s(); s++) {
                                int ih = oh * w.strideH() - w.padTop() + r;
                                int iw = ow * w.strideW() - w.padLeft() + s;
                                if (ih >= 0 && ih < in.h() && iw >= 0 && iw < in.w()) {
                                    sum += Math.pow(src[in.index(n, c, ih, iw)], p);
                                }
                            }
                        }
                        dst[out.index(n, c, oh, ow)] = (float) Math.pow(sum * whole(w, in, oh, ow), 1 / p);
                    }
                }
            }
        }
    }

    /**
     * The gradient of Lp pooling: each output element's gradient, times {@code (x / y)^(p - 1)}, goes to every input
     * element of its window; nothing where y is 0, as in PyTorch.
     *
     * @param w the window, not dilated
     * @param p the power, above 0
     * @param in the input's shape
     * @param src the input
     * @param out the output's shape
     * @param dst the output, as {@link #lp} computed it
     * @param gradDst the loss's gradient by the output
     * @param gradSrc the loss's gradient by the input, overwritten
     */
    public static void lpGradient(
            Window w, double p, Shape in, float[] src, Shape out, float[] dst, float[] gradDst, float[] gradSrc) {
        for (int n = 0; n < out.n(); n++) {
            for (int c = 0; c < out.c(); c++) {
                double[] plane = new double[in.h() * in.w()];
                for (int oh = 0; oh < out.h(); oh++) {
                    for (int ow = 0; ow < out.w(); ow++) {
                        int at = out.index(n, c, oh, ow);
                        double share = gradDst[at] * whole(w, in, oh, ow);
                        for (int r = 0; r < w.r(); r++) {
                            for (int s = 0; s < w.s(); s++) {
                                int ih = oh * w.strideH() - w.padTop() + r;
                                int iw = ow * w.strideW() - w.padLeft() + s;
                                if (dst[at] != 0 && ih >= 0 && ih < in.h() && iw >= 0 && iw < in.w()) {
                                    double ratio = src[in.index(n, c, ih, iw)] / (double) dst[at];
                                    plane[ih * in.w() + iw] += share * Math.pow(ratio, p - 1);
                                }
                            }
                        }
                    }
                }
                store(in, n, c, plane, gradSrc);
            }
        }
    }

    /** What makes a window's part in the padded plane count as a whole one; 1 where nothing lies beyond it. */
    private static double whole(Window w, Shape in, int oh, int ow) {
        return (double) w.r() * w.s() / Divisor.WITH_PADDING.of(w, in, oh, ow);
    }

    private static void store(Shape shape, int n, int c, double[] plane, float[] dst) {
        for (int i = 0; i < plane.length; i++) {
            dst[shape.index(n, c, i / shape.w(), i % shape.w())] = (float) plane[i];
        }
    }
}
