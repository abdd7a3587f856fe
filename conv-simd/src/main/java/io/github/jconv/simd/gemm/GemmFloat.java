package io.github.jconv.simd.gemm;

import io.github.jconv.GemmProblem;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.Blocking;

/**
 * Matrix multiplication in five loops around the micro-kernel, after Goto and van de Geijn (Anatomy of High-Performance
 * Matrix Multiplication, ACM TOMS 34(3), 2008) with the parts of A and B exchanged:
 *
 * <pre>
 * for each KC products
 *   for each MC rows of C                  block of A, by rows or columns, behind the second cache
 *     for each NC columns of C             block of B, {@link PackFloat#panels}, stays in the second cache
 *       for each MR rows                   panel of A, stays in the first cache
 *         for each NR columns              panel of B, {@link MicroKernelFloat}
 * </pre>
 *
 * C is walked along its rows, so that the hardware fetches the next tile while this one is computed; down its columns,
 * where every row lies in a page of its own, nothing does. Long rows of A are copied as they lie; short ones, for which
 * the constant step between rows would be mostly empty, and transposed ones are packed by columns. Few rows and few
 * columns have ways of their own, {@link FewRowsFloat}, {@link FewColumnsFloat}, {@link RowsInPlaceFloat} and
 * {@link ColumnsInPlaceFloat}.
 */
public final class GemmFloat {

    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;
    private static final int ROW_STEP = BlockingFloat.ROW_STEP;

    private final int mr;
    private final int kcMost;
    private final int mc;
    private final int nc;

    /**
     * A multiplication.
     *
     * @param blocking block sizes in place of those derived from registers and caches
     */
    public GemmFloat(Blocking blocking) {
        BlockingFloat sizes = BlockingFloat.of(blocking);
        mr = sizes.mr;
        kcMost = sizes.kc;
        mc = sizes.mc;
        nc = sizes.nc;
    }

    /**
     * Packs all of B, block after block, as {@link #run} reads it when it is given {@code packedB}.
     *
     * @param p the sizes; m takes no part
     * @param b matrix B
     * @param bOffset where it starts
     * @param to receives the blocks
     * @param toOffset where the first starts
     */
    public void pack(GemmProblem p, float[] b, int bOffset, float[] to, int toOffset) {
        int kBlocks = BlockingFloat.pieces(p.k(), kcMost);
        for (int kb = 0; kb < kBlocks; kb++) {
            int k0 = BlockingFloat.start(p.k(), kBlocks, kb);
            int kc = BlockingFloat.start(p.k(), kBlocks, kb + 1) - k0;
            packB(p, b, bOffset, 0, p.n(), k0, kc, to, toOffset + packedBlock(p, k0, 0, kc));
        }
    }

    /** Where the block of B at product k0 and column j0 starts: panels are as long as the KC is. */
    private static int packedBlock(GemmProblem p, int k0, int j0, int kc) {
        return BlockingFloat.pieces(p.n(), NR) * NR * k0 + j0 * kc;
    }

    /**
     * Elements of workspace a multiplication needs.
     *
     * @param p the sizes
     * @return panels of A and B, and sums before they go to C
     */
    public int workspaceElements(GemmProblem p) {
        int rows = Math.min(mc, p.m());
        int kc = Math.min(kcMost, p.k());
        if (FewColumnsFloat.takes(p)) {
            return FewColumnsFloat.workspaceElements(p, kc);
        }
        if (RowsInPlaceFloat.takes(p)) {
            return RowsInPlaceFloat.workspaceElements(p, kc);
        }
        if (ColumnsInPlaceFloat.takes(p)) {
            return ColumnsInPlaceFloat.workspaceElements(p, kc, mr);
        }
        return FewRowsFloat.workspaceElements(FewRowsFloat.columns(p.m(), p.n(), p.transB()))
                + BlockingFloat.pieces(rows, mr) * panelOfA(p, kc)
                + PackFloat.panelElements(kc, Math.min(nc, p.n()))
                + mr * NR;
    }

    /**
     * The block sizes as they are for a problem: less than what was asked for where it is cut evenly or fits one block.
     *
     * @param p the sizes
     * @return a few words
     */
    public String detail(GemmProblem p) {
        int rows = largest(p.m(), mc);
        int panels = BlockingFloat.pieces(p.n(), NR);
        return largest(rows, mr) + "x" + NR + " kc=" + largest(p.k(), kcMost) + " mc=" + rows + " nc="
                + largest(panels, Math.max(1, nc / NR)) * NR;
    }

    /** The largest of the even pieces that a length is cut into. */
    private static int largest(int length, int most) {
        return BlockingFloat.pieces(length, Math.max(1, BlockingFloat.pieces(length, most)));
    }

    /** Whether panels of A have the form "rows". */
    private boolean byRows(GemmProblem p) {
        return !p.transA() && Math.min(p.k(), kcMost) >= BlockingFloat.KC / 2;
    }

