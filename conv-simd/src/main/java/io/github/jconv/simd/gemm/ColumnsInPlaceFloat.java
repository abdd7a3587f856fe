package io.github.jconv.simd.gemm;

import io.github.jconv.GemmProblem;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.simd.pack.TransposeFloat;

/**
 * A, transposed, times a few panels of columns: stored so, neighbouring rows of A are vectors already. They are multiplied
 * where they lie by each column of B, and the tile, whose rows are columns of C, is transposed at the end. Each sum is that of
 * {@link MicroKernelFloat}, product by product.
 */
final class ColumnsInPlaceFloat {

    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;

    /** The most columns: with more, packing A, which these would read again, takes little of the time. */
    private static final int MOST = 4 * NR;

    private ColumnsInPlaceFloat() {}

    /**
     * Whether columns are few, vectors of rows can be read whole, and sums are long enough beside the tiles' transposes, which
     * take the longer the more columns there are.
     */
    static boolean takes(GemmProblem p) {
        return p.transA() && p.n() > 0 && p.n() <= MOST && p.m() >= NR && p.k() >= Math.min(NR, p.n());
    }

    /** Elements of workspace with so many products in one go and so many rows of a kernel. */
    static int workspaceElements(GemmProblem p, int kc, int mr) {
        return STEP * NR + NR * NR + BlockingFloat.pieces(NR, mr) * STEP * kc;
    }

    /**
     * Computes {@code C = alpha * A * B + beta * C} for some of the products.
     *
     * @param p the sizes
     * @param mr the most rows of a kernel
     * @param k0 the first product
     * @param kc how many
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where it starts
     * @param b holds B's elements of these products
     * @param bOffset where they start
     * @param ldb from one row of B to the next, or from one column where it is transposed
     * @param transB whether it is
     * @param bPanel from one panel of B, 2 vectors of columns, to the next
     * @param beta factor of C
     * @param c holds C
     * @param cOffset where it starts
     * @param workspace at least {@link #workspaceElements}
     * @param workspaceOffset where it starts
     */
    static void run(
            GemmProblem p,
            int mr,
            int k0,
            int kc,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int ldb,
            boolean transB,
            int bPanel,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int workspaceOffset) {
        for (int j = 0; j < p.n(); j += NR) {
            int columns = Math.min(NR, p.n() - j);
            int panel = bOffset + j / NR * bPanel;
            int packed = workspaceOffset + STEP * NR + NR * NR;
            pack(columns, mr, kc, b, panel, ldb, transB, workspace, packed);
            int from = aOffset + k0 * p.lda();
            panel(p, columns, mr, kc, alpha, a, from, beta, c, cOffset + j, workspace, workspaceOffset);
        }
    }

    private static void panel(
            GemmProblem p,
            int n,
            int mr,
            int kc,
            float alpha,
            float[] a,
            int aOffset,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int workspaceOffset) {
        int tile = workspaceOffset;
        int turned = tile + STEP * NR;
        int packed = turned + NR * NR;
        int panels = BlockingFloat.pieces(n, mr);
        for (int row = 0; row < p.m(); row += NR) {
            int first = Math.min(row, p.m() - NR); // the last rows are some of those before once more
            for (int i = 0; i < panels; i++) {
                int j = BlockingFloat.start(n, panels, i);
                int count = BlockingFloat.start(n, panels, i + 1) - j;
                int columns = packed + i * STEP * kc;
                TableKernelFloat.across(
                        count, kc, workspace, columns, a, aOffset + first, p.lda(), L, null, 0, workspace, tile, L, NR);
                turn(count, workspace, tile, turned + j);
            }
            int repeated = row - first;
            int to = cOffset + row * p.ldc();
            FinishFloat.scale(NR - repeated, n, alpha, workspace, turned + repeated * NR, beta, c, to, p.ldc());
        }
    }

    /** Columns of B as the rows of panels. */
    private static void pack(
            int n, int mr, int kc, float[] b, int bOffset, int ldb, boolean transB, float[] to, int toOffset) {
        int panels = BlockingFloat.pieces(n, mr);
        for (int i = 0; i < panels; i++) {
            int j = BlockingFloat.start(n, panels, i);
            int count = BlockingFloat.start(n, panels, i + 1) - j;
            if (transB) {
                PackFloat.columns(b, bOffset + j * ldb, ldb, count, kc, to, toOffset + i * STEP * kc);
            } else {
                PackFloat.columnsTransposed(b, bOffset + j, ldb, count, kc, to, toOffset + i * STEP * kc);
            }
        }
    }

    /** Rows of a tile become columns of another. */
    private static void turn(int count, float[] w, int from, int to) {
        for (int j = 0; j < count; j += L) {
            int columns = Math.min(L, count - j);
            TransposeFloat.square(w, from + j * NR, NR, w, to + j, NR, L, columns);
            TransposeFloat.square(w, from + j * NR + L, NR, w, to + L * NR + j, NR, L, columns);
        }
    }
}
