package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.StridedKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;

/**
 * The outputs at the edges of a padded plane, summed directly in the place of what {@link OutputFloat} made of them, for
 * kernels of 2x2 with padding of at most 1: their windows see two taps, at a corner one, and so few products leave a
 * transform's error above the bound of plain summation.
 *
 * <p>An output of the first or last row sees a single input row, and one of the first or last column a single input
 * column. So each edge is a convolution with two taps along a line of pixels, which is copied with a zero at either end:
 *
 * <pre>
 * line    [0 | pixel 0 | pixel 1 | ... | pixel n-1 | 0], each of C channels
 * output i = line[i - pad] * first tap + line[i - pad + 1] * second tap
 * </pre>
 */
final class EdgesFloat {

    private static final int NR = BlockingFloat.NR;
    private static final int VECTORS = NR / LanesFloat.LANES;
    private static final int MOST_ROWS = StridedKernelFloat.mostRows(VECTORS);

    private static final int TAPS = 2;

    private final ConvProblem p;
    private final Window window;
    private final int c;
    private final int rowLine;
    private final int columnLine;

    /** {@code [panel][R][S][C][NR]}, not transformed, from FIRST_ALIGNED on. */
    private final float[] weights;

    /**
     * For a problem's edges.
     *
     * @param problem padded, with a kernel of 2x2
     * @param panels of output channels
     */
    EdgesFloat(ConvProblem problem, int panels) {
        p = problem;
        window = problem.window();
        c = problem.src().c();
        rowLine = (problem.src().w() + 2) * c;
        columnLine = (problem.src().h() + 2) * c;
        weights = new float[LanesFloat.FIRST_ALIGNED + panels * TAPS * TAPS * c * NR];
    }

    /** What the lines take of a workspace: the first row, the last, the first column, the last. */
    static long scratchElements(ConvProblem p) {
        return 2L * (p.src().h() + p.src().w() + 4) * p.src().c();
    }

    /** Outputs at the edges of an image. */
    static double outputs(ConvProblem p) {
        Window w = p.window();
        return (double) (w.padTop() + w.padBottom()) * p.outW() + (double) (w.padLeft() + w.padRight()) * p.outH();
    }

    int packedElements() {
        return weights.length;
    }

    /**
     * Takes a panel's weights.
     *
     * @param taps {@code [tap][channel][NR]} or {@code [channel][tap][NR]}
     * @param tapStep from one tap to the next
     * @param channelStep from one channel to the next
     */
    void pack(int panel, float[] taps, int tapStep, int channelStep) {
        for (int tap = 0; tap < TAPS * TAPS; tap++) {
            int to = weightsOf(panel, tap);
            for (int i = 0; i < c; i++) {
                System.arraycopy(taps, tap * tapStep + i * channelStep, weights, to + i * NR, NR);
            }
        }
    }

    private int weightsOf(int panel, int tap) {
        return LanesFloat.FIRST_ALIGNED + (panel * TAPS * TAPS + tap) * c * NR;
    }

    /**
     * Copies the lines that some output rows see.
     *
     * @param src the tensor
     * @param srcImage where its image starts
     * @param oh0 the first output row
     * @param oh1 behind the last, or behind the plane's
     * @param workspace takes the lines
     * @param scratch where
     */
    void copy(float[] src, int srcImage, int oh0, int oh1, float[] workspace, int scratch) {
        int h = p.src().h();
        int w = p.src().w();
        if (isTop(oh0)) {
            line(src, srcImage, 0, w, workspace, scratch, true);
        }
        if (window.padBottom() > 0 && oh1 >= p.outH()) {
            line(src, srcImage + index(h - 1, 0), 0, w, workspace, scratch + rowLine, true);
        }
        int first = Math.max(0, oh0 - window.padTop());
        int end = Math.min(h, oh1 - window.padTop() + 1);
        int columns = scratch + 2 * rowLine;
        if (window.padLeft() > 0) {
            line(src, srcImage, first, end, workspace, columns, false);
        }
        if (window.padRight() > 0) {
            line(src, srcImage + index(0, w - 1), first, end, workspace, columns + columnLine, false);
        }
    }

    private boolean isTop(int oh) {
        return window.padTop() > 0 && oh == 0;
    }

    private boolean isBottom(int oh) {
        return window.padBottom() > 0 && oh == p.outH() - 1;
    }

    private int index(int y, int x) {
        return p.src().index(0, 0, y, x);
    }

    private void line(float[] src, int from, int first, int end, float[] workspace, int to, boolean row) {
        int step = row ? index(0, 1) : index(1, 0);
        if (row) {
            Arrays.fill(workspace, to, to + c, 0f);
            Arrays.fill(workspace, to + (end + 1) * c, to + (end + 2) * c, 0f);
        }
        boolean nhwc = p.src().layout() == Layout.NHWC;
        int plane = p.src().h() * p.src().w();
        for (int i = first; i < end; i++) {
            int pixel = to + (i + 1) * c;
            if (nhwc) {
                System.arraycopy(src, from + i * step, workspace, pixel, c);
                continue;
            }
            for (int j = 0; j < c; j++) {
                workspace[pixel + j] = src[from + i * step + j * plane];
            }
        }
    }

    /**
     * Replaces the outputs of a row of tiles that lie at an edge.
     *
     * @param panel of output channels
     * @param oh0 the first output row
     * @param rows how many of them
     * @param ow0 the first output column
     * @param pixels how many columns
     * @param workspace holds the lines and the outputs
     * @param scratch where the lines start
     * @param outputs where the first row's first output starts, {@code [pixel][NR]}
     * @param rowStep from one row of outputs to the next
     */
    void replace(
            int panel,
            int oh0,
            int rows,
            int ow0,
            int pixels,
            float[] workspace,
            int scratch,
            int outputs,
            int rowStep) {
        int top = isTop(oh0) ? 1 : 0;
        int bottom = isBottom(oh0 + rows - 1) ? 1 : 0;
        int from = ow0 - window.padLeft();
        if (top == 1) {
            sum(panel, 2, 1, pixels, workspace, scratch, from, outputs, NR);
        }
        if (bottom == 1) {
            sum(panel, 0, 1, pixels, workspace, scratch + rowLine, from, outputs + (rows - 1) * rowStep, NR);
        }
        int count = rows - top - bottom;
        int fromRow = oh0 + top - window.padTop();
        int columns = scratch + 2 * rowLine;
        int to = outputs + top * rowStep;
        if (window.padLeft() > 0 && ow0 == 0) {
            sum(panel, 1, 2, count, workspace, columns, fromRow, to, rowStep);
        }
        if (window.padRight() > 0 && ow0 + pixels == p.outW()) {
            int last = to + (pixels - 1) * NR;
            sum(panel, 0, 2, count, workspace, columns + columnLine, fromRow, last, rowStep);
        }
    }

    /** Some outputs of a line, from two taps that lie tapStep apart. */
    private void sum(
            int panel, int tap, int tapStep, int count, float[] workspace, int line, int from, int to, int step) {
        for (int i = 0; i < count; i += MOST_ROWS) {
            int rows = Math.min(MOST_ROWS, count - i);
            int a = line + (from + i + 1) * c;
            int out = to + i * step;
            StridedKernelFloat.into(
                    rows, VECTORS, c, workspace, a, c, weights, weightsOf(panel, tap), null, 0, workspace, out, step);
            int second = weightsOf(panel, tap + tapStep);
            StridedKernelFloat.onto(
                    rows, VECTORS, c, workspace, a + c, c, weights, second, null, 0, workspace, out, step);
        }
    }
}
