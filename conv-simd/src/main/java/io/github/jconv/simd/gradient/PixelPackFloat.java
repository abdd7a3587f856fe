package io.github.jconv.simd.gradient;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Packs the two operands of a chunk of pixels: the output's gradient as panels of A, windows as panels of B. */
final class PixelPackFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;
    private static final int ROW_STEP = BlockingFloat.ROW_STEP;

    private final int outH;
    private final int outW;
    private final int k;
    private final int pixelStep;
    private final int rowStep;
    private final int imageStep;
    private final int strideH;
    private final int strideW;

    /** Columns of padding between two rows of A. */
    private final int gap;

    /** Where each vector of a window lies, from the window's first element. */
    private final int[] offsets;

    PixelPackFloat(ConvProblem p, Cuts cuts) {
        Window w = p.window();
        outH = p.outH();
        outW = p.outW();
        k = p.k();
        strideH = w.strideH();
        strideW = w.strideW();
        pixelStep = cuts.pixelStep(p.groupC());
        rowStep = cuts.inputColumns(w) * pixelStep;
        imageStep = cuts.inputRows(w) * rowStep;
        gap = cuts.unpacked() ? w.extentW() - 1 : 0;
        int vectors = cuts.taps() * cuts.runVectors();
        int pairStep = cuts.unpacked() ? cuts.pairStep(w) : 2 * L;
        offsets = new int[cuts.panels() * 2];
        for (int v = 0; v < vectors; v++) {
            int tap = v / cuts.runVectors();
            int r = cuts.merged() ? tap : tap / w.s();
            int s = cuts.merged() ? 0 : tap % w.s();
            offsets[v] = r * w.dilationH() * rowStep
                    + s * w.dilationW() * pixelStep
                    + v % cuts.runVectors() / 2 * pairStep
                    + v % cuts.runVectors() % 2 * L;
        }
        if (vectors < offsets.length) {
            offsets[vectors] = offsets[vectors - 1]; // a panel's second vector that nobody stores
        }
    }

    /** A panel of output channels of NHWC pixels in the form "columns". */
    void columns(
            float[] gradDst,
            int channel,
            int count,
            int image,
            int images,
            int row,
            int rows,
            int column,
            int columns,
            float[] to,
            int toOffset) {
        int at = toOffset;
        for (int n = image; n < image + images; n++) {
            for (int i = row; i < row + rows; i++, at += (columns + gap) * STEP) {
                int from = ((n * outH + i) * outW + column) * k + channel;
                int whole = from + (columns - 1L) * k + STEP <= gradDst.length ? columns : 0;
                for (int j = 0; j < whole; j++) {
                    for (int v = 0; v < STEP; v += L) {
                        FloatVector.fromArray(S, gradDst, from + j * k + v).intoArray(to, at + j * STEP + v);
                    }
                }
                for (int j = whole; j < columns; j++) {
                    System.arraycopy(gradDst, from + j * k, to, at + j * STEP, count);
                }
                if (gap > 0 && i + 1 < row + rows) {
                    Arrays.fill(to, at + columns * STEP, at + (columns + gap) * STEP, 0f);
                }
            }
        }
    }

    /** A panel of output channels of NCHW planes in the form "rows". */
    void rows(
            float[] gradDst,
            int channel,
            int count,
            int image,
            int images,
            int row,
            int rows,
            int column,
            int columns,
            float[] to,
            int toOffset) {
        boolean whole = columns == outW && gap == 0; // rows follow each other as they do in the plane
        int lines = whole ? 1 : rows;
        int length = whole ? rows * columns : columns;
        for (int m = 0; m < count; m++) {
            int at = toOffset + m * ROW_STEP;
            for (int n = image; n < image + images; n++) {
                int from = ((n * k + channel + m) * outH + row) * outW + column;
                for (int i = 0; i < lines; i++, at += length + gap) {
                    System.arraycopy(gradDst, from + i * outW, to, at, length);
                    if (gap > 0 && i + 1 < lines) {
                        Arrays.fill(to, at + length, at + length + gap, 0f);
                    }
                }
            }
        }
    }

    /** Where a panel of window elements lies in a copy of the input that is multiplied as it is. */
    int windowsAt(int panel) {
        return offsets[2 * panel];
    }

    /** A panel of window elements from the copy of the input. */
    void windows(int panel, int images, int rows, int columns, float[] copy, int copyOffset, float[] to, int toOffset) {
        int first = copyOffset + offsets[2 * panel];
        int second = copyOffset + offsets[2 * panel + 1];
        int step = strideW * pixelStep;
        int at = toOffset;
        for (int n = 0; n < images; n++) {
            for (int i = 0; i < rows; i++) {
                int from = n * imageStep + i * strideH * rowStep;
                int end = at + columns * NR;
                for (; at < end; at += NR, from += step) {
                    FloatVector.fromArray(S, copy, first + from).intoArray(to, at);
                    FloatVector.fromArray(S, copy, second + from).intoArray(to, at + L);
                }
            }
        }
    }
}
