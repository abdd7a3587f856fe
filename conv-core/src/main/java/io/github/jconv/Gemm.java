package io.github.jconv;

import io.github.jconv.machine.Machine;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.Verdict;
import java.util.List;

/**
 * General matrix multiplication as BLAS defines it, on row-major matrices: {@code C = alpha * op(A) * op(B) + beta *
 * C}, where op transposes or not.
 *
 * <p>What a profile measured ({@code jconv.profile} or {@code JCONV_PROFILE}, read at the first call; docs/tuning.md) goes
 * before the cost model, for a packed B too if it was measured for 64 rows.
 *
 * <p>op(A) is m x k, op(B) is k x n, C is m x n. Where beta is 0, C is not read, so it may hold anything, NaN included.
 * Each element satisfies the bound of {@link io.github.jconv.numerics.Numerics} with k + 1 terms. Runs on the calling
 * thread and, once warm, allocates only the description of the problem, some 150 bytes; safe for use by many threads on different C.
 *
 * {@snippet class="Examples" region="gemm"}
 */
public final class Gemm {

    /** How many rows the left operands of a packed matrix are taken to have when its algorithm is chosen. */
    private static final int PACKED_FOR = 64;

    private Gemm() {}

    /**
     * {@code C = A * B} for dense row-major matrices.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param a m * k elements
     * @param b k * n elements
     * @param c m * n elements, overwritten; another array than a and b
     * @throws IllegalArgumentException if an array is null or too short, or a size is negative
     */
    public static void sgemm(int m, int n, int k, float[] a, float[] b, float[] c) {
        sgemm(false, false, m, n, k, 1, a, 0, Math.max(1, k), b, 0, Math.max(1, n), 0, c, 0, Math.max(1, n));
    }

    /**
     * {@code C = alpha * op(A) * op(B) + beta * C}.
     *
     * @param transA whether A is stored k x m
     * @param transB whether B is stored n x k
     * @param m rows of op(A) and C
     * @param n columns of op(B) and C
     * @param k columns of op(A), rows of op(B)
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where A starts
     * @param lda elements from one stored row of A to the next
     * @param b holds B
     * @param bOffset where B starts
     * @param ldb elements from one stored row of B to the next
     * @param beta factor of C
     * @param c holds C; may be the array of A or B only where the ranges do not overlap
     * @param cOffset where C starts
     * @param ldc elements from one row of C to the next
     * @throws IllegalArgumentException if an array is null or too short, a size is negative, a leading dimension is
     *     shorter than its row, or C overlaps A or B
     */
    public static void sgemm(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            float[] b,
            int bOffset,
            int ldb,
            float beta,
            float[] c,
            int cOffset,
            int ldc) {
        GemmProblem problem = new GemmProblem(DType.FLOAT32, transA, transB, m, n, k, lda, ldb, ldc);
        Checks.array("A", a, aOffset, problem.elementsA());
        Checks.array("B", b, bOffset, problem.elementsB());
        Checks.array("C", c, cOffset, problem.elementsC());
        checkApart("A", Checks.same(a, c), aOffset, problem.elementsA(), cOffset, problem.elementsC());
        checkApart("B", Checks.same(b, c), bOffset, problem.elementsB(), cOffset, problem.elementsC());
        choose(problem).run(problem, alpha, a, aOffset, b, bOffset, beta, c, cOffset);
    }

    /**
     * The double twin of {@link #sgemm(int, int, int, float[], float[], float[])}.
     *
     * @param m rows of A and C
     * @param n columns of B and C
     * @param k columns of A, rows of B
     * @param a m * k elements
     * @param b k * n elements
     * @param c m * n elements, overwritten; another array than a and b
     * @throws IllegalArgumentException if an array is null or too short, or a size is negative
     */
    public static void dgemm(int m, int n, int k, double[] a, double[] b, double[] c) {
        dgemm(false, false, m, n, k, 1, a, 0, Math.max(1, k), b, 0, Math.max(1, n), 0, c, 0, Math.max(1, n));
    }

