package io.github.jconv;

/**
 * The sizes of {@code C = alpha * op(A) * op(B) + beta * C} with row-major matrices: op(A) is m x k, op(B) is k x n, C
 * is m x n. Immutable and safe for use by many threads.
 *
 * @param type the element type
 * @param transA whether A is stored k x m
 * @param transB whether B is stored n x k
 * @param m rows of C, 0 or more
 * @param n columns of C, 0 or more
 * @param k terms of each sum, 0 or more
 * @param lda elements from one stored row of A to the next
 * @param ldb elements from one stored row of B to the next
 * @param ldc elements from one row of C to the next
 */
public record GemmProblem(DType type, boolean transA, boolean transB, int m, int n, int k, int lda, int ldb, int ldc)
        implements Tunable {

    /** How its key begins. */
    static final String WORD = "gemm";

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is negative or a leading dimension is shorter than its row
     */
    public GemmProblem {
        Checks.notNull("element type", type);
        size("m", m);
        size("n", n);
        size("k", k);
        leading("lda", lda, transA ? m : k);
        leading("ldb", ldb, transB ? k : n);
        leading("ldc", ldc, n);
    }

    private static void size(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("gemm has " + name + " = " + value + " but needs at least 0");
        }
    }

    private static void leading(String name, int value, int row) {
        if (value < Math.max(1, row)) {
            throw new IllegalArgumentException(
                    "gemm has " + name + " = " + value + " but a stored row needs at least " + Math.max(1, row));
        }
    }

    /**
     * Elements A spans.
     *
     * @return from its first to its last, 0 if it is empty
     */
    public long elementsA() {
        return transA ? span(k, m, lda) : span(m, k, lda);
    }

    /**
     * Elements B spans.
     *
     * @return from its first to its last, 0 if it is empty
     */
    public long elementsB() {
        return transB ? span(n, k, ldb) : span(k, n, ldb);
    }

    /**
     * Elements C spans.
     *
     * @return from its first to its last, 0 if it is empty
     */
    public long elementsC() {
        return span(m, n, ldc);
    }

    private static long span(long rows, int columns, int leading) {
        return rows == 0 || columns == 0 ? 0 : (rows - 1) * leading + columns;
    }

    /**
     * Type, m x n x k, and which operands are stored transposed; leading dimensions
     * take no part.
     *
     * @return one line, such as {@code gemm float32 64x1000x256 tB}
     */
    @Override
    public String tuningKey() {
        return WORD + " " + type.name().toLowerCase(java.util.Locale.ROOT) + " " + m + "x" + n + "x" + k
                + (transA ? " tA" : "") + (transB ? " tB" : "");
    }

    /** The key, and leading dimensions that are longer than their rows. */
    @Override
    public String toString() {
        return tuningKey()
                + (lda > Math.max(1, transA ? m : k) ? " lda=" + lda : "")
                + (ldb > Math.max(1, transB ? k : n) ? " ldb=" + ldb : "")
                + (ldc > Math.max(1, n) ? " ldc=" + ldc : "");
    }

    /**
     * The work.
     *
     * @return m * n * k multiply-adds
     */
    public double macs() {
        return (double) m * n * k;
    }
}
