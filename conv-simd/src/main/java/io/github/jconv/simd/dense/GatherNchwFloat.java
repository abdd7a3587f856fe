package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
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
    private static final int STEP = BlockingFloat.COLUMN_STEP;

    private final ConvProblem p;
    private final Window window;
    private final int phases;
    private final int mostRows;
    private final int mostPhaseColumns;

    /** For each kernel column the phase it falls into, and by how many of that phase's columns it is shifted. */
    private final int[] phase;

    private final int[] shift;

    GatherNchwFloat(ConvProblem problem, Tiles tiles) {
        p = problem;
        window = problem.window();
        phases = window.strideW();
        mostRows = inputRows(tiles.mostRows());
        mostPhaseColumns = phaseColumns(tiles.mostColumns());
        phase = new int[window.s()];
        shift = new int[window.s()];
        for (int s = 0; s < window.s(); s++) {
            phase[s] = s * window.dilationW() % phases;
            shift[s] = s * window.dilationW() / phases;
        }
    }

    /** Input rows under so many output rows. */
    private int inputRows(int rows) {
        return Math.addExact(Math.multiplyExact(rows - 1, window.strideH()), window.extentH());
    }

    /** Columns of each phase under so many output columns. */
    private int phaseColumns(int columns) {
        return columns + (window.extentW() - 1) / phases;
    }

    /** Elements of the copy, and a vector more because reads are whole vectors. */
    int copyElements() {
        int rows = Math.multiplyExact(p.groupC(), mostRows);
        return Math.addExact(Math.multiplyExact(rows, Math.multiplyExact(phases, mostPhaseColumns)), L);
    }

    /** Whether a tile's windows can be read from the source itself: as they lie, and without running past its end. */
    boolean readsInPlace(int srcLength, int image, int group, int oh0, int rows) {
        int lastRow = (oh0 + rows - 1) * window.strideH() + window.extentH() - 1;
        int lastPlane =
                image + ((group + 1) * p.groupC() - 1) * p.src().h() * p.src().w();
        return !window.isPadded()
                && phases == 1
                && lastPlane + (lastRow + 1) * p.src().w() <= srcLength - L;
    }

    /** Copies the input under a tile. */
    void copy(
            float[] src, int image, int group, int oh0, int rows, int ow0, int columns, float[] copy, int copyOffset) {
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
        if (phases == 1 && last > first) { // a row that is all padding may start beyond the end of src
            System.arraycopy(src, row + iw + first, to, toOffset + first, last - first);
        } else {
            for (int i = first; i < last; i++) {
                to[toOffset + i] = src[row + iw + i * phases];
            }
        }
        Arrays.fill(to, toOffset + last, toOffset + count, 0f);
    }

    /**
     * Packs depth elements q0 to q1 of consecutive pixels of a tile. Whole vectors are written, in the order of their
     * addresses: what one writes too much the next overwrites, and the last may write up to a vector behind the panel.
     *
     * @param inPlace whether {@code from} is the source, at its image, or the copy
     * @param firstPixel the first pixel, counted within the tile
     * @param pixels how many
     * @param to receives {@code [q1 - q0][COLUMN_STEP]}
     */
    void columns(
            float[] from,
            int fromOffset,
            boolean inPlace,
            int group,
            int oh0,
            int rows,
            int ow0,
            int columns,
            int firstPixel,
            int pixels,
            int q0,
            int q1,
            float[] to,
            int toOffset) {
        int phaseStep = phaseColumns(columns);
        int rowStep = inPlace ? p.src().w() : phases * phaseStep;
        int planeStep = inPlace ? p.src().h() * rowStep : inputRows(rows) * rowStep;
        int origin = inPlace
                ? fromOffset + group * p.groupC() * planeStep + oh0 * window.strideH() * rowStep + ow0
                : fromOffset;
        int pixelRowStep = window.strideH() * rowStep;
        int tapRowStep = window.dilationH() * rowStep;
        int firstRow = origin + firstPixel / columns * pixelRowStep;
        int firstColumn = firstPixel % columns;
        int plane = firstRow + q0 / (window.r() * window.s()) * planeStep;
        int r = q0 / window.s() % window.r();
        int s = q0 % window.s();
        int inFirstRow = Math.min(pixels, columns - firstColumn);
        boolean oneVector = inFirstRow == pixels && pixels <= L;
        int at = toOffset;
        for (int q = q0; q < q1; q++, at += STEP) {
            int row = plane + r * tapRowStep + shift[s] + phase[s] * phaseStep;
            if (oneVector) {
                FloatVector.fromArray(S, from, row + firstColumn).intoArray(to, at);
            } else {
                rows(from, row, firstColumn, inFirstRow, columns, pixelRowStep, pixels, to, at);
            }
            if (++s == shift.length) {
                s = 0;
                if (++r == window.r()) {
                    r = 0;
                    plane += planeStep;
                }
            }
        }
    }

    /** One depth element of pixels that fall into several rows or vectors. */
    private static void rows(
            float[] from,
            int firstRow,
            int firstColumn,
            int inFirstRow,
            int columns,
            int rowStep,
            int pixels,
            float[] to,
            int toOffset) {
        int row = firstRow;
        vectors(from, row + firstColumn, inFirstRow, to, toOffset);
        for (int done = inFirstRow; done < pixels; done += columns) {
            row += rowStep;
            vectors(from, row, Math.min(pixels - done, columns), to, toOffset + done);
        }
    }

    private static void vectors(float[] from, int fromOffset, int count, float[] to, int toOffset) {
        for (int i = 0; i < count; i += L) {
            FloatVector.fromArray(S, from, fromOffset + i).intoArray(to, toOffset + i);
        }
    }
}