    /**
     * The double twin of {@code sgemm} with all its arguments.
     *
     * @param transA whether A is stored k x m
     * @param transB whether B is stored n x k
     * @param m rows of op(A) and C
     * @param n columns of op(B) and C
     * @param k columns of op(A), rows of op(B)
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where A starts
     * @param lda elements from one stored row of A to the next
     * @param b holds B
     * @param bOffset where B starts
     * @param ldb elements from one stored row of B to the next
     * @param beta factor of C
     * @param c holds C; may be the array of A or B only where the ranges do not overlap
     * @param cOffset where C starts
     * @param ldc elements from one row of C to the next
     * @throws IllegalArgumentException if an array is null or too short, a size is negative, a leading dimension is
     *     shorter than its row, or C overlaps A or B
     */
    public static void dgemm(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int lda,
            double[] b,
            int bOffset,
            int ldb,
            double beta,
            double[] c,
            int cOffset,
            int ldc) {
        GemmProblem problem = new GemmProblem(DType.FLOAT64, transA, transB, m, n, k, lda, ldb, ldc);
        Checks.array("A", a, aOffset, problem.elementsA());
        Checks.array("B", b, bOffset, problem.elementsB());
        Checks.array("C", c, cOffset, problem.elementsC());
        checkApart("A", Checks.same(a, c), aOffset, problem.elementsA(), cOffset, problem.elementsC());
        checkApart("B", Checks.same(b, c), bOffset, problem.elementsB(), cOffset, problem.elementsC());
        choose(problem).run(problem, alpha, a, aOffset, b, bOffset, beta, c, cOffset);
    }

    /**
     * Packs op(B) for {@link #sgemm(boolean, int, float, float[], int, int, PackedMatrix, float, float[], int, int)}.
     *
     * @param transB whether B is stored n x k
     * @param n columns of op(B)
     * @param k rows of op(B)
     * @param b holds B; copied
     * @param bOffset where B starts
     * @param ldb elements from one stored row of B to the next
     * @return the packed matrix
     * @throws IllegalArgumentException if the array is null or too short, a size is negative, or ldb is shorter than a row
     */
    public static PackedMatrix pack(boolean transB, int n, int k, float[] b, int bOffset, int ldb) {
        GemmProblem problem =
                new GemmProblem(DType.FLOAT32, false, transB, PACKED_FOR, n, k, Math.max(1, k), ldb, Math.max(1, n));
        Checks.array("B", b, bOffset, problem.elementsB());
        GemmAlgorithm algorithm = choose(problem);
        return new PackedMatrix(DType.FLOAT32, k, n, algorithm, algorithm.pack(problem, b, bOffset));
    }

    /**
     * {@code C = alpha * op(A) * B + beta * C} with a packed B.
     *
     * {@snippet class="Examples" region="packed"}
     *
     * @param transA whether A is stored k x m
     * @param m rows of op(A) and C
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where A starts
     * @param lda elements from one stored row of A to the next
     * @param b B, k x n
     * @param beta factor of C
     * @param c holds C; may be the array of A only where the ranges do not overlap
     * @param cOffset where C starts
     * @param ldc elements from one row of C to the next
     * @throws IllegalArgumentException if an array is null or too short, m is negative, a leading dimension is shorter
     *     than its row, C overlaps A, or B has other elements
     */
    public static void sgemm(
            boolean transA,
            int m,
            float alpha,
            float[] a,
            int aOffset,
            int lda,
            PackedMatrix b,
            float beta,
            float[] c,
            int cOffset,
            int ldc) {
        Checks.notNull("B", b);
        if (b.type() != DType.FLOAT32) {
            throw new IllegalArgumentException("B holds " + b.type() + " but A and C hold " + DType.FLOAT32);
        }
        GemmProblem problem =
                new GemmProblem(DType.FLOAT32, transA, false, m, b.n(), b.k(), lda, Math.max(1, b.n()), ldc);
        Checks.array("A", a, aOffset, problem.elementsA());
        Checks.array("C", c, cOffset, problem.elementsC());
        checkApart("A", Checks.same(a, c), aOffset, problem.elementsA(), cOffset, problem.elementsC());
        b.algorithm().runPacked(problem, alpha, a, aOffset, b.packed(), beta, c, cOffset);
    }

