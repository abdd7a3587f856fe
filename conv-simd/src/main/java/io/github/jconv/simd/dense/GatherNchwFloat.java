package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs the windows of NCHW pixels into panels of A in the form "columns": for each depth element C R S the panel's
 * pixels side by side. They are consecutive in an input row once padding is written out and, for a stride above 1, every
 * column has been put with those of the same remainder (its phase); so the input under a tile is first copied that way,
 * {@code [channel][row][phase][column]}, unless there is nothing to do.
 */
final class GatherNchwFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Window window;
    private final boolean inPlace;
    private final int phases;
    private final int mostRows;
    private final int mostPhaseColumns;

    GatherNchwFloat(ConvProblem problem, Tiles tiles) {
        p = problem;
        window = problem.window();
        inPlace = !window.isPadded() && window.strideW() == 1;
        phases = window.strideW();
        mostRows = inputRows(tiles.mostRows());
        mostPhaseColumns = phaseColumns(tiles.mostColumns());
    }

    /** Input rows under so many output rows. */
    private int inputRows(int rows) {
        return Math.addExact(Math.multiplyExact(rows - 1, window.strideH()), window.extentH());
    }

    /** Columns of each phase under so many output columns. */
    private int phaseColumns(int columns) {
        return columns + (window.extentW() - 1) / phases;
    }

    /** Elements of the copy. */
    int copyElements() {
        return inPlace
                ? 0
                : Math.multiplyExact(
                        Math.multiplyExact(p.groupC(), mostRows), Math.multiplyExact(phases, mostPhaseColumns));
    }

    /** Copies the input under a tile, if the gather cannot read it in place. */
    void prepare(
            float[] src, int image, int group, int oh0, int rows, int ow0, int columns, float[] copy, int copyOffset) {
        if (inPlace) {
            return;
        }
        int inputRows = inputRows(rows);
        int phaseColumns = phaseColumns(columns);
        int ih0 = oh0 * window.strideH() - window.padTop();
        int iw0 = ow0 * window.strideW() - window.padLeft();
        int to = copyOffset;
        for (int c = 0; c < p.groupC(); c++) {
            int plane = image + (group * p.groupC() + c) * p.src().h() * p.src().w();
            for (int row = 0; row < inputRows; row++) {
                int ih = ih0 + row;
                if (ih < 0 || ih >= p.src().h()) {
                    Arrays.fill(copy, to, to + phases * phaseColumns, 0f);
                    to += phases * phaseColumns;
                } else {
                    for (int phase = 0; phase < phases; phase++, to += phaseColumns) {
                        phaseOfRow(src, plane + ih * p.src().w(), iw0 + phase, phaseColumns, copy, to);
                    }
                }
            }
        }
    }

    /** Copies every phases-th element of an input row from column iw on, zeros outside. */
    private void phaseOfRow(float[] src, int row, int iw, int count, float[] to, int toOffset) {
        int w = p.src().w();
        int first = iw >= 0 ? 0 : Math.min(count, (-iw + phases - 1) / phases);
        int last = iw >= w ? first : Math.clamp((w - 1 - iw) / phases + 1L, first, count);
        Arrays.fill(to, toOffset, toOffset + first, 0f);
        if (phases == 1) {
            System.arraycopy(src, row + iw + first, to, toOffset + first, last - first);
        } else {
            for (int i = first; i < last; i++) {
                to[toOffset + i] = src[row + iw + i * phases];
            }
        }
        Arrays.fill(to, toOffset + last, toOffset + count, 0f);
    }

    /**
     * Packs depth elements q0 to q1 of consecutive pixels of a tile.
     *
     * @param firstPixel the first pixel, counted within the tile
     * @param pixels how many
     * @param to receives {@code [q1 - q0][pixels]}
     */
    void columns(
            float[] src,
            int image,
            int group,
            int oh0,
            int rows,
            int ow0,
            int columns,
            float[] copy,
            int copyOffset,
            int firstPixel,
            int pixels,
            int q0,
            int q1,
            float[] to,
            int toOffset) {
        float[] from = inPlace ? src : copy;
        int rowStep = inPlace ? p.src().w() : phases * phaseColumns(columns);
        int planeStep = inPlace ? p.src().h() * p.src().w() : inputRows(rows) * rowStep;
        int origin = inPlace
                ? image + group * p.groupC() * planeStep + oh0 * window.strideH() * rowStep + ow0
                : copyOffset;
        for (int done = 0; done < pixels; ) {
            int row = (firstPixel + done) / columns;
            int column = (firstPixel + done) % columns;
            int count = Math.min(Math.min(pixels - done, columns - column), L);
            int base = origin + row * window.strideH() * rowStep + column;
            VectorMask<Float> mask = S.indexInRange(0, count);
            taps(from, base, planeStep, rowStep, phaseColumns(columns), q0, q1, mask, to, toOffset + done, pixels);
            done += count;
        }
    }

    /** One vector of neighbouring pixels through depth elements q0 to q1. */
    private void taps(
            float[] from,
            int base,
            int planeStep,
            int rowStep,
            int phaseStep,
            int q0,
            int q1,
            VectorMask<Float> mask,
            float[] to,
            int toOffset,
            int toStep) {
        int kernelRows = window.r();
        int kernelColumns = window.s();
        int dilationW = window.dilationW();
        int tapRowStep = window.dilationH() * rowStep;
        int r = q0 / kernelColumns % kernelRows;
        int s = q0 % kernelColumns;
        int plane = base + q0 / (kernelRows * kernelColumns) * planeStep;
        int at = toOffset;
        for (int q = q0; q < q1; q++, at += toStep) {
            int column = s * dilationW;
            int shifted = phases == 1 ? column : column % phases * phaseStep + column / phases;
            FloatVector.fromArray(S, from, plane + r * tapRowStep + shifted, mask).intoArray(to, at, mask);
            if (++s == kernelColumns) {
                s = 0;
                if (++r == kernelRows) {
                    r = 0;
                    plane += planeStep;
                }
            }
        }
    }
}
