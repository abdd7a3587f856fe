package io.github.jconv.simd.gemm;

import io.github.jconv.GemmProblem;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.simd.pack.TransposeFloat;

/**
 * A, not transposed, times up to three vectors of columns: rows of A are read where they lie, for packing them would take longer
 * than so few products, and the last panel of B is a single vector wide where that is enough. Each sum is that of
 * {@link MicroKernelFloat}, product by product.
 */
final class RowsInPlaceFloat {

    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;

    /** The most columns. */
    private static final int MOST = 3 * L;

    /** Bytes from one line of the first cache to the next of the same set, and how many lines a small one's sets have. */
    private static final int SET = 4096;

    private static final int WAYS = 8;

    private static final int MOST_ROWS = Math.max(StridedKernelFloat.mostRows(1), StridedKernelFloat.mostRows(2));

    private RowsInPlaceFloat() {}

    /** Whether columns are few; of few rows those of B are read where they lie. */
    static boolean takes(GemmProblem p) {
        return !p.transA() && p.n() <= MOST && FewRowsFloat.columns(p.m(), p.n(), p.transB()) == 0;
    }

    /** Elements of workspace with so many products in one go. */
    static int workspaceElements(GemmProblem p, int kc) {
        return MOST_ROWS * NR + NR * kc;
    }

    /**
     * Computes {@code C = alpha * A * B + beta * C} for some of the products.
     *
     * @param p the sizes
     * @param k0 the first product
     * @param kc how many
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where it starts
     * @param b holds B's elements of these products
     * @param bOffset where they start
     * @param bRow from one row of B to the next
     * @param bColumn from one column of B to the next
     * @param bPanel from one panel of B, 2 vectors of columns, to the next
     * @param beta factor of C
     * @param c holds C
     * @param cOffset where it starts
     * @param workspace at least {@link #workspaceElements}
     * @param workspaceOffset where it starts
     */
    static void run(
            GemmProblem p,
            int k0,
            int kc,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRow,
            int bColumn,
            int bPanel,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int workspaceOffset) {
        int panel = workspaceOffset + MOST_ROWS * NR;
        for (int j = 0; j < p.n(); j += NR) {
            int columns = Math.min(NR, p.n() - j);
            int vectors = columns > L ? 2 : 1;
            int from = bOffset + j / NR * bPanel;
            if (vectors == 2 && bColumn != 1) {
                PackFloat.panelsTransposed(b, from, bColumn, kc, columns, workspace, panel);
            } else {
                pack(columns, kc, b, from, bRow, bColumn, workspace, panel, vectors * L);
            }
            boolean direct = alpha == 1 && (beta == 0 || beta == 1) && columns == vectors * L;
            int pieces = BlockingFloat.pieces(p.m(), mostRows(vectors, p.lda()));
            for (int i = 0; i < pieces; i++) {
                int first = BlockingFloat.start(p.m(), pieces, i);
                int rows = BlockingFloat.start(p.m(), pieces, i + 1) - first;
                int row = aOffset + first * p.lda() + k0;
                int to = cOffset + first * p.ldc() + j;
                if (direct && beta == 1) {
                    StridedKernelFloat.onto(
                            rows, vectors, kc, a, row, p.lda(), workspace, panel, null, 0, c, to, p.ldc());
                } else if (direct) {
                    StridedKernelFloat.into(
                            rows, vectors, kc, a, row, p.lda(), workspace, panel, null, 0, c, to, p.ldc());
                } else {
                    StridedKernelFloat.into(
                            rows,
                            vectors,
                            kc,
                            a,
                            row,
                            p.lda(),
                            workspace,
                            panel,
                            null,
                            0,
                            workspace,
                            workspaceOffset,
                            NR);
                    FinishFloat.scale(rows, columns, alpha, workspace, workspaceOffset, beta, c, to, p.ldc());
                }
            }
        }
    }

    /** Rows of a tile. */
    private static int mostRows(int vectors, int lda) {
        int most = StridedKernelFloat.mostRows(vectors);
        return lda * (long) Float.BYTES % SET == 0 ? Math.min(most, WAYS) : most;
    }

    /** Columns of B side by side; what a last vector has beyond them goes to columns that are not stored. */
    private static void pack(
            int columns, int kc, float[] b, int bOffset, int bRow, int bColumn, float[] to, int toOffset, int width) {
        if (bColumn == 1) {
            for (int q = 0; q < kc; q++) {
                System.arraycopy(b, bOffset + q * bRow, to, toOffset + q * width, columns);
            }
            return;
        }
        // A square reads L columns even where there are fewer.
        int inSquares = bOffset + (L - 1L) * bColumn + kc <= b.length ? kc / L * L : 0;
        for (int q = 0; q < inSquares; q += L) {
            TransposeFloat.square(b, bOffset + q, bColumn, to, toOffset + q * width, width, L, L);
        }
        for (int q = inSquares; q < kc; q++) {
            for (int j = 0; j < columns; j++) {
                to[toOffset + q * width + j] = b[bOffset + q + j * bColumn];
            }
        }
    }
}
