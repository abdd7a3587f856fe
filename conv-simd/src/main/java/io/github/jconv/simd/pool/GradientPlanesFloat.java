package io.github.jconv.simd.pool;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.PoolGradientKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of {@link PoolGradient} for sums and means in NCHW. A tile runs
 *
 * <pre>
 * for each plane, for a band of input rows
 *   each output row over it is spread                     divided; the sums of each residue of the columns; interleaved
 *   each input row is the sum of those over it
 * </pre>
 */
final class GradientPlanesFloat implements PoolGradientKernel<float[], float[]>, OnVectors<float[]> {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Every lane of a half, twice. */
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(S, lane -> lane / 2);

    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(S, lane -> L / 2 + lane / 2);

    private static final VectorMask<Float> ODD = VectorMask.fromLong(S, 0xAAAAAAAAAAAAAAAAL & (1L << L) - 1);

    /** Elements of the spread rows of a band. */
    private static final int WANTED = 1 << 13;

    private final PoolProblem p;
    private final boolean accumulate;
    private final Window window;
    private final boolean whole;
    private final int groups;
    private final int bands;

    /** Zeros before a divided row. */
    private final int margin;

    /** For each residue of the columns by the stride, where its parts lie in a divided row. */
    private final int[][] shifts;

    /** Columns of the widest residue, in whole vectors. */
    private final int phaseStep;

    /** Where the residues and the spread rows lie in the workspace, and from one row to the next. */
    private final int phases;

    private final int spread;
    private final int rowStep;
    private final int workspaceElements;
    private final float[] divisorOfRow;
    private final float[] divisorOfColumn;

    GradientPlanesFloat(PoolGradientProblem problem, int jobs) {
        p = problem.pool();
        accumulate = problem.accumulate();
        window = p.window();
        whole = p.dst().h() * p.dst().w() == 1
                && window.r() == p.src().h()
                && window.s() == p.src().w()
                && !window.isPadded();
        groups = Strips.planes(p, jobs);
        int stride = window.strideW();
        shifts = new int[stride][];
        margin = (window.s() - 1) / stride + 1;
        for (int q = 0; q < stride; q++) {
            int last = (q + window.padLeft()) % stride;
            int count = last >= window.s() ? 0 : (window.s() - 1 - last) / stride + 1;
            shifts[q] = new int[count];
            for (int i = 0; i < count; i++) {
                shifts[q][i] = margin + (q + window.padLeft() - last) / stride - i;
            }
        }
        int columns = BlockingFloat.pieces(p.src().w(), stride);
        phaseStep = BlockingFloat.pieces(columns, L) * L;
        int divided = dividedElements(p);
        phases = divided;
        rowStep =
                stride <= 2 ? phaseStep * stride : BlockingFloat.pieces(p.src().w(), L) * L;
        spread = phases + (stride == 1 ? 0 : stride * phaseStep);
        int pieces = 1;
        while (pieces < p.src().h()
                && (double) outputRows(BlockingFloat.pieces(p.src().h(), pieces)) * rowStep > WANTED) {
            pieces++;
        }
        bands = pieces;
        int rows = outputRows(BlockingFloat.pieces(p.src().h(), bands));
        workspaceElements = Math.addExact(spread, Math.multiplyExact(rows, rowStep));
        divisorOfRow = new float[p.dst().h()];
        for (int oh = 0; oh < divisorOfRow.length; oh++) {
            divisorOfRow[oh] = (float) p.divisorOfRow(oh);
        }
        divisorOfColumn = new float[p.dst().w()];
        for (int ow = 0; ow < divisorOfColumn.length; ow++) {
            divisorOfColumn[ow] = (float) p.divisorOfColumn(ow);
        }
    }

    /** A row with zeros on both sides, as far as any window of a vector reaches. */
    private static int dividedElements(PoolProblem p) {
        int reach = (p.window().s() + p.window().padLeft()) / p.window().strideW() + 2;
        int columns = p.src().w() / p.window().strideW() + 1;
        return 2 * reach + Math.max(p.dst().w(), columns) + 2 * L;
    }

    /** Output rows over so many input rows at the most. */
    private int outputRows(int rows) {
        return (int) Math.min(p.dst().h(), (rows + window.r() - 2L) / window.strideH() + 1);
    }

    /** Elements of the least it keeps. */
    static double elements(PoolProblem p) {
        double rows = (p.window().r() - 1.0) / p.window().strideH() + 1;
        return 4.0 * (p.src().w() + p.window().s() + p.window().strideW() * (double) L)
                + rows * (p.src().w() + 2.0 * L);
    }

