package io.github.jconv.simd.gemm;

import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A few rows of A times B as it lies. Packing B reads and writes all of it, which pays where many rows use it; here four
 * of B's rows at a time are added to sums that stay in the first cache. Each sum is that of the micro-kernel, product by
 * product, so the bits are those of a packed B.
 */
final class FewRowsFloat {

    /** Rows of C up to which B is read where it lies. */
    private static final int MOST = 8;

    /** Sums that a pass over B's rows adds to: half of a small first cache. */
    private static final int SUMS = (16 << 10) / Float.BYTES;

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;

    private FewRowsFloat() {}

    /** Columns of C that are computed here: whole panels, for nothing is read beyond B's rows. */
    static int columns(int m, int n, boolean transB) {
        return m > MOST || transB ? 0 : n / NR * NR;
    }

    /** Elements of workspace for so many columns. */
    static int workspaceElements(int columns) {
        return MOST * Math.min(SUMS / MOST, columns); // a row may have more columns than an int holds eight times
    }

    /**
     * Computes {@code C = alpha * A * B + beta * C} for whole panels of columns.
     *
     * @param rows of A and C, 1 to MOST
     * @param columns of B and C, whole panels
     * @param kc columns of A and rows of B
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where it starts
     * @param aRow from one row of A to the next
     * @param aColumn from one column of A to the next
     * @param b holds B
     * @param bOffset where it starts
     * @param ldb from one row of B to the next
     * @param beta factor of C
     * @param c holds C
     * @param cOffset where it starts
     * @param ldc from one row of C to the next
     * @param sums workspace
     * @param sumsOffset where it starts
     */
    static void run(
            int rows,
            int columns,
            int kc,
            float alpha,
            float[] a,
            int aOffset,
            int aRow,
            int aColumn,
            float[] b,
            int bOffset,
            int ldb,
            float beta,
            float[] c,
            int cOffset,
            int ldc,
            float[] sums,
            int sumsOffset) {
        int most = SUMS / (rows * NR) * NR;
        for (int j0 = 0; j0 < columns; j0 += most) {
            int width = Math.min(most, columns - j0);
            Arrays.fill(sums, sumsOffset, sumsOffset + rows * width, 0f);
            int p = 0;
            for (; p + 4 <= kc; p += 4) {
                int from = bOffset + p * ldb + j0;
                four(rows, width, a, aOffset + p * aColumn, aRow, aColumn, b, from, ldb, sums, sumsOffset);
            }
            for (; p < kc; p++) {
                one(rows, width, a, aOffset + p * aColumn, aRow, b, bOffset + p * ldb + j0, sums, sumsOffset);
            }
            for (int j = 0; j < width; j += NR) {
                FinishFloat.scale(rows, NR, alpha, sums, sumsOffset + rows * j, beta, c, cOffset + j0 + j, ldc);
            }
        }
    }

    /** Adds the products of four rows of B. */
    private static void four(
            int rows,
            int width,
            float[] a,
            int aOffset,
            int aRow,
            int aColumn,
            float[] b,
            int bOffset,
            int ldb,
            float[] sums,
            int sumsOffset) {
        int to = sumsOffset;
        for (int j = bOffset; j < bOffset + width; j += NR) {
            FloatVector b00 = FloatVector.fromArray(S, b, j);
            FloatVector b01 = FloatVector.fromArray(S, b, j + L);
            FloatVector b10 = FloatVector.fromArray(S, b, j + ldb);
            FloatVector b11 = FloatVector.fromArray(S, b, j + ldb + L);
            FloatVector b20 = FloatVector.fromArray(S, b, j + 2 * ldb);
            FloatVector b21 = FloatVector.fromArray(S, b, j + 2 * ldb + L);
            FloatVector b30 = FloatVector.fromArray(S, b, j + 3 * ldb);
            FloatVector b31 = FloatVector.fromArray(S, b, j + 3 * ldb + L);
            for (int i = 0, from = aOffset; i < rows; i++, from += aRow, to += NR) {
                FloatVector a0 = FloatVector.broadcast(S, a[from]);
                FloatVector a1 = FloatVector.broadcast(S, a[from + aColumn]);
                FloatVector a2 = FloatVector.broadcast(S, a[from + 2 * aColumn]);
                FloatVector a3 = FloatVector.broadcast(S, a[from + 3 * aColumn]);
                FloatVector c0 = a0.fma(b00, FloatVector.fromArray(S, sums, to));
                FloatVector c1 = a0.fma(b01, FloatVector.fromArray(S, sums, to + L));
                c0 = a1.fma(b10, c0);
                c1 = a1.fma(b11, c1);
                c0 = a2.fma(b20, c0);
                c1 = a2.fma(b21, c1);
                a3.fma(b30, c0).intoArray(sums, to);
                a3.fma(b31, c1).intoArray(sums, to + L);
            }
        }
    }

    /** Adds the products of one row of B. */
    private static void one(
            int rows,
            int width,
            float[] a,
            int aOffset,
            int aRow,
            float[] b,
            int bOffset,
            float[] sums,
            int sumsOffset) {
        int to = sumsOffset;
        for (int j = bOffset; j < bOffset + width; j += NR) {
            FloatVector b0 = FloatVector.fromArray(S, b, j);
            FloatVector b1 = FloatVector.fromArray(S, b, j + L);
            for (int i = 0, from = aOffset; i < rows; i++, from += aRow, to += NR) {
                FloatVector a0 = FloatVector.broadcast(S, a[from]);
                a0.fma(b0, FloatVector.fromArray(S, sums, to)).intoArray(sums, to);
                a0.fma(b1, FloatVector.fromArray(S, sums, to + L)).intoArray(sums, to + L);
            }
        }
    }
}
