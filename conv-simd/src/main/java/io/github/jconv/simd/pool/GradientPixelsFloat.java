package io.github.jconv.simd.pool;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import java.util.Arrays;

/** Rows of a pooling's gradient whose channels lie side by side, element by element: the windows over it as a list. */
final class GradientPixelsFloat {

    private final PoolProblem p;
    private final boolean accumulate;
    private final int most;
    private final int[] firstColumn;
    private final int[] endColumn;
    private final float[] divisorOfColumn;
    private final float[] divisorOfRow;

    /** What a thread needs. */
    static final class Workspace {

        /** The windows over an element: where they lie in the output, and what divided them. */
        final int[] taps;

        final float[] divisors;

        /** What is to be added to the destination. */
        final float[] sums;

        /** Blocks of tensors in another order. */
        final float[] block;

        Workspace(int windows, int channels, int block) {
            this.taps = new int[windows];
            this.divisors = new float[windows];
            this.sums = new float[channels];
            this.block = new float[block];
        }
    }

    GradientPixelsFloat(PoolGradientProblem problem) {
        p = problem.pool();
        accumulate = problem.accumulate();
        int w = p.src().w();
        firstColumn = new int[w];
        endColumn = new int[w];
        int rows = 0;
        int columns = 0;
        for (int iw = 0; iw < w; iw++) {
            firstColumn[iw] = p.firstColumnOver(iw);
            endColumn[iw] = p.endColumnOver(iw);
            columns = Math.max(columns, endColumn[iw] - firstColumn[iw]);
        }
        for (int ih = 0; ih < p.src().h(); ih++) {
            rows = Math.max(rows, p.endRowOver(ih) - p.firstRowOver(ih));
        }
        most = Math.multiplyExact(rows, columns);
        divisorOfRow = new float[p.dst().h()];
        for (int oh = 0; oh < divisorOfRow.length; oh++) {
            divisorOfRow[oh] = (float) p.divisorOfRow(oh);
        }
        divisorOfColumn = new float[p.dst().w()];
        for (int ow = 0; ow < divisorOfColumn.length; ow++) {
            divisorOfColumn[ow] = (float) p.divisorOfColumn(ow);
        }
    }

    /** Elements of a workspace besides the block. */
    int workspaceElements(int channels) {
        return 2 * most + channels;
    }

    Workspace newWorkspace(int channels, int block) {
        return new Workspace(most, channels, block);
    }

    /**
     * Computes one row.
     *
     * @param ih input row
     * @param g holds the output's gradient
     * @param norms holds the output, in the same order; only for norms
     * @param apart how much further the output lies in its array than the gradient in its own
     * @param from where output pixel (firstRow, 0) lies
     * @param firstRow the first output row that is held
     * @param x holds the input; only for norms
     * @param xFrom where its row lies
     * @param channels how many, and from one pixel to the next in all tensors
     * @param y receives the row
     * @param to where it goes
     * @param workspace of this thread
     */
    void row(
            int ih,
            float[] g,
            float[] norms,
            int apart,
            int from,
            int firstRow,
            float[] x,
            int xFrom,
            int channels,
            float[] y,
            int to,
            Workspace workspace) {
        int[] taps = workspace.taps;
        float[] divisors = workspace.divisors;
        int w = p.src().w();
        int first = p.firstRowOver(ih);
        int end = p.endRowOver(ih);
        int outRow = p.dst().w() * channels;
        for (int iw = 0; iw < w; iw++) {
            int count = 0;
            boolean even = true;
            for (int oh = first; oh < end; oh++) {
                for (int ow = firstColumn[iw]; ow < endColumn[iw]; ow++) {
                    taps[count] = (oh - firstRow) * outRow + ow * channels;
                    divisors[count] = divisorOfRow[oh] * divisorOfColumn[ow];
                    even &= divisors[count] == divisors[0];
                    count++;
                }
            }
            int at = to + iw * channels;
            if (count == 0) {
                if (!accumulate) {
                    Arrays.fill(y, at, at + channels, 0f);
                }
                continue;
            }
            float[] sums = accumulate ? workspace.sums : y;
            int sumsAt = accumulate ? 0 : at;
            if (p.isLp()) {
                int xAt = xFrom + iw * channels;
                GradientTapsFloat.norm(
                        count, taps, divisors, g, norms, apart, from, x, xAt, p.norm(), channels, sums, sumsAt);
            } else if (even) {
                TapsFloat.sum(count, taps, g, from, channels, divisors[0], sums, sumsAt);
            } else {
                GradientTapsFloat.shares(count, taps, divisors, g, from, channels, sums, sumsAt);
            }
            if (accumulate) {
                GradientTapsFloat.add(sums, channels, y, at);
            }
        }
    }

    /**
     * Computes one row of a max pooling's gradient.
     *
     * @param ih input row
     * @param g holds the output's gradient
     * @param indices of the maxima, in the same order
     * @param from where output pixel (0, 0) lies
     * @param y receives the row
     * @param to where it goes
     * @param workspace of this thread
     */
    void maxima(int ih, float[] g, int[] indices, int from, float[] y, int to, Workspace workspace) {
        int channels = p.src().c();
        int w = p.src().w();
        int outRow = p.dst().w() * channels;
        int first = p.firstRowOver(ih);
        int rows = p.endRowOver(ih) - first;
        float[] sums = accumulate ? workspace.sums : y;
        for (int iw = 0; iw < w; iw++) {
            int at = to + iw * channels;
            int over = from + first * outRow + firstColumn[iw] * channels;
            int columns = endColumn[iw] - firstColumn[iw];
            int place = ih * w + iw;
            int sumsAt = accumulate ? 0 : at;
            GradientTapsFloat.maxima(over, rows, outRow, columns, indices, place, g, channels, sums, sumsAt);
            if (accumulate) {
                GradientTapsFloat.add(sums, channels, y, at);
            }
        }
    }
}
