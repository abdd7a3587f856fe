package io.github.jconv.simd.plane;

import io.github.jconv.PlaneProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;

/**
 * Filters up to 3x3 without a copy: what no border reaches is read where it lies, in blocks, and the few columns at the
 * sides are computed one by one. Rows that the border reaches are left to {@link PlaneFloat}.
 */
final class NearFloat {

    private static final int L = LanesFloat.LANES;
    private static final int ROWS = SweepFloat.ROWS;

    private final Window window;
    private final float[] weights;

    /** Columns of the plane and of the result. */
    private final int inWidth;

    private final int width;

    /** Output rows and columns whose windows lie in the plane. */
    private final int top;

    private final int bottom;
    private final int left;
    private final int right;

    /** For each output column that is not among these, the plane's columns its window sees, -1 for a zero. */
    private final int[] sides;

    /**
     * Binds the filter.
     *
     * @param problem one that is taken
     * @param weights {@code [S][MOST_R]}
     */
    NearFloat(PlaneProblem problem, float[] weights) {
        window = problem.conv().window();
        this.weights = weights;
        inWidth = problem.conv().src().w();
        width = problem.conv().outW();
        top = window.padTop();
        bottom = top + problem.conv().src().h() - window.r() + 1;
        left = window.padLeft();
        right = left + inWidth - window.s() + 1;
        int s = window.s();
        sides = new int[(left + width - right) * s];
        for (int i = 0; i < sides.length; i++) {
            int ow = i / s < left ? i / s : i / s - left + right;
            sides[i] = problem.border().index(ow - left + i % s, inWidth);
        }
    }

    /**
     * Whether the filter is small, no window lies wholly beside the plane, and a block's columns have theirs inside. Wider
     * sides would be slow one column at a time.
     */
    static boolean takes(PlaneProblem p) {
        Window w = p.conv().window();
        boolean small = w.r() <= SweepFloat.MOST_NEAR && w.s() <= SweepFloat.MOST_NEAR;
        boolean narrow = w.padLeft() < w.s() && w.padRight() < w.s();
        return small && narrow && p.conv().src().w() - w.s() + 1 >= 2 * L;
    }

    /** The first row of this kernel's among output rows from one on. */
    int first(int oh) {
        return Math.max(oh, top);
    }

    /** The row behind the last of this kernel's among output rows up to one. */
    int end(int oh) {
        return Math.min(oh, bottom);
    }

    /**
     * Computes output rows, all columns.
     *
     * @param plane where the plane starts
     * @param first the first row, whose windows lie in the plane
     * @param end behind the last: at least a block's rows
     * @param to where the result starts
     */
    void run(float[] src, int plane, int first, int end, float[] dst, int to) {
        for (int oh = first; oh < end; oh += ROWS) {
            int row = Math.min(oh, end - ROWS);
            int from = plane + (row - top) * inWidth;
            int whole = (right - left) / (2 * L) * 2 * L;
            blocks(whole, src, from, dst, to + row * width + left);
            if (left + whole < right) { // the last block overlaps the one before
                int at = right - left - 2 * L;
                blocks(2 * L, src, from + at, dst, to + row * width + left + at);
            }
        }
        side(src, plane, first, end, 0, left, 0, dst, to);
        side(src, plane, first, end, right, width, left, dst, to);
    }

    private void blocks(int columns, float[] src, int from, float[] dst, int to) {
        SweepFloat.near(window.r(), window.s(), columns, inWidth, src, from, weights, 0, dst, to, width);
    }

    /**
     * The columns at a side, one sum after the other: copies of so little cost as much as a third of a plane of a thousand
     * rows.
     *
     * @param firstColumn of the columns
     * @param endColumn behind the last
     * @param entry their first in {@link #sides}
     */
    private void side(
            float[] src,
            int plane,
            int first,
            int end,
            int firstColumn,
            int endColumn,
            int entry,
            float[] dst,
            int to) {
        for (int oh = first; oh < end; oh++) {
            int row = plane + (oh - top) * inWidth;
            for (int ow = firstColumn; ow < endColumn; ow++) {
                float sum = 0;
                for (int s = 0; s < window.s(); s++) {
                    int iw = sides[(entry + ow - firstColumn) * window.s() + s];
                    for (int r = 0; r < window.r(); r++) {
                        float value = iw < 0 ? 0 : src[row + r * inWidth + iw];
                        sum = Math.fma(weights[s * SweepFloat.MOST_R + r], value, sum);
                    }
                }
                dst[to + oh * width + ow] = sum;
            }
        }
    }
}
