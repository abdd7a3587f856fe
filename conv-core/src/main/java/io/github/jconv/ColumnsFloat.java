package io.github.jconv;

import java.util.Arrays;

/**
 * Unfold and fold by whole runs of neighbours. The sums are those of the reference, in double and in its order, and so are
 * the bits: of the windows that hold an element, each reaches it by one tap, and taps come row by row.
 */
final class ColumnsFloat {

    private ColumnsFloat() {}

    /** Copies every window into a column that holds zeros. */
    static void unfold(Window w, Shape in, float[] src, float[] columns) {
        for (int n = 0; n < in.n(); n++) {
            if (in.layout() == Layout.NCHW) {
                unfoldPlanes(w, in, n, src, columns);
            } else {
                unfoldPixels(w, in, n, src, columns);
            }
        }
    }

    private static void unfoldPlanes(Window w, Shape in, int n, float[] src, float[] columns) {
        int outH = w.outH(in.h());
        int outW = w.outW(in.w());
        for (int row = 0; row < in.c() * w.r() * w.s(); row++) {
            int tapH = row / w.s() % w.r() * w.dilationH() - w.padTop();
            int tapW = row % w.s() * w.dilationW() - w.padLeft();
            int from = first(tapW, w.strideW());
            int to = Math.min(outW, first(tapW - in.w(), w.strideW()));
            for (int oh = first(tapH, w.strideH()); from < to && oh < outH; oh++) {
                int ih = oh * w.strideH() + tapH;
                if (ih >= in.h()) {
                    break;
                }
                int at = in.index(n, row / (w.r() * w.s()), ih, from * w.strideW() + tapW);
                int column = ((n * in.c() * w.r() * w.s() + row) * outH + oh) * outW;
                if (w.strideW() == 1) {
                    System.arraycopy(src, at, columns, column + from, to - from);
                } else {
                    for (int ow = from; ow < to; ow++, at += w.strideW()) {
                        columns[column + ow] = src[at];
                    }
                }
            }
        }
    }

    private static void unfoldPixels(Window w, Shape in, int n, float[] src, float[] columns) {
        int outW = w.outW(in.w());
        int positions = w.outH(in.h()) * outW;
        int run = w.dilationW() == 1 ? w.s() : 1; // taps that lie side by side
        for (int position = 0; position < positions; position++) {
            int left = position % outW * w.strideW() - w.padLeft();
            for (int r = 0; r < w.r(); r++) {
                int ih = position / outW * w.strideH() - w.padTop() + r * w.dilationH();
                if (ih < 0 || ih >= in.h()) {
                    continue;
                }
                int column = ((n * positions + position) * w.r() + r) * w.s() * in.c();
                for (int s = 0; s < w.s(); s += run) {
                    int iw = left + s * w.dilationW();
                    int from = Math.max(0, iw);
                    int to = Math.min(in.w(), iw + run);
                    if (from < to) {
                        int length = (to - from) * in.c();
                        int place = column + (s + from - iw) * in.c();
                        System.arraycopy(src, in.index(n, 0, ih, from), columns, place, length);
                    }
                }
            }
        }
    }

    /** Adds every column back. */
    static void fold(Window w, Shape out, float[] columns, float[] dst) {
        if (out.layout() == Layout.NHWC) {
            foldPixels(w, out, columns, dst);
            return;
        }
        double[] plane = new double[out.h() * out.w()];
        for (int i = 0; i < out.n() * out.c(); i++) {
            Arrays.fill(plane, 0);
            foldPlane(w, out, i, columns, plane);
            for (int at = 0; at < plane.length; at++) {
                dst[i * plane.length + at] = (float) plane[at];
            }
        }
    }

    private static void foldPlane(Window w, Shape out, int image, float[] columns, double[] plane) {
        int rows = w.outH(out.h());
        int cols = w.outW(out.w());
        for (int tap = 0; tap < w.r() * w.s(); tap++) {
            int tapH = tap / w.s() * w.dilationH() - w.padTop();
            int tapW = tap % w.s() * w.dilationW() - w.padLeft();
            int from = first(tapW, w.strideW());
            int to = Math.min(cols, first(tapW - out.w(), w.strideW()));
            for (int oh = first(tapH, w.strideH()); oh < rows && oh * w.strideH() + tapH < out.h(); oh++) {
                int at = (oh * w.strideH() + tapH) * out.w() + tapW;
                int column = ((image * w.r() * w.s() + tap) * rows + oh) * cols;
                for (int ow = from; ow < to; ow++) {
                    plane[at + ow * w.strideW()] += columns[column + ow];
                }
            }
        }
    }

    /** Every pixel collects from the windows that hold it. */
    private static void foldPixels(Window w, Shape out, float[] columns, float[] dst) {
        int rows = w.outH(out.h());
        int cols = w.outW(out.w());
        double[] sum = new double[out.c()];
        for (int pixel = 0; pixel < out.n() * out.h() * out.w(); pixel++) {
            int iw = pixel % out.w();
            int ih = pixel / out.w() % out.h();
            int n = pixel / out.w() / out.h();
            Arrays.fill(sum, 0);
            for (int tap = 0; tap < w.r() * w.s(); tap++) {
                int oh = position(ih + w.padTop() - tap / w.s() * w.dilationH(), w.strideH(), rows);
                int ow = position(iw + w.padLeft() - tap % w.s() * w.dilationW(), w.strideW(), cols);
                if (oh >= 0 && ow >= 0) {
                    int column = (((n * rows + oh) * cols + ow) * w.r() * w.s() + tap) * out.c();
                    for (int c = 0; c < sum.length; c++) {
                        sum[c] += columns[column + c];
                    }
                }
            }
            for (int c = 0; c < sum.length; c++) {
                dst[pixel * sum.length + c] = (float) sum[c];
            }
        }
    }

    /** The first position, not below 0, whose tap is not before the plane's begin. */
    private static int first(int tap, int stride) {
        return tap >= 0 ? 0 : -Math.floorDiv(tap, stride);
    }

    /** The window's position, or -1 where no window has its tap there. */
    private static int position(int distance, int stride, int positions) {
        int at = distance / stride;
        return distance < 0 || at * stride != distance || at >= positions ? -1 : at;
    }
}
