package io.github.jconv.bench.peers;

import io.github.jconv.DType;
import io.github.jconv.GemmProblem;
import io.github.jconv.reference.ReferenceGemmFloat;
import java.util.SplittableRandom;

/**
 * Two square matrices of small integers, so that their product is exact in float32 already, and the check of what a library makes
 * of them.
 *
 * @param type what they are multiplied in
 * @param n rows and columns
 * @param a by rows
 * @param b by rows
 */
public record GemmData(DType type, int n, float[] a, float[] b) {

    private static final int ROWS = 16;

    /**
     * Makes the operands.
     *
     * @param work which product
     * @return the same numbers in every process
     */
    public static GemmData of(Work.Gemm work) {
        return new GemmData(work.type(), work.n(), integers(work.n(), 1), integers(work.n(), 2));
    }

    /**
     * A product in float64 as it is checked: whole numbers, which no rounding changes.
     *
     * @param product by rows
     * @return a copy; NaN where an element is no float
     */
    public static float[] floats(double... product) {
        float[] narrow = new float[product.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) product[i] == product[i] ? (float) product[i] : Float.NaN;
        }
        return narrow;
    }

    private static float[] integers(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] matrix = new float[n * n];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = random.nextInt(-4, 5);
        }
        return matrix;
    }

    /**
     * Compares some rows of a product with the reference; all would take seconds.
     *
     * @param c the product, by rows
     * @return 0 if they are equal, else infinity
     */
    public double worst(float[] c) {
        int rows = Math.min(n, ROWS);
        float[] lastA = new float[rows * n];
        System.arraycopy(a, (n - rows) * n, lastA, 0, rows * n);
        return matches(a, c, 0, rows) && matches(lastA, c, n - rows, rows) ? 0 : Double.POSITIVE_INFINITY;
    }

    private boolean matches(float[] left, float[] c, int row, int rows) {
        float[] expected = new float[rows * n];
        GemmProblem some = new GemmProblem(DType.FLOAT32, false, false, rows, n, n, n, n, n);
        ReferenceGemmFloat.gemm(some, 1, left, 0, b, 0, 0, expected, 0);
        for (int i = 0; i < expected.length; i++) {
            if (c[row * n + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
