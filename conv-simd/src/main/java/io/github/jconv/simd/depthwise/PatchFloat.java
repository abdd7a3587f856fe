package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * NHWC windows of any kind: the input under a few output pixels is copied with its padding written out, each input
 * channel as often as it has output channels, and summed by plain loops over R and S. Sums run as in {@code SlideFloat}:
 * columns of the kernel outside, rows inside.
 */
final class PatchFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Window window;
    private final PatchSize size;
    private final float[] weights;
    private final float[] bias;
    private final int weightStep;

    /** From one input column of the copy to the next, and from one row. */
    private final int step;

    private final int rowStep;

    PatchFloat(ConvProblem problem, PatchSize size, PackedFloat packed) {
        p = problem;
        window = problem.window();
        this.size = size;
        weights = packed.weights();
        bias = packed.bias();
        weightStep = packed.step();
        step = size.channels();
        rowStep = size.inputColumns(window) * step;
    }

    /** Elements of the copy. */
    int elements() {
        return (int) size.elements(window);
    }

    /**
     * Computes a rectangle of output pixels for a block of channels and leaves them {@code [rows][columns][sumStep]}.
     *
     * @param c0 the first output channel
     * @param channels how many; what fills no vector is computed with the vector it begins
     */
    void run(
            float[] src,
            int srcImage,
            int oh0,
            int rows,
            int ow0,
            int columns,
            int c0,
            int channels,
            float[] scratch,
            int copyAt,
            int sumsAt,
            int sumStep) {
        for (int c = 0; c < channels; c += size.channels()) {
            int count = Math.min(size.channels(), channels - c);
            for (int i = 0; i < rows; i += size.rows()) {
                int m = Math.min(size.rows(), rows - i);
                for (int j = 0; j < columns; j += size.columns()) {
                    int n = Math.min(size.columns(), columns - j);
                    copy(src, srcImage, oh0 + i, m, ow0 + j, n, c0 + c, count, scratch, copyAt);
                    for (int row = 0; row < m; row++) {
                        int from = copyAt + row * window.strideH() * rowStep;
                        int to = sumsAt + ((i + row) * columns + j) * sumStep + c;
                        pixels(scratch, from, n, c0 + c, count, to, sumStep);
                    }
                }
            }
        }
    }

    private void copy(
            float[] src,
            int srcImage,
            int oh0,
            int rows,
            int ow0,
            int columns,
            int k0,
            int channels,
            float[] copy,
            int copyAt) {
        int inputRows = (rows - 1) * window.strideH() + window.extentH();
        int inputColumns = (columns - 1) * window.strideW() + window.extentW();
        int ih0 = oh0 * window.strideH() - window.padTop();
        int iw0 = ow0 * window.strideW() - window.padLeft();
        int h = p.src().h();
        int w = p.src().w();
        for (int i = 0; i < inputRows; i++) {
            for (int j = 0; j < inputColumns; j++) {
                int to = copyAt + i * rowStep + j * step;
                int ih = ih0 + i;
                int iw = iw0 + j;
                if (ih < 0 || ih >= h || iw < 0 || iw >= w) {
                    Arrays.fill(copy, to, to + step, 0f);
                } else {
                    pixel(src, srcImage + (ih * w + iw) * p.src().c(), k0, channels, copy, to);
                }
            }
        }
    }

    private void pixel(float[] src, int pixel, int k0, int channels, float[] copy, int to) {
        int multiplier = p.groupK();
        if (multiplier == 1) {
            System.arraycopy(src, pixel + k0, copy, to, channels);
        } else {
            for (int c = 0; c < channels; c++) {
                copy[to + c] = src[pixel + (k0 + c) / multiplier];
            }
        }
        Arrays.fill(copy, to + channels, to + step, 0f);
    }

    /** A run of output pixels of one row. */
    private void pixels(float[] scratch, int from, int columns, int k0, int channels, int to, int sumStep) {
        int across = window.strideW() * step;
        for (int c = 0; c < channels; c += L) {
            int j = 0;
            for (; j + 4 <= columns; j += 4) {
                four(scratch, from + j * across + c, across, k0 + c, to + j * sumStep + c, sumStep);
            }
            for (; j < columns; j++) {
                one(scratch, from + j * across + c, k0 + c, to + j * sumStep + c);
            }
        }
    }

    private void four(float[] scratch, int from, int across, int k, int to, int sumStep) {
        FloatVector y0 = FloatVector.fromArray(S, bias, k);
        FloatVector y1 = y0;
        FloatVector y2 = y0;
        FloatVector y3 = y0;
        for (int s = 0; s < window.s(); s++) {
            int w = s * weightStep + k;
            int at = from + s * window.dilationW() * step;
            for (int r = 0; r < window.r(); r++) {
                FloatVector weight = FloatVector.fromArray(S, weights, w);
                y0 = FloatVector.fromArray(S, scratch, at).fma(weight, y0);
                y1 = FloatVector.fromArray(S, scratch, at + across).fma(weight, y1);
                y2 = FloatVector.fromArray(S, scratch, at + 2 * across).fma(weight, y2);
                y3 = FloatVector.fromArray(S, scratch, at + 3 * across).fma(weight, y3);
                w += window.s() * weightStep;
                at += window.dilationH() * rowStep;
            }
        }
        y0.intoArray(scratch, to);
        y1.intoArray(scratch, to + sumStep);
        y2.intoArray(scratch, to + 2 * sumStep);
        y3.intoArray(scratch, to + 3 * sumStep);
    }

    private void one(float[] scratch, int from, int k, int to) {
        FloatVector y = FloatVector.fromArray(S, bias, k);
        for (int s = 0; s < window.s(); s++) {
            int w = s * weightStep + k;
            int at = from + s * window.dilationW() * step;
            for (int r = 0; r < window.r(); r++) {
                y = FloatVector.fromArray(S, scratch, at).fma(FloatVector.fromArray(S, weights, w), y);
                w += window.s() * weightStep;
                at += window.dilationH() * rowStep;
            }
        }
        y.intoArray(scratch, to);
    }
}
