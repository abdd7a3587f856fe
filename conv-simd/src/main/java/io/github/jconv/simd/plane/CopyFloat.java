package io.github.jconv.simd.plane;

import io.github.jconv.Border;
import io.github.jconv.PlaneProblem;
import java.util.Arrays;

/** Copies what lies under a tile, the border written out, so that kernels know no edges. */
final class CopyFloat {

    private final int height;
    private final int width;
    private final Border border;

    CopyFloat(PlaneProblem problem) {
        height = problem.conv().src().h();
        width = problem.conv().src().w();
        border = problem.border();
    }

    /**
     * Copies a rectangle that may reach over the edges.
     *
     * @param src holds the plane
     * @param plane where it starts
     * @param ih0 the first row, counted from the plane's
     * @param rows how many
     * @param iw0 the first column, counted from the plane's
     * @param columns how many
     * @param to receives the rectangle
     * @param at where its first row starts
     * @param step from one row to the next
     */
    void run(float[] src, int plane, int ih0, int rows, int iw0, int columns, float[] to, int at, int step) {
        int inside = Math.clamp(-(long) iw0, 0, columns);
        int end = Math.clamp((long) width - iw0, inside, columns);
        for (int i = 0; i < rows; i++) {
            int ih = border.index(ih0 + i, height);
            int row = at + i * step;
            if (ih < 0) {
                Arrays.fill(to, row, row + columns, 0);
                continue;
            }
            int from = plane + ih * width;
            System.arraycopy(src, from + iw0 + inside, to, row + inside, end - inside);
            outside(src, from, iw0, 0, inside, to, row);
            outside(src, from, iw0, end, columns, to, row);
        }
    }

    private void outside(float[] src, int from, int iw0, int first, int end, float[] to, int row) {
        for (int j = first; j < end; j++) {
            int iw = border.index(iw0 + j, width);
            to[row + j] = iw < 0 ? 0 : src[from + iw];
        }
    }
}
