package io.github.jconv.simd.pool;

import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.PoolKernel;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of {@link Pooling} for NCHW. A tile runs
 *
 * <pre>
 * for each plane
 *   the rows of each window become one                    strides split, what is padding left as it was made
 *   the columns of each window become one
 * </pre>
 */
final class NchwFloat implements PoolKernel<float[], float[]>, OnVectors<float[]> {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Every second lane, twice. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(S, lane -> 2 * lane % L);

    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(S, lane -> (2 * lane + 1) % L);

    private static final VectorMask<Float> UPPER = VectorMask.fromLong(S, -1L << (L / 2) & (1L << L) - 1);

    /** Elements of the reduced rows of a chunk. */
    private static final int WANTED = 1 << 12;

    private final PoolProblem p;
    private final Window window;
    private final boolean max;
    private final int groups;

    /** Strides that are split: 1 where there is one output column. */
    private final int stride;

    /** From one remainder of a column by the stride to the next, and from one row to the next. */
    private final int phaseStep;

    private final int rowStep;

    /** Input columns that some window reads. */
    private final int columns;

    /** Where each column of a window lies in a row. */
    private final int[] shift;

    /** The first input row of each output row's window that is no padding, counted in the window, and the end. */
    private final int[] firstRow;

    private final int[] endRow;

    /** Columns that each output column's window counts, whole vectors, and rows that each output row's counts. */
    private final float[] countW;

    private final float[] countH;

    /** Output rows at once: what their windows' rows become stays in the first cache. */
    private final int chunk;

    /** Where rows lie whose strides are not yet split, and from one to the next. */
    private final int reduced;

    private final int reducedStep;
    private final int workspaceElements;

    NchwFloat(PoolProblem problem, int jobs) {
        p = problem;
        window = problem.window();
        max = problem.isMax();
        groups = Strips.planes(problem, jobs);
        stride = stride(p);
        phaseStep = (int) phaseStep(p);
        rowStep = stride * phaseStep;
        int outH = p.dst().h();
        int outW = p.dst().w();
        long read = (outW - 1L) * window.strideW() + window.extentW() - window.padLeft();
        columns = Math.clamp(read, 0, p.src().w());
        shift = new int[window.s()];
        for (int s = 0; s < shift.length; s++) {
            int column = s * window.dilationW();
            shift[s] = column % stride * phaseStep + column / stride;
        }
        firstRow = new int[outH];
        endRow = new int[outH];
        for (int oh = 0; oh < outH; oh++) {
            int top = oh * window.strideH() - window.padTop();
            firstRow[oh] = top >= 0 ? 0 : BlockingFloat.pieces(-top, window.dilationH());
            int inside = top >= p.src().h() ? 0 : (p.src().h() - 1 - top) / window.dilationH() + 1;
            endRow[oh] = Math.clamp(inside, Math.min(firstRow[oh], window.r()), window.r());
        }
        countW = new float[BlockingFloat.pieces(outW, L) * L];
        countH = new float[outH];
        Arrays.fill(countW, 1);
        for (int ow = 0; ow < outW; ow++) {
            countW[ow] = (float) p.divisorOfColumn(ow);
        }
        for (int oh = 0; oh < outH; oh++) {
            countH[oh] = (float) p.divisorOfRow(oh);
        }
        chunk = Math.clamp(WANTED / rowStep, 1, Math.max(1, outH));
        reduced = chunk * rowStep;
        reducedStep = BlockingFloat.pieces(columns, L) * L;
        workspaceElements = reduced + (stride > 1 ? chunk * reducedStep + L : 0) + Math.max(2, chunk) * L;
    }

    private static int stride(PoolProblem p) {
        return p.dst().w() == 1 ? 1 : p.window().strideW();
    }

    private static double phaseStep(PoolProblem p) {
        int halo = (p.window().extentW() - 1) / stride(p);
        return (double) BlockingFloat.pieces(p.dst().w(), L) * L + halo;
    }

    /** Elements of the least it keeps. */
    static double elements(PoolProblem p) {
        return stride(p) * phaseStep(p) + p.src().w() + 4.0 * L;
    }

