package io.github.jconv.simd.gemm;

import io.github.jconv.GemmProblem;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A times a few columns: sums of rows of A, read where they lie, with columns of B, copied side by side. A panel of B
 * would be mostly zeros. Each lane sums every L-th product; lanes are added in the order of a transposed square, the same
 * in every virtual machine.
 */
final class FewColumnsFloat {

    /** Rows whose sums wait to be added up; twice as many are whole squares for every number of lanes. */
    private static final int ROWS = 32;

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;

    private FewColumnsFloat() {}

    /**
     * Whether most of a panel would be zeros, and sums are long enough to be worth adding up lanes: the more columns, the less
     * of a vector {@link RowsInPlaceFloat} wastes.
     */
    static boolean takes(GemmProblem p) {
        return !p.transA() && p.n() > 0 && p.n() <= NR / 4 && p.k() >= 2 * L * Math.max(2, p.n());
    }

    /** Elements of workspace with so many products in one go. */
    static int workspaceElements(GemmProblem p, int kc) {
        int pairs = pairs(p);
        return 2 * pairs * columnStep(kc) + pairs * 2 * ROWS * L + L * L + 2 * ROWS + 4 * L;
    }

    private static int pairs(GemmProblem p) {
        return (p.n() + 1) / 2;
    }

    /** From one copied column of B to the next. */
    private static int columnStep(int kc) {
        return (kc + L - 1) / L * L;
    }

    /**
     * Computes {@code C = alpha * A * B + beta * C}.
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
            float beta,
            float[] c,
            int cOffset,
            float[] workspace,
            int workspaceOffset) {
        int step = columnStep(kc);
        int pairs = pairs(p);
        int full = kc / L * L;
        int sums = workspaceOffset + 2 * pairs * step;
        int square = sums + pairs * 2 * ROWS * L;
        int added = square + L * L;
        int tail = added + 2 * ROWS;
        copyColumns(p.n(), kc, b, bOffset, bRow, bColumn, workspace, workspaceOffset, step, pairs);
        for (int i0 = 0; i0 < p.m(); i0 += ROWS) {
            int rows = Math.min(ROWS, p.m() - i0);
            for (int i = 0; i < rows; i += 4) {
                int from = aOffset + (i0 + i) * p.lda() + k0;
                // Where there are less than four, the last is taken again.
                int last = rows - i - 1;
                int a1 = from + Math.min(1, last) * p.lda();
                int a2 = from + Math.min(2, last) * p.lda();
                int a3 = from + Math.min(3, last) * p.lda();
                if (full < kc) {
                    copyTail(kc - full, a, from + full, workspace, tail);
                    copyTail(kc - full, a, a1 + full, workspace, tail + L);
                    copyTail(kc - full, a, a2 + full, workspace, tail + 2 * L);
                    copyTail(kc - full, a, a3 + full, workspace, tail + 3 * L);
                }
                for (int j = 0; j < pairs; j++) {
                    int b0 = workspaceOffset + 2 * j * step;
                    int to = sums + (j * ROWS + i) * 2 * L;
                    tile(full, a, from, a1, a2, a3, workspace, b0, b0 + step, full < kc, tail, to);
                }
            }
            for (int j = 0; j < pairs; j++) {
                addUp(2 * rows, workspace, sums + j * 2 * ROWS * L, square, added);
                int columns = Math.min(2, p.n() - 2 * j);
                int to = cOffset + i0 * p.ldc() + 2 * j;
                store(rows, columns, alpha, workspace, added, beta, c, to, p.ldc());
            }
        }
    }

    /** Columns of B side by side, filled with zeros to whole vectors and an even number. */
    private static void copyColumns(
            int n,
            int kc,
            float[] b,
            int bOffset,
            int bRow,
            int bColumn,
            float[] to,
            int toOffset,
            int step,
            int pairs) {
        for (int j = 0; j < n; j++) {
            int at = toOffset + j * step;
            for (int q = 0; q < kc; q++) {
                to[at + q] = b[bOffset + q * bRow + j * bColumn];
            }
            Arrays.fill(to, at + kc, at + step, 0f);
        }
        Arrays.fill(to, toOffset + n * step, toOffset + 2 * pairs * step, 0f);
    }

    private static void copyTail(int length, float[] a, int from, float[] to, int at) {
        System.arraycopy(a, from, to, at, length);
        Arrays.fill(to, at + length, at + L, 0f);
    }

    /** Four rows by two columns: eight vectors of sums. */
    private static void tile(
            int full,
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            float[] w,
            int b0,
            int b1,
            boolean hasTail,
            int tail,
            int to) {
        FloatVector c00 = FloatVector.zero(S);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        for (int q = 0; q < full; q += L) {
            FloatVector left = FloatVector.fromArray(S, w, b0 + q);
            FloatVector right = FloatVector.fromArray(S, w, b1 + q);
            FloatVector row = FloatVector.fromArray(S, a, a0 + q);
            c00 = row.fma(left, c00);
            c01 = row.fma(right, c01);
            row = FloatVector.fromArray(S, a, a1 + q);
            c10 = row.fma(left, c10);
            c11 = row.fma(right, c11);
            row = FloatVector.fromArray(S, a, a2 + q);
            c20 = row.fma(left, c20);
            c21 = row.fma(right, c21);
            row = FloatVector.fromArray(S, a, a3 + q);
            c30 = row.fma(left, c30);
            c31 = row.fma(right, c31);
        }
        if (hasTail) {
            FloatVector left = FloatVector.fromArray(S, w, b0 + full);
            FloatVector right = FloatVector.fromArray(S, w, b1 + full);
            FloatVector row = FloatVector.fromArray(S, w, tail);
            c00 = row.fma(left, c00);
            c01 = row.fma(right, c01);
            row = FloatVector.fromArray(S, w, tail + L);
            c10 = row.fma(left, c10);
            c11 = row.fma(right, c11);
            row = FloatVector.fromArray(S, w, tail + 2 * L);
            c20 = row.fma(left, c20);
            c21 = row.fma(right, c21);
            row = FloatVector.fromArray(S, w, tail + 3 * L);
            c30 = row.fma(left, c30);
            c31 = row.fma(right, c31);
        }
        c00.intoArray(w, to);
        c01.intoArray(w, to + L);
        c10.intoArray(w, to + 2 * L);
        c11.intoArray(w, to + 3 * L);
        c20.intoArray(w, to + 4 * L);
        c21.intoArray(w, to + 5 * L);
        c30.intoArray(w, to + 6 * L);
        c31.intoArray(w, to + 7 * L);
    }

    /** Adds up the lanes of so many vectors; what a last square has beyond them is nobody's. */
    private static void addUp(int count, float[] w, int sums, int square, int added) {
        for (int s = 0; s < count; s += L) {
            TransposeFloat.square(w, sums + s * L, L, w, square, L, L, L);
            FloatVector even = FloatVector.fromArray(S, w, square);
            FloatVector odd = FloatVector.fromArray(S, w, square + L);
            for (int i = 2 * L; i < L * L; i += 2 * L) {
                even = even.add(FloatVector.fromArray(S, w, square + i));
                odd = odd.add(FloatVector.fromArray(S, w, square + i + L));
            }
            even.add(odd).intoArray(w, added + s);
        }
    }

    /** Sums lie in pairs. */
    private static void store(
            int rows, int columns, float alpha, float[] w, int added, float beta, float[] c, int cOffset, int ldc) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int to = cOffset + i * ldc + j;
                float sum = alpha * w[added + 2 * i + j];
                c[to] = beta == 0 ? sum : beta * c[to] + sum;
            }
        }
    }
}
