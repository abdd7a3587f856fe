package io.github.jconv.simd.gemm;

import io.github.jconv.GemmProblem;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.pack.PackFloat;

/**
 * Matrix multiplication in five loops around the micro-kernel, as Goto and van de Geijn describe it (Anatomy of
 * High-Performance Matrix Multiplication, ACM TOMS 34(3), 2008):
 *
 * <pre>
 * for each NC columns of C                 block of B, {@link PackFloat#panels}
 *   for each KC products
 *     for each MC rows of C                block of A, {@link PackFloat#columns}
 *       for each NR columns                panel of B, stays in the second cache
 *         for each MR rows                 panel of A, {@link MicroKernelFloat}, then {@link FinishFloat#scale}
 * </pre>
 */
public final class GemmFloat {

    private static final int MR = BlockingFloat.MR;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;
    private static final int KC = BlockingFloat.KC;
    private static final int MC = BlockingFloat.MC;
    private static final int NC = BlockingFloat.NC;

    private GemmFloat() {}

    /**
     * Elements of workspace a multiplication needs.
     *
     * @param p the sizes
     * @return panels of A and B and one tile of C
     */
    public static int workspaceElements(GemmProblem p) {
        int rows = Math.min(MC, p.m());
        int kc = Math.min(KC, p.k());
        return BlockingFloat.pieces(rows, MR) * STEP * kc + PackFloat.panelElements(kc, Math.min(NC, p.n())) + MR * NR;
    }

    /**
     * Computes {@code C = alpha * op(A) * op(B) + beta * C}.
     *
     * @param p the sizes
     * @param alpha factor of the product
     * @param a matrix A
     * @param aOffset where it starts
     * @param b matrix B
     * @param bOffset where it starts
     * @param beta factor of C
     * @param c matrix C
     * @param cOffset where it starts
     * @param workspace at least {@link #workspaceElements} elements from its offset
     * @param workspaceOffset where it starts
     */
    public static void run(
            GemmProblem p,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int workspaceOffset) {
        int kBlocks = Math.max(1, BlockingFloat.pieces(p.k(), KC)); // without products C is still scaled
        int nBlocks = BlockingFloat.pieces(p.n(), NC);
        int mBlocks = BlockingFloat.pieces(p.m(), MC);
        int tile = workspaceOffset;
        int bBlock = tile + MR * NR;
        int aBlock = bBlock + PackFloat.panelElements(Math.min(KC, p.k()), Math.min(NC, p.n()));
        for (int jb = 0; jb < nBlocks; jb++) {
            int j0 = jb * NC;
            int columns = Math.min(NC, p.n() - j0);
            for (int kb = 0; kb < kBlocks; kb++) {
                int k0 = BlockingFloat.start(p.k(), kBlocks, kb);
                int kc = BlockingFloat.start(p.k(), kBlocks, kb + 1) - k0;
                if (p.transB()) {
                    PackFloat.panelsTransposed(b, bOffset + j0 * p.ldb() + k0, p.ldb(), kc, columns, workspace, bBlock);
                } else {
                    PackFloat.panels(b, bOffset + k0 * p.ldb() + j0, p.ldb(), kc, columns, workspace, bBlock);
                }
                for (int ib = 0; ib < mBlocks; ib++) {
                    int i0 = BlockingFloat.start(p.m(), mBlocks, ib);
                    int rows = BlockingFloat.start(p.m(), mBlocks, ib + 1) - i0;
                    packA(p, a, aOffset, i0, rows, k0, kc, workspace, aBlock);
                    int to = cOffset + i0 * p.ldc() + j0;
                    block(p, rows, columns, kc, alpha, workspace, aBlock, bBlock, tile, kb == 0 ? beta : 1, c, to);
                }
            }
        }
    }

    private static void packA(
            GemmProblem p, float[] a, int aOffset, int i0, int rows, int k0, int kc, float[] workspace, int aBlock) {
        int panels = BlockingFloat.pieces(rows, MR);
        for (int i = 0; i < panels; i++) {
            int first = BlockingFloat.start(rows, panels, i);
            int count = BlockingFloat.start(rows, panels, i + 1) - first;
            int to = aBlock + i * STEP * kc;
            if (p.transA()) {
                PackFloat.columnsTransposed(a, aOffset + k0 * p.lda() + i0 + first, p.lda(), count, kc, workspace, to);
            } else {
                PackFloat.columns(a, aOffset + (i0 + first) * p.lda() + k0, p.lda(), count, kc, workspace, to);
            }
        }
    }

    /** The two inner loops: a block of A by a block of B. */
    private static void block(
            GemmProblem p,
            int rows,
            int columns,
            int kc,
            float alpha,
            float[] workspace,
            int aBlock,
            int bBlock,
            int tile,
            float beta,
            float[] c,
            int cOffset) {
        int panels = BlockingFloat.pieces(rows, MR);
        for (int j = 0; j < columns; j += NR) {
            int width = Math.min(NR, columns - j);
            for (int i = 0; i < panels; i++) {
                int first = BlockingFloat.start(rows, panels, i);
                int count = BlockingFloat.start(rows, panels, i + 1) - first;
                int a = aBlock + i * STEP * kc;
                MicroKernelFloat.columns(count, kc, workspace, a, workspace, bBlock + j * kc, workspace, tile);
                int to = cOffset + first * p.ldc() + j;
                FinishFloat.scale(count, width, alpha, workspace, tile, beta, c, to, p.ldc());
            }
        }
    }
}