    /**
     * Packs op(B) for {@link #dgemm(boolean, int, double, double[], int, int, PackedMatrix, double, double[], int, int)}.
     *
     * @param transB whether B is stored n x k
     * @param n columns of op(B)
     * @param k rows of op(B)
     * @param b holds B; copied
     * @param bOffset where B starts
     * @param ldb elements from one stored row of B to the next
     * @return the packed matrix
     * @throws IllegalArgumentException if the array is null or too short, a size is negative, or ldb is shorter than a row
     */
    public static PackedMatrix pack(boolean transB, int n, int k, double[] b, int bOffset, int ldb) {
        GemmProblem problem =
                new GemmProblem(DType.FLOAT64, false, transB, PACKED_FOR, n, k, Math.max(1, k), ldb, Math.max(1, n));
        Checks.array("B", b, bOffset, problem.elementsB());
        GemmAlgorithm algorithm = choose(problem);
        return new PackedMatrix(DType.FLOAT64, k, n, algorithm, algorithm.pack(problem, b, bOffset));
    }

    /**
     * {@code C = alpha * op(A) * B + beta * C} with a packed B.
     *
     * {@snippet class="Examples" region="packed"}
     *
     * @param transA whether A is stored k x m
     * @param m rows of op(A) and C
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where A starts
     * @param lda elements from one stored row of A to the next
     * @param b B, k x n
     * @param beta factor of C
     * @param c holds C; may be the array of A only where the ranges do not overlap
     * @param cOffset where C starts
     * @param ldc elements from one row of C to the next
     * @throws IllegalArgumentException if an array is null or too short, m is negative, a leading dimension is shorter
     *     than its row, C overlaps A, or B has other elements
     */
    public static void dgemm(
            boolean transA,
            int m,
            double alpha,
            double[] a,
            int aOffset,
            int lda,
            PackedMatrix b,
            double beta,
            double[] c,
            int cOffset,
            int ldc) {
        Checks.notNull("B", b);
        if (b.type() != DType.FLOAT64) {
            throw new IllegalArgumentException("B holds " + b.type() + " but A and C hold " + DType.FLOAT64);
        }
        GemmProblem problem =
                new GemmProblem(DType.FLOAT64, transA, false, m, b.n(), b.k(), lda, Math.max(1, b.n()), ldc);
        Checks.array("A", a, aOffset, problem.elementsA());
        Checks.array("C", c, cOffset, problem.elementsC());
        checkApart("A", Checks.same(a, c), aOffset, problem.elementsA(), cOffset, problem.elementsC());
        b.algorithm().runPacked(problem, alpha, a, aOffset, b.packed(), beta, c, cOffset);
    }

    private static void checkApart(String name, boolean same, int offset, long elements, int cOffset, long cElements) {
        if (same && offset < cOffset + cElements && cOffset < offset + elements) {
            throw new IllegalArgumentException(name + " at " + offset + " and C at " + cOffset
                    + " overlap in one array but C must lie apart from its operands");
        }
    }

    /**
     * The names of all algorithms, best first, reference last.
     *
     * @return the table's names
     */
    public static List<String> algorithms() {
        return AlgorithmTable.installed().gemms().stream()
                .map(GemmAlgorithm::name)
                .toList();
    }

    /**
     * One of the algorithms, for who measures them; {@code sgemm} and {@code dgemm} choose and check.
     *
     * @param name a name of {@link #algorithms}
     * @return the algorithm, with its own block sizes
     * @throws IllegalArgumentException if there is no such algorithm
     */
    public static GemmAlgorithm algorithm(String name) {
        return AlgorithmTable.installed().gemms().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no algorithm " + name + " among " + algorithms()));
    }

    /**
     * Asks every algorithm about a multiplication.
     *
     * @param problem the sizes
     * @return all answers and the choice: that of the profile which {@code jconv.profile} or {@code JCONV_PROFILE} names, if
     *     it has one
     */
    public static Explanation explain(GemmProblem problem) {
        Candidates<GemmAlgorithm> candidates = Candidates.of(Checks.notNull("problem", problem));
        GemmChoices.Tuned tuned = GemmChoices.named().find(problem);
        return tuned == null
                ? candidates.explain(null)
                : candidates.explain(tuned.algorithm().name(), true, tuned.blocking());
    }

    private static GemmAlgorithm choose(GemmProblem problem) {
        GemmChoices.Tuned tuned = GemmChoices.named().find(problem);
        if (tuned != null) {
            return tuned.algorithm();
        }
        GemmAlgorithm best = null;
        double least = Double.POSITIVE_INFINITY;
        for (GemmAlgorithm algorithm : AlgorithmTable.installed().gemms()) {
            if (algorithm.judge(problem, Machine.current()) instanceof Verdict.Yes(double cost)
                    && (best == null || cost < least)) {
                best = algorithm;
                least = cost;
            }
        }
        return best; // the reference never declines
    }
}