    @Override
    public int tiles() {
        return p.src().n() * groups;
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    /** Holds what padding is in a sum or a maximum; only columns of the input are ever written. */
    @Override
    public float[] newWorkspace() {
        float[] workspace = new float[workspaceElements];
        Arrays.fill(workspace, identity());
        return workspace;
    }

    private float identity() {
        return max ? Float.NEGATIVE_INFINITY : 0;
    }

    @Override
    public void run(int tile, float[] src, float[] dst, int[] indices, float[] workspace) {
        int image = tile / groups;
        int channels = p.src().c();
        int plane = p.src().h() * p.src().w();
        int outPlane = p.dst().h() * p.dst().w();
        int end = BlockingFloat.start(channels, groups, tile % groups + 1);
        for (int c = BlockingFloat.start(channels, groups, tile % groups); c < end; c++) {
            int from = (image * channels + c) * plane;
            int to = (image * channels + c) * outPlane;
            for (int oh = 0; oh < p.dst().h(); oh += chunk) {
                int rows = Math.min(chunk, p.dst().h() - oh);
                reduceRows(src, from, oh, rows, workspace);
                reduceColumns(workspace, oh, rows, dst, to + oh * p.dst().w());
            }
        }
    }

    /** The rows of each window become one, for some output rows. */
    private void reduceRows(float[] src, int plane, int oh0, int rows, float[] workspace) {
        int to = stride == 1 ? window.padLeft() : reduced;
        int step = stride == 1 ? rowStep : reducedStep;
        if (columns < L
                && !LanesFloat.masksAt(
                        src.length, plane + (p.src().h() - 1) * p.src().w())) {
            narrowRows(src, plane, oh0, rows, workspace, to, step);
        } else {
            for (int j = 0; j < columns; j += L) {
                // The last vector may overlap the one before.
                int at = Math.max(0, Math.min(j, columns - L));
                if (columns < L) {
                    maskedRows(src, plane, oh0, rows, workspace, to, step);
                } else if (max) {
                    maxRows(src, plane + at, oh0, rows, workspace, to + at, step);
                } else {
                    sumRows(src, plane + at, oh0, rows, workspace, to + at, step);
                }
            }
        }
        if (stride == 2) {
            halves(rows, workspace);
        } else if (stride > 1) {
            everyNth(rows, workspace);
        }
    }

    private void maxRows(float[] x, int from, int oh0, int rows, float[] y, int to, int step) {
        int below = window.dilationH() * p.src().w();
        for (int i = 0; i < rows; i++) {
            int oh = oh0 + i;
            RowsFloat.max(x, from + top(oh), endRow[oh] - firstRow[oh], below, y, to + i * step);
        }
    }

    private void sumRows(float[] x, int from, int oh0, int rows, float[] y, int to, int step) {
        for (int i = 0; i < rows; i++) {
            int oh = oh0 + i;
            RowsFloat.sum(x, from + top(oh), endRow[oh] - firstRow[oh], p.src().w(), y, to + i * step);
        }
    }

    /** Where the first element of a window's rows lies that is no padding. */
    private int top(int oh) {
        return (oh * window.strideH() - window.padTop() + firstRow[oh] * window.dilationH())
                * p.src().w();
    }

    private void maskedRows(float[] x, int from, int oh0, int rows, float[] y, int to, int step) {
        int w = p.src().w();
        VectorMask<Float> mask = S.indexInRange(0, columns);
        for (int i = 0; i < rows; i++) {
            int oh = oh0 + i;
            int top = from + (oh * window.strideH() - window.padTop()) * w;
            FloatVector result = FloatVector.broadcast(S, identity());
            for (int r = firstRow[oh]; r < endRow[oh]; r++) {
                FloatVector row = FloatVector.fromArray(S, x, top + r * window.dilationH() * w, mask);
                result = max ? result.max(row) : result.add(row);
            }
            result.intoArray(y, to + i * step, mask);
        }
    }

    private void narrowRows(float[] x, int from, int oh0, int rows, float[] y, int to, int step) {
        int w = p.src().w();
        for (int i = 0; i < rows; i++) {
            int oh = oh0 + i;
            int top = from + (oh * window.strideH() - window.padTop()) * w;
            for (int j = 0; j < columns; j++) {
                float result = identity();
                for (int r = firstRow[oh]; r < endRow[oh]; r++) {
                    float value = x[top + r * window.dilationH() * w + j];
                    result = max ? Math.max(result, value) : result + value;
                }
                y[to + i * step + j] = result;
            }
        }
    }

    /** Even and odd columns, 2 * lanes at a time; two lanes are not worth it, and their masks are objects. */
    private void halves(int rows, float[] workspace) {
        int left = window.padLeft();
        int even = left % 2 * phaseStep + left / 2;
        int odd = (left + 1) % 2 * phaseStep + (left + 1) / 2;
        int full = LanesFloat.MASKS ? columns / (2 * L) * 2 * L : 0;
        for (int j = 0; j < full; j += 2 * L) {
            for (int i = 0; i < rows; i++) {
                FloatVector a = FloatVector.fromArray(S, workspace, reduced + i * reducedStep + j);
                FloatVector b = FloatVector.fromArray(S, workspace, reduced + i * reducedStep + j + L);
                FloatVector evens = a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER);
                FloatVector odds = a.rearrange(ODD).blend(b.rearrange(ODD), UPPER);
                evens.intoArray(workspace, even + i * rowStep + j / 2);
                odds.intoArray(workspace, odd + i * rowStep + j / 2);
            }
        }
        if (full == columns) {
            return;
        }
        if (!LanesFloat.MASKS) {
            for (int i = 0; i < rows; i++) {
                for (int j = full; j < columns; j++) {
                    int to = (j % 2 == 0 ? even : odd) + i * rowStep + j / 2;
                    workspace[to] = workspace[reduced + i * reducedStep + j];
                }
            }
            return;
        }
        VectorMask<Float> inEvens = S.indexInRange(0, (columns - full + 1) / 2);
        VectorMask<Float> inOdds = S.indexInRange(0, (columns - full) / 2);
        for (int i = 0; i < rows; i++) {
            FloatVector a = FloatVector.fromArray(S, workspace, reduced + i * reducedStep + full);
            FloatVector b = FloatVector.fromArray(S, workspace, reduced + i * reducedStep + full + L);
            FloatVector evens = a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER);
            FloatVector odds = a.rearrange(ODD).blend(b.rearrange(ODD), UPPER);
            evens.intoArray(workspace, even + i * rowStep + full / 2, inEvens);
            odds.intoArray(workspace, odd + i * rowStep + full / 2, inOdds);
        }
    }

    private void everyNth(int rows, float[] workspace) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int column = j + window.padLeft();
                workspace[i * rowStep + column % stride * phaseStep + column / stride] =
                        workspace[reduced + i * reducedStep + j];
            }
        }
    }

    /** The columns of each window become one. */
    private void reduceColumns(float[] workspace, int oh0, int rows, float[] dst, int to) {
        int outW = p.dst().w();
        for (int q = 0; q < outW; q += L) {
            int at = Math.max(0, Math.min(q, outW - L));
            if (outW < L) {
                columns(workspace, 0, oh0, rows, workspace, workspaceElements - chunk * L, L);
                narrow(rows, workspace, dst, to);
            } else {
                columns(workspace, at, oh0, rows, dst, to + at, outW);
            }
        }
    }

    private void columns(float[] x, int q, int oh0, int rows, float[] y, int to, int step) {
        for (int i = 0; i < rows; i++) {
            if (max) {
                RowsFloat.max(x, i * rowStep + q, shift, y, to + i * step);
            } else {
                RowsFloat.mean(x, i * rowStep + q, shift, countW, q, countH[oh0 + i], y, to + i * step);
            }
        }
    }

    /** The way of columns that fill no vector from the workspace to the destination. */
    private void narrow(int rows, float[] workspace, float[] dst, int to) {
        int from = workspaceElements - chunk * L;
        int outW = p.dst().w();
        if (LanesFloat.masksAt(dst.length, to + (rows - 1) * outW)) {
            VectorMask<Float> mask = S.indexInRange(0, outW);
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(S, workspace, from + i * L).intoArray(dst, to + i * outW, mask);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(workspace, from + i * L, dst, to + i * outW, outW);
            }
        }
    }
}
