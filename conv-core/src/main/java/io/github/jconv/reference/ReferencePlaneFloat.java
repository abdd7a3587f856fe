package io.github.jconv.reference;

import io.github.jconv.Window;

/**
 * The reference of correlation and convolution of single planes and batches of planes with one kernel, as in
 * {@code scipy.signal.correlate2d} and {@code convolve2d} with zeros around the plane.
 *
 * <pre>correlate: dst[b][oh][ow] = sum over r, s of src[b][oh strideH - padTop + r dilationH][...] * kernel[r][s]
 * convolve:  the same with kernel[R - 1 - r][S - 1 - s]</pre>
 */
public final class ReferencePlaneFloat {
    private ReferencePlaneFloat() {}

    /**
     * The kernel as it is.
     *
     * @param w the window
     * @param count how many planes there are
     * @param height rows of a plane
     * @param width columns of a plane
     * @param src {@code [count][height][width]}
     * @param kernel {@code [R][S]}
     * @param dst {@code [count][outH][outW]}, overwritten
     */
    public static void correlate(Window w, int count, int height, int width, float[] src, float[] kernel, float[] dst) {
        apply(w, count, height, width, src, kernel, false, dst);
    }

    /**
     * The kernel flipped in both axes.
     *
     * @param w the window
     * @param count how many planes there are
     * @param height rows of a plane
     * @param width columns of a plane
     * @param src {@code [count][height][width]}
     * @param kernel {@code [R][S]}
     * @param dst {@code [count][outH][outW]}, overwritten
     */
    public static void convolve(Window w, int count, int height, int width, float[] src, float[] kernel, float[] dst) {
        apply(w, count, height, width, src, kernel, true, dst);
    }

    private static void apply(
            Window w, int count, int height, int width, float[] src, float[] kernel, boolean flip, float[] dst) {
        int outH = w.outH(height);
        int outW = w.outW(width);
        for (int b = 0; b < count; b++) {
            for (int oh = 0; oh < outH; oh++) {
                for (int ow = 0; ow < outW; ow++) {
                    double sum = 0;
                    for (int r = 0; r < w.r(); r++) {
                        for (int s = 0; s < w.s(); s++) {
                            int ih = oh * w.strideH() - w.padTop() + r * w.dilationH();
                            int iw = ow * w.strideW() - w.padLeft() + s * w.dilationW();
                            boolean inside = ih >= 0 && ih < height && iw >= 0 && iw < width;
                            double x = inside ? src[(b * height + ih) * width + iw] : 0;
                            sum += x * (flip ? kernel[(w.r() - 1 - r) * w.s() + w.s() - 1 - s] : kernel[r * w.s() + s]);
                        }
                    }
                    dst[(b * outH + oh) * outW + ow] = (float) sum;
                }
            }
        }
    }
}
