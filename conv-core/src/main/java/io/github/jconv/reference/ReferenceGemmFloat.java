package io.github.jconv.reference;

import io.github.jconv.GemmProblem;

/**
 * The reference of {@code sgemm} with row-major matrices, as the BLAS defines it: {@code C[i][j] = alpha * (sum over l
 * of op(A)[i][l] * op(B)[l][j]) + beta * C[i][j]}.
 *
 * <p>All methods are static and keep no state: many threads may call them.
 */
public final class ReferenceGemmFloat {
    private ReferenceGemmFloat() {}

    /**
     * Multiplies. Where beta is 0, C is not read: what it holds, NaN included, does not matter.
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
     */
    public static void gemm(
            GemmProblem p,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset) {
        for (int i = 0; i < p.m(); i++) {
            for (int j = 0; j < p.n(); j++) {
                double sum = 0;
                for (int l = 0; l < p.k(); l++) {
                    double x = a[aOffset + (p.transA() ? l * p.lda() + i : i * p.lda() + l)];
                    sum += x * b[bOffset + (p.transB() ? j * p.ldb() + l : l * p.ldb() + j)];
                }
                int at = cOffset + i * p.ldc() + j;
                c[at] = (float) (beta == 0 ? alpha * sum : alpha * sum + (double) beta * c[at]);
            }
        }
    }
}
