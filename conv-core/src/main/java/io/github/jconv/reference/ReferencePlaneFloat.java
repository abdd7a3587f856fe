package io.github.jconv.reference;

import io.github.jconv.Border;
import io.github.jconv.Window;

/**
 * The reference of correlation and convolution of single planes and batches of planes with one kernel, as in
 * {@code scipy.signal.correlate2d} and {@code convolve2d}, or with another {@link Border}.
 *
 * <pre>correlate: dst[b][oh][ow] = sum over r, s of src[b][border(oh strideH - padTop + r dilationH)][...] * kernel[r][s]
 * convolve:  the same with kernel[R - 1 - r][S - 1 - s]</pre>
 *
 * <p>All methods are static and keep no state: many threads may call them.
 */
public final class ReferencePlaneFloat {
    private ReferencePlaneFloat() {}

    /**
     * The kernel as it is, on every plane of a batch with zeros around.
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
        int image = height * width;
        int outImage = w.outH(height) * w.outW(width);
        for (int b = 0; b < count; b++) {
            correlate(w, Border.ZERO, height, width, src, b * image, kernel, dst, b * outImage);
        }
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
        float[] flipped = new float[kernel.length];
        for (int i = 0; i < kernel.length; i++) {
            flipped[i] = kernel[kernel.length - 1 - i];
        }
        correlate(w, count, height, width, src, flipped, dst);
    }

    /**
     * The kernel as it is, on one plane.
     *
     * @param w the window
     * @param border what stands outside the plane
     * @param height rows of the plane
     * @param width columns of the plane
     * @param src holds the plane
     * @param srcOffset where it starts
     * @param kernel {@code [R][S]}
     * @param dst receives {@code [outH][outW]}
     * @param dstOffset where that starts
     */
    public static void correlate(
            Window w,
            Border border,
            int height,
            int width,
            float[] src,
            int srcOffset,
            float[] kernel,
            float[] dst,
            int dstOffset) {
        int outH = w.outH(height);
        int outW = w.outW(width);
        for (int oh = 0; oh < outH; oh++) {
            for (int ow = 0; ow < outW; ow++) {
                double sum = 0;
                for (int r = 0; r < w.r(); r++) {
                    for (int s = 0; s < w.s(); s++) {
                        int ih = border.index(oh * w.strideH() - w.padTop() + r * w.dilationH(), height);
                        int iw = border.index(ow * w.strideW() - w.padLeft() + s * w.dilationW(), width);
                        double x = ih >= 0 && iw >= 0 ? src[srcOffset + ih * width + iw] : 0;
                        sum += x * kernel[r * w.s() + s];
                    }
                }
                dst[dstOffset + oh * outW + ow] = (float) sum;
            }
        }
    }
}
