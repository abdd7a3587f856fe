package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs the windows of NCHW pixels into panels of A in the form "columns" or panels of B: for each depth element C R S
 * the panel's pixels side by side. They are consecutive in an input row once padding is written out and, for a stride above 1, every
 * column has been put with those of the same remainder (its phase); so the input under a tile is first copied that way,
 * {@code [channel][row][phase][column]}, unless there is nothing to do.
 */
final class GatherNchwFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    /** The even lanes, in the lower half and again in the upper half of a vector. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(S, i -> 2 * i % L);

    private static final VectorMask<Float> UPPER = VectorMask.fromLong(S, -1L << (L / 2) & (1L << L) - 1);

    /** Up to so many vectors a depth element are copied without a loop. */
    private static final int FEW = 4;

    private final ConvProblem p;
    private final Window window;

    /** From one depth element to the next in a panel. */
    private final int step;

    private final int phases;
    private final int mostRows;
    private final int mostPhaseColumns;

    /** For each kernel column the phase it falls into, and by how many of that phase's columns it is shifted. */
    private final int[] phase;

    private final int[] shift;

    /** The phases into which any kernel column falls. */
    private final boolean[] reached;

    GatherNchwFloat(ConvProblem problem, Tiles tiles, int step) {
        this.step = step;
        p = problem;
        window = problem.window();
        phases = window.strideW();
        mostRows = inputRows(tiles.mostRows());
        mostPhaseColumns = phaseColumns(tiles.mostColumns());
        phase = new int[window.s()];
        shift = new int[window.s()];
        reached = new boolean[phases];
        for (int s = 0; s < window.s(); s++) {
            phase[s] = s * window.dilationW() % phases;
            shift[s] = s * window.dilationW() / phases;
            reached[phase[s]] = true;
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
    boolean readsInPlace(int srcLength, int image, int group, int oh0, int rows, int ow0, int columns) {
        int lastRow = (oh0 + rows - 1) * window.strideH() + window.extentH() - 1;
        int lastPlane =
                image + ((group + 1) * p.groupC() - 1) * p.src().h() * p.src().w();
        int end = lastPlane + lastRow * p.src().w() + ow0 + columns + window.extentW() - 1;
        return !window.isPadded() && phases == 1 && end <= srcLength - L;
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
                if (row % window.strideH() >= window.extentH()) {
                    to += phases * phaseColumns; // no window reaches this row
                } else if (ih < 0 || ih >= p.src().h()) {
                    Arrays.fill(copy, to, to + phases * phaseColumns, 0f);
                    to += phases * phaseColumns;
                } else {
                    for (int ph = 0; ph < phases; ph++, to += phaseColumns) {
                        if (reached[ph]) {
                            phaseOfRow(src, plane + ih * p.src().w(), iw0 + ph, phaseColumns, copy, to);
                        }
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
            int i = first;
            if (phases == 2 && LanesFloat.MASKS) {
                i = everySecond(src, row + iw + 2 * first, last - first, to, toOffset + first) + first;
            }
            for (; i < last; i++) {
                to[toOffset + i] = src[row + iw + i * phases];
            }
        }
        Arrays.fill(to, toOffset + last, toOffset + count, 0f);
    }

    /**
     * Copies every second element, and tells how many it copied: none where whole vectors reach beyond the source. Of fewer
     * than a vector it writes a whole one; what is too much the next row overwrites.
     */
    private static int everySecond(float[] src, int srcOffset, int count, float[] to, int toOffset) {
        if (count <= 0 || srcOffset + 2 * Math.max(count, L) > src.length) {
            return 0;
        }
        for (int i = 0; i < count; i += L) {
            int at = Math.max(0, Math.min(i, count - L)); // the last vector ends where the row ends
            FloatVector low = FloatVector.fromArray(S, src, srcOffset + 2 * at);
            FloatVector high = FloatVector.fromArray(S, src, srcOffset + 2 * at + L);
            low.rearrange(EVEN).blend(high.rearrange(EVEN), UPPER).intoArray(to, toOffset + at);
        }
        return count;
    }

    /**
     * Packs depth elements q0 to q1 of consecutive pixels of a tile. Whole vectors are written, in the order of their
     * addresses: what one writes too much the next overwrites, and the last may write up to a vector behind the panel.
     *
     * @param inPlace whether {@code from} is the source, at its image, or the copy
     * @param firstPixel the first pixel, counted within the tile
     * @param pixels how many
     * @param to receives {@code [q1 - q0][step]}
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
        // Where the vectors of a depth element lie is the same for all of them.
        int vectors = vectors(firstColumn, columns, pixels);
        boolean few = vectors <= FEW;
        int from0 = few ? fromOf(0, firstColumn, columns, pixels, pixelRowStep) : 0;
        int from1 = few ? fromOf(1, firstColumn, columns, pixels, pixelRowStep) : 0;
        int from2 = few ? fromOf(2, firstColumn, columns, pixels, pixelRowStep) : 0;
        int from3 = few ? fromOf(3, firstColumn, columns, pixels, pixelRowStep) : 0;
        int to1 = few ? toOf(1, firstColumn, columns, pixels) : 0;
        int to2 = few ? toOf(2, firstColumn, columns, pixels) : 0;
        int to3 = few ? toOf(3, firstColumn, columns, pixels) : 0;
        int at = toOffset;
        for (int q = q0; q < q1; q++, at += step) {
            int row = plane + r * tapRowStep + shift[s] + phase[s] * phaseStep;
            if (few) {
                FloatVector.fromArray(S, from, row + from0).intoArray(to, at);
                if (vectors > 1) {
                    FloatVector.fromArray(S, from, row + from1).intoArray(to, at + to1);
                }
                if (vectors > 2) {
                    FloatVector.fromArray(S, from, row + from2).intoArray(to, at + to2);
                }
                if (vectors > 3) {
                    FloatVector.fromArray(S, from, row + from3).intoArray(to, at + to3);
                }
            } else {
                rows(from, row, firstColumn, columns, pixelRowStep, pixels, to, at);
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

    /** How many vectors copy one depth element of pixels that may fall into several rows. */
    private static int vectors(int firstColumn, int columns, int pixels) {
        int count = 0;
        for (int done = 0, column = firstColumn; done < pixels; column = 0) {
            int length = Math.min(pixels - done, columns - column);
            count += (length + L - 1) / L;
            done += length;
        }
        return count;
    }

    /** Where a vector starts in the input, from the beginning of the first pixel's row. */
    private static int fromOf(int vector, int firstColumn, int columns, int pixels, int rowStep) {
        int before = 0;
        int row = 0;
        for (int done = 0, column = firstColumn; done < pixels; column = 0, row += rowStep) {
            int length = Math.min(pixels - done, columns - column);
            int count = (length + L - 1) / L;
            if (vector < before + count) {
                return row + column + (vector - before) * L;
            }
            before += count;
            done += length;
        }
        return 0;
    }

    /** Where a vector starts in the panel. */
    private static int toOf(int vector, int firstColumn, int columns, int pixels) {
        int before = 0;
        int done = 0;
        for (int column = firstColumn; done < pixels; column = 0) {
            int length = Math.min(pixels - done, columns - column);
            int count = (length + L - 1) / L;
            if (vector < before + count) {
                return done + (vector - before) * L;
            }
            before += count;
            done += length;
        }
        return 0;
    }

    /** One depth element of pixels that fall into many rows. */
    private static void rows(
            float[] from,
            int firstRow,
            int firstColumn,
            int columns,
            int rowStep,
            int pixels,
            float[] to,
            int toOffset) {
        int row = firstRow;
        int done = 0;
        for (int column = firstColumn; done < pixels; column = 0, row += rowStep) {
            int length = Math.min(pixels - done, columns - column);
            for (int i = 0; i < length; i += L) {
                FloatVector.fromArray(S, from, row + column + i).intoArray(to, toOffset + done + i);
            }
            done += length;
        }
    }
}
