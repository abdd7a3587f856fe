package io.github.jconv.simd.plane;

import io.github.jconv.PlaneProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.spi.TileGrid;
import java.util.Locale;

/**
 * The kernel of {@link Direct} and {@link Separable}. A tile is a band of output rows of one plane and runs
 *
 * <pre>
 * for each strip of columns
 *   for each STRETCH columns of the filter                one, but for very wide filters
 *     copy the input under it, border written out         {@link CopyFloat}
 *     separable: column filter from the copy to a second
 *     for each block of ROWS x 2 vectors
 *       for each MOST_R rows of the filter                {@link SweepFloat}
 * </pre>
 *
 * The copy costs an element what one multiply-add or two would, and lets every address be a constant away from one
 * register: reading the plane in place was slower for all filters larger than 3x3. Smaller ones read it in place but for
 * the rows that the border reaches ({@link NearFloat}). Blocks at the end of a strip or band overlap the ones before,
 * which then hold the same sums; where there is no room for that, sums go through a tile of their own.
 */
final class PlaneFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;
    private static final int ROWS = SweepFloat.ROWS;
    private static final int ROW = SweepFloat.ROW;
    private static final int PACKED = SweepFloat.MOST_R;

    /** Output rows of a band at the most, a multiple of a block's. */
    private static final int BAND = 4 * ROWS;

    /** Output columns of a strip at the most, a multiple of a block's. */
    private static final int STRIP = SweepFloat.STRIP;

    /** Filter columns that fit beside a strip. */
    static final int STRETCH = ROW - STRIP;

    private final PlaneProblem p;
    private final Window window;
    private final int height;
    private final int width;
    private final int bands;
    private final TileGrid grid;
    private final CopyFloat copy;

    /** For each stretch, each piece of rows: {@code [columns][PACKED]}; separable: the row's numbers, each at a PACKED. */
    private final float[] weights;

    /** Separable: for each piece {@code [PACKED]}. */
    private final float[] column;

    private final int copyElements;

    /** For filters so small that planes are read in place; null for others. */
    private final NearFloat near;

    PlaneFloat(PlaneProblem problem, float[] filter, float[] column, float[] row) {
        p = problem;
        window = problem.conv().window();
        height = problem.conv().outH();
        width = problem.conv().outW();
        bands = BlockingFloat.pieces(height, BAND);
        grid = new TileGrid(problem.conv().src().n(), bands);
        copy = new CopyFloat(problem);
        weights = column == null ? pack(filter, window.r(), window.s()) : pack(row, 1, window.s());
        this.column = column == null ? null : pack(column, window.r(), 1);
        copyElements = (BAND + window.r() - 1) * ROW;
        near = column == null && NearFloat.takes(problem) ? new NearFloat(problem, weights) : null;
    }

    private static float[] pack(float[] filter, int r, int s) {
        int pieces = BlockingFloat.pieces(r, PACKED);
        float[] packed = new float[pieces * s * PACKED];
        for (int s0 = 0; s0 < s; s0 += STRETCH) {
            int stretch = Math.min(STRETCH, s - s0);
            for (int piece = 0; piece < pieces; piece++) {
                int at = (s0 * pieces + piece * stretch) * PACKED;
                int first = BlockingFloat.start(r, pieces, piece);
                int end = BlockingFloat.start(r, pieces, piece + 1);
                for (int i = first; i < end; i++) {
                    for (int j = 0; j < stretch; j++) {
                        packed[at + j * PACKED + i - first] = filter[i * s + s0 + j];
                    }
                }
            }
        }
        return packed;
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    /** The copy, the result of the column filter, and a tile of sums. */
    @Override
    public int workspaceElements() {
        return copyElements + (column == null ? 0 : BAND * ROW) + BAND * STRIP;
    }

    @Override
    public int packedElements() {
        return weights.length + (column == null ? 0 : column.length);
    }

    @Override
    public String detail() {
        return p.border().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = tile / bands;
        int band = tile % bands;
        int oh0 = BlockingFloat.start(height, bands, band);
        int rows = BlockingFloat.start(height, bands, band + 1) - oh0;
        int plane = srcOffset + image * p.conv().src().imageElements();
        int to = dstOffset + image * height * width;
        int end = oh0 + rows;
        if (near == null || near.end(end) - near.first(oh0) < ROWS) {
            copied(src, plane, oh0, rows, workspace, dst, to);
            return;
        }
        int top = near.first(oh0);
        int bottom = near.end(end);
        copied(src, plane, oh0, top - oh0, workspace, dst, to);
        near.run(src, plane, top, bottom, dst, to);
        copied(src, plane, bottom, end - bottom, workspace, dst, to);
    }

    /** Output rows, which may be none, by way of copies of strips of columns. */
    private void copied(float[] src, int plane, int oh0, int rows, float[] workspace, float[] dst, int firstRow) {
        if (rows == 0) {
            return;
        }
        int to = firstRow + oh0 * width;
        int strips = BlockingFloat.pieces(width, STRIP);
        for (int strip = 0; strip < strips; strip++) {
            int ow0 = BlockingFloat.start(width, strips, strip);
            int columns = BlockingFloat.start(width, strips, strip + 1) - ow0;
            boolean direct = rows >= ROWS && columns >= 2 * L && window.s() <= STRETCH;
            if (direct) {
                strip(src, plane, oh0, rows, ow0, columns, workspace, dst, to + ow0, width);
            } else {
                int sums = workspaceElements() - BAND * STRIP;
                strip(src, plane, oh0, ceil(rows, ROWS), ow0, ceil(columns, 2 * L), workspace, workspace, sums, STRIP);
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(workspace, sums + i * STRIP, dst, to + ow0 + i * width, columns);
                }
            }
        }
    }

    private static int ceil(int size, int block) {
        return BlockingFloat.pieces(size, block) * block;
    }

    /** Rows and columns are at least a block's, and multiples of it where a filter has several stretches. */
    private void strip(
            float[] src,
            int plane,
            int oh0,
            int rows,
            int ow0,
            int columns,
            float[] workspace,
            float[] y,
            int yo,
            int yRow) {
        for (int s0 = 0; s0 < window.s(); s0 += STRETCH) {
            int stretch = Math.min(STRETCH, window.s() - s0);
            int inputRows = rows + window.r() - 1;
            int inputColumns = columns + stretch - 1;
            int iw0 = ow0 - window.padLeft() + s0;
            copy.run(src, plane, oh0 - window.padTop(), inputRows, iw0, inputColumns, workspace, 0, ROW);
            if (column == null) {
                int at = s0 * BlockingFloat.pieces(window.r(), PACKED) * PACKED;
                blocks(window.r(), stretch, workspace, 0, weights, at, s0 > 0, rows, columns, y, yo, yRow);
            } else {
                int wide = ceil(inputColumns, 2 * L);
                blocks(window.r(), 1, workspace, 0, column, 0, false, rows, wide, workspace, copyElements, ROW);
                blocks(1, stretch, workspace, copyElements, weights, 0, false, rows, columns, y, yo, yRow);
            }
        }
    }

    private static void blocks(
            int r,
            int s,
            float[] x,
            int xo,
            float[] w,
            int wo,
            boolean onto,
            int rows,
            int columns,
            float[] y,
            int yo,
            int yRow) {
        int pieces = BlockingFloat.pieces(r, PACKED);
        for (int oh = 0; oh < rows; oh += ROWS) {
            int top = Math.min(oh, rows - ROWS);
            for (int ow = 0; ow < columns; ow += 2 * L) {
                int left = Math.min(ow, columns - 2 * L);
                for (int piece = 0; piece < pieces; piece++) {
                    int first = BlockingFloat.start(r, pieces, piece);
                    int end = BlockingFloat.start(r, pieces, piece + 1);
                    SweepFloat.run(
                            end - first,
                            onto || piece > 0,
                            s,
                            x,
                            xo + (top + first) * ROW + left,
                            w,
                            wo + piece * s * PACKED,
                            y,
                            yo + top * yRow + left,
                            yRow);
                }
            }
        }
    }
}