    /** Elements of a panel of A. */
    private int panelOfA(GemmProblem p, int kc) {
        return byRows(p) ? mr * ROW_STEP : STEP * kc;
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
     * @param packed whether b holds what {@link #pack} wrote
     * @param beta factor of C
     * @param c matrix C
     * @param cOffset where it starts
     * @param workspace at least {@link #workspaceElements} elements from its offset
     * @param workspaceOffset where it starts
     */
    public void run(
            GemmProblem p,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            boolean packed,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int workspaceOffset) {
        if (FewColumnsFloat.takes(p) || RowsInPlaceFloat.takes(p) || ColumnsInPlaceFloat.takes(p)) {
            fewColumns(p, alpha, a, aOffset, b, bOffset, packed, beta, c, cOffset, workspace, workspaceOffset);
            return;
        }
        int kBlocks = Math.max(1, BlockingFloat.pieces(p.k(), kcMost)); // without products C is still scaled
        int mBlocks = BlockingFloat.pieces(p.m(), mc);
        int asTheyLie = packed ? 0 : FewRowsFloat.columns(p.m(), p.n(), p.transB());
        int nBlocks = BlockingFloat.pieces(p.n() - asTheyLie, nc);
        int panels = BlockingFloat.pieces(p.n() - asTheyLie, NR);
        int tile = workspaceOffset;
        int bBlock = tile + mr * NR;
        int aBlock = bBlock + PackFloat.panelElements(Math.min(kcMost, p.k()), Math.min(nc, p.n()));
        int sums = aBlock + BlockingFloat.pieces(Math.min(mc, p.m()), mr) * panelOfA(p, Math.min(kcMost, p.k()));
        for (int kb = 0; kb < kBlocks; kb++) {
            int k0 = BlockingFloat.start(p.k(), kBlocks, kb);
            int kc = BlockingFloat.start(p.k(), kBlocks, kb + 1) - k0;
            for (int ib = 0; ib < mBlocks; ib++) {
                int i0 = BlockingFloat.start(p.m(), mBlocks, ib);
                int rows = BlockingFloat.start(p.m(), mBlocks, ib + 1) - i0;
                packA(p, a, aOffset, i0, rows, k0, kc, workspace, aBlock);
                if (asTheyLie > 0) {
                    fewRows(
                            p, i0, rows, asTheyLie, k0, kc, alpha, b, bOffset, beta, c, cOffset, workspace, aBlock,
                            sums);
                }
                for (int jb = 0; jb < nBlocks; jb++) {
                    int j0 = asTheyLie + BlockingFloat.start(panels, nBlocks, jb) * NR;
                    int end = asTheyLie + BlockingFloat.start(panels, nBlocks, jb + 1) * NR;
                    int columns = Math.min(p.n(), end) - j0;
                    if (!packed) {
                        packB(p, b, bOffset, j0, columns, k0, kc, workspace, bBlock);
                    }
                    float[] panelsOfB = packed ? b : workspace;
                    int firstPanel = packed ? bOffset + packedBlock(p, k0, j0, kc) : bBlock;
                    int to = cOffset + i0 * p.ldc() + j0;
                    block(
                            p,
                            rows,
                            columns,
                            kc,
                            alpha,
                            panelsOfB,
                            firstPanel,
                            kb == 0 ? beta : 1,
                            c,
                            to,
                            workspace,
                            aBlock,
                            tile);
                }
            }
        }
    }

    private void fewColumns(
            GemmProblem p,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            boolean packed,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int workspaceOffset) {
        int kBlocks = Math.max(1, BlockingFloat.pieces(p.k(), kcMost)); // without products C is still scaled
        boolean transB = !packed && p.transB();
        int ldb = packed ? NR : p.ldb();
        int bRow = transB ? 1 : ldb;
        int bColumn = transB ? ldb : 1;
        for (int kb = 0; kb < kBlocks; kb++) {
            int k0 = BlockingFloat.start(p.k(), kBlocks, kb);
            int kc = BlockingFloat.start(p.k(), kBlocks, kb + 1) - k0;
            float factor = kb == 0 ? beta : 1;
            int from = bOffset + (packed ? packedBlock(p, k0, 0, kc) : k0 * bRow);
            int panel = packed ? NR * kc : NR * bColumn;
            if (FewColumnsFloat.takes(p)) {
                FewColumnsFloat.run(
                        p,
                        k0,
                        kc,
                        alpha,
                        a,
                        aOffset,
                        b,
                        from,
                        bRow,
                        bColumn,
                        factor,
                        c,
                        cOffset,
                        workspace,
                        workspaceOffset);
            } else if (ColumnsInPlaceFloat.takes(p)) {
                ColumnsInPlaceFloat.run(
                        p,
                        mr,
                        k0,
                        kc,
                        alpha,
                        a,
                        aOffset,
                        b,
                        from,
                        ldb,
                        transB,
                        panel,
                        factor,
                        c,
                        cOffset,
                        workspace,
                        workspaceOffset);
            } else {
                RowsInPlaceFloat.run(
                        p,
                        k0,
                        kc,
                        alpha,
                        a,
                        aOffset,
                        b,
                        from,
                        bRow,
                        bColumn,
                        panel,
                        factor,
                        c,
                        cOffset,
                        workspace,
                        workspaceOffset);
            }
        }
    }

    /** Panels of A, one after the other, times columns of B as they lie. */
    private void fewRows(
            GemmProblem p,
            int i0,
            int rows,
            int columns,
            int k0,
            int kc,
            float alpha,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int aBlock,
            int sums) {
        int panels = BlockingFloat.pieces(rows, mr);
        for (int i = 0; i < panels; i++) {
            int first = BlockingFloat.start(rows, panels, i);
            int count = BlockingFloat.start(rows, panels, i + 1) - first;
            FewRowsFloat.run(
                    count,
                    columns,
                    kc,
                    alpha,
                    workspace,
                    aBlock + i * panelOfA(p, kc),
                    byRows(p) ? ROW_STEP : 1,
                    byRows(p) ? 1 : STEP,
                    b,
                    bOffset + k0 * p.ldb(),
                    p.ldb(),
                    k0 == 0 ? beta : 1,
                    c,
                    cOffset + (i0 + first) * p.ldc(),
                    p.ldc(),
                    workspace,
                    sums);
        }
    }

    private static void packB(
            GemmProblem p, float[] b, int bOffset, int j0, int columns, int k0, int kc, float[] workspace, int bBlock) {
        if (p.transB()) {
            PackFloat.panelsTransposed(b, bOffset + j0 * p.ldb() + k0, p.ldb(), kc, columns, workspace, bBlock);
        } else {
            PackFloat.panels(b, bOffset + k0 * p.ldb() + j0, p.ldb(), kc, columns, workspace, bBlock);
        }
    }

    private void packA(
            GemmProblem p, float[] a, int aOffset, int i0, int rows, int k0, int kc, float[] workspace, int aBlock) {
        int panels = BlockingFloat.pieces(rows, mr);
        for (int i = 0; i < panels; i++) {
            int first = BlockingFloat.start(rows, panels, i);
            int count = BlockingFloat.start(rows, panels, i + 1) - first;
            int to = aBlock + i * panelOfA(p, kc);
            if (byRows(p)) {
                PackFloat.rows(a, aOffset + (i0 + first) * p.lda() + k0, p.lda(), count, kc, workspace, to);
            } else if (p.transA()) {
                PackFloat.columnsTransposed(a, aOffset + k0 * p.lda() + i0 + first, p.lda(), count, kc, workspace, to);
            } else {
                PackFloat.columns(a, aOffset + (i0 + first) * p.lda() + k0, p.lda(), count, kc, workspace, to);
            }
        }
    }

    /** The two inner loops: a block of A by a block of B. */
    private void block(
            GemmProblem p,
            int rows,
            int columns,
            int kc,
            float alpha,
            float[] panelsOfB,
            int bBlock,
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int aBlock,
            int tile) {
        int panels = BlockingFloat.pieces(rows, mr);
        int direct = alpha == 1 && (beta == 0 || beta == 1) ? columns / NR * NR : 0;
        boolean byRows = byRows(p);
        for (int i = 0; i < panels; i++) {
            int first = BlockingFloat.start(rows, panels, i);
            int count = BlockingFloat.start(rows, panels, i + 1) - first;
            int a = aBlock + i * panelOfA(p, kc);
            int to = cOffset + first * p.ldc();
            for (int j = 0; j < columns; j += NR) {
                int b = bBlock + j * kc;
                if (j >= direct) {
                    product(byRows, count, kc, workspace, a, panelsOfB, b, 0, workspace, tile, NR);
                    int width = Math.min(NR, columns - j);
                    FinishFloat.scale(count, width, alpha, workspace, tile, beta, c, to + j, p.ldc());
                } else {
                    product(byRows, count, kc, workspace, a, panelsOfB, b, beta, c, to + j, p.ldc());
                }
            }
        }
    }

    /** One tile: {@code C = A * B} where beta is 0, {@code C += A * B} where it is 1. */
    private static void product(
            boolean byRows,
            int rows,
            int kc,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset,
            int ldc) {
        if (byRows && beta == 0) {
            MicroKernelFloat.rowsInto(rows, kc, a, aOffset, b, bOffset, null, 0, c, cOffset, ldc);
        } else if (byRows) {
            MicroKernelFloat.rowsOnto(rows, kc, a, aOffset, b, bOffset, null, 0, c, cOffset, ldc);
        } else if (beta == 0) {
            MicroKernelFloat.columnsInto(rows, kc, a, aOffset, b, bOffset, null, 0, c, cOffset, ldc);
        } else {
            MicroKernelFloat.columnsOnto(rows, kc, a, aOffset, b, bOffset, null, 0, c, cOffset, ldc);
        }
    }
}