    @Override
    public int tiles() {
        return p.src().n() * groups;
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public float[] newWorkspace() {
        return new float[workspaceElements];
    }

    @Override
    public void run(
            int tile, float[] gradDst, int[] indices, float[] src, float[] dst, float[] gradSrc, float[] workspace) {
        int image = tile / groups;
        int channels = p.src().c();
        int end = BlockingFloat.start(channels, groups, tile % groups + 1);
        for (int c = BlockingFloat.start(channels, groups, tile % groups); c < end; c++) {
            int from = (image * channels + c) * p.dst().h() * p.dst().w();
            int to = (image * channels + c) * p.src().h() * p.src().w();
            if (whole) {
                same(gradDst[from] / (divisorOfRow[0] * divisorOfColumn[0]), gradSrc, to);
                continue;
            }
            for (int band = 0; band < bands; band++) {
                int h0 = BlockingFloat.start(p.src().h(), bands, band);
                int h1 = BlockingFloat.start(p.src().h(), bands, band + 1);
                if (h0 < h1) {
                    band(gradDst, from, h0, h1, gradSrc, to, workspace);
                }
            }
        }
    }

    /** A window that is the whole plane: all elements have the same part. */
    private void same(float share, float[] gradSrc, int to) {
        int count = p.src().h() * p.src().w();
        int i = 0;
        for (; i + L <= count; i += L) {
            FloatVector shares = FloatVector.broadcast(S, share);
            (accumulate ? shares.add(FloatVector.fromArray(S, gradSrc, to + i)) : shares).intoArray(gradSrc, to + i);
        }
        for (; i < count; i++) {
            gradSrc[to + i] = accumulate ? gradSrc[to + i] + share : share;
        }
    }

    private void band(float[] gradDst, int from, int h0, int h1, float[] gradSrc, int to, float[] workspace) {
        int first = p.firstRowOver(h0);
        int end = p.endRowOver(h1 - 1);
        for (int oh = first; oh < end; oh++) {
            divide(gradDst, from + oh * p.dst().w(), divisorOfRow[oh], workspace);
            spread(workspace, spread + (oh - first) * rowStep);
        }
        for (int ih = h0; ih < h1; ih++) {
            int rows = spread + (p.firstRowOver(ih) - first) * rowStep;
            addUp(
                    workspace,
                    rows,
                    p.endRowOver(ih) - p.firstRowOver(ih),
                    gradSrc,
                    to + ih * p.src().w());
        }
    }

    private void divide(float[] gradDst, int from, float rows, float[] workspace) {
        int outW = p.dst().w();
        int ow = 0;
        for (; ow + L <= outW; ow += L) {
            FloatVector divisor = FloatVector.fromArray(S, divisorOfColumn, ow).mul(rows);
            FloatVector.fromArray(S, gradDst, from + ow).div(divisor).intoArray(workspace, margin + ow);
        }
        for (; ow < outW; ow++) {
            workspace[margin + ow] = gradDst[from + ow] / (divisorOfColumn[ow] * rows);
        }
    }

    /** From the divided row to a row of input columns. */
    private void spread(float[] workspace, int to) {
        int stride = window.strideW();
        for (int q = 0; q < stride; q++) {
            int at = stride == 1 ? to : phases + q * phaseStep;
            for (int j = 0; j < phaseStep; j += L) {
                FloatVector sum = FloatVector.zero(S);
                for (int shift : shifts[q]) {
                    sum = sum.add(FloatVector.fromArray(S, workspace, shift + j));
                }
                sum.intoArray(workspace, at + j);
            }
        }
        // Two lanes are not worth it, and their masks are objects.
        if (stride == 2 && LanesFloat.MASKS) {
            for (int j = 0; j < phaseStep; j += L) {
                FloatVector even = FloatVector.fromArray(S, workspace, phases + j);
                FloatVector odd = FloatVector.fromArray(S, workspace, phases + phaseStep + j);
                even.rearrange(LOWER).blend(odd.rearrange(LOWER), ODD).intoArray(workspace, to + 2 * j);
                even.rearrange(UPPER).blend(odd.rearrange(UPPER), ODD).intoArray(workspace, to + 2 * j + L);
            }
        } else if (stride >= 2) {
            for (int iw = 0; iw < p.src().w(); iw++) {
                workspace[to + iw] = workspace[phases + iw % stride * phaseStep + iw / stride];
            }
        }
    }

    /** The sum of some rows. The loop stands here twice: a method that returns a vector is not inlined in every order of compilation. */
    private void addUp(float[] workspace, int from, int rows, float[] gradSrc, int to) {
        int w = p.src().w();
        int j = 0;
        for (; j + L <= w; j += L) {
            FloatVector sum = FloatVector.zero(S);
            for (int row = 0; row < rows; row++) {
                sum = sum.add(FloatVector.fromArray(S, workspace, from + row * rowStep + j));
            }
            if (accumulate) {
                sum = sum.add(FloatVector.fromArray(S, gradSrc, to + j));
            }
            sum.intoArray(gradSrc, to + j);
        }
        if (j == w) {
            return;
        }
        if (LanesFloat.masksAt(gradSrc.length, to + j)) {
            FloatVector sum = FloatVector.zero(S);
            for (int row = 0; row < rows; row++) {
                sum = sum.add(FloatVector.fromArray(S, workspace, from + row * rowStep + j));
            }
            VectorMask<Float> mask = S.indexInRange(0, w - j);
            if (accumulate) {
                sum = sum.add(FloatVector.fromArray(S, gradSrc, to + j, mask));
            }
            sum.intoArray(gradSrc, to + j, mask);
            return;
        }
        for (; j < w; j++) {
            float sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += workspace[from + row * rowStep + j];
            }
            gradSrc[to + j] = accumulate ? gradSrc[to + j] + sum : sum;
        }
    }
}
