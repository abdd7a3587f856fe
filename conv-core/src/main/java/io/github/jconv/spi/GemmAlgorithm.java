package io.github.jconv.spi;

import io.github.jconv.GemmProblem;
import io.github.jconv.machine.Machine;
import java.util.Set;

/** One way to multiply matrices: {@code C = alpha * op(A) * op(B) + beta * C}. Stateless, safe for many threads. */
public interface GemmAlgorithm {

    /**
     * The name in descriptions.
     *
     * @return lower case, words joined by hyphens
     */
    String name();

    /**
     * Whether and at what cost the algorithm computes a problem here.
     *
     * @param problem what to compute
     * @param machine where
     * @return yes with the cost, or no with the reason
     */
    Verdict judge(GemmProblem problem, Machine machine);

    /**
     * The block sizes that {@link #with} takes: what a tuning run varies.
     *
     * @return none unless an algorithm has some
     */
    default Set<Blocking.Size> blocks() {
        return Set.of();
    }

    /**
     * The same algorithm with other block sizes.
     *
     * @param blocking in place of its own
     * @return this where it has no blocks
     */
    default GemmAlgorithm with(Blocking blocking) {
        return this;
    }

    /**
     * The block sizes as they are for a problem, which may be smaller than what {@link #with} was given.
     *
     * @param problem the sizes
     * @return a few words; empty where there are no blocks
     */
    default String detail(GemmProblem problem) {
        return "";
    }

    /**
     * Multiplies. The arguments were checked; where beta is 0, C is not read.
     *
     * @param problem the sizes; FLOAT32
     * @param alpha factor of the product
     * @param a matrix A
     * @param aOffset where it starts
     * @param b matrix B
     * @param bOffset where it starts
     * @param beta factor of C
     * @param c matrix C
     * @param cOffset where it starts
     */
    void run(
            GemmProblem problem,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset);

    /**
     * The double twin.
     *
     * @param problem the sizes; FLOAT64
     * @param alpha factor of the product
     * @param a matrix A
     * @param aOffset where it starts
     * @param b matrix B
     * @param bOffset where it starts
     * @param beta factor of C
     * @param c matrix C
     * @param cOffset where it starts
     */
    void run(
            GemmProblem problem,
            double alpha,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double beta,
            double[] c,
            int cOffset);

    /**
     * Prepares op(B) for any number of runs, of any m. By default a dense copy, k x n.
     *
     * @param problem the sizes and how B is stored; m takes no part
     * @param b holds B
     * @param bOffset where it starts
     * @return what {@code runPacked} of this algorithm takes; immutable
     */
    default Object pack(GemmProblem problem, float[] b, int bOffset) {
        float[] dense = new float[Math.multiplyExact(problem.k(), problem.n())];
        for (int q = 0; q < problem.k(); q++) {
            for (int j = 0; j < problem.n(); j++) {
                int from = problem.transB() ? j * problem.ldb() + q : q * problem.ldb() + j;
                dense[q * problem.n() + j] = b[bOffset + from];
            }
        }
        return dense;
    }

    /**
     * {@code C = alpha * op(A) * B + beta * C} with a B that {@code pack} prepared.
     *
     * @param problem the sizes; B is k x n, not transposed, ldb = n
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where it starts
     * @param packedB what {@code pack} returned
     * @param beta factor of C
     * @param c holds C
     * @param cOffset where it starts
     */
    default void runPacked(
            GemmProblem problem,
            float alpha,
            float[] a,
            int aOffset,
            Object packedB,
            float beta,
            float[] c,
            int cOffset) {
        run(problem, alpha, a, aOffset, (float[]) packedB, 0, beta, c, cOffset);
    }

    /**
     * Prepares op(B) for any number of runs, of any m. By default a dense copy, k x n.
     *
     * @param problem the sizes and how B is stored; m takes no part
     * @param b holds B
     * @param bOffset where it starts
     * @return what {@code runPacked} of this algorithm takes; immutable
     */
    default Object pack(GemmProblem problem, double[] b, int bOffset) {
        double[] dense = new double[Math.multiplyExact(problem.k(), problem.n())];
        for (int q = 0; q < problem.k(); q++) {
            for (int j = 0; j < problem.n(); j++) {
                int from = problem.transB() ? j * problem.ldb() + q : q * problem.ldb() + j;
                dense[q * problem.n() + j] = b[bOffset + from];
            }
        }
        return dense;
    }

    /**
     * {@code C = alpha * op(A) * B + beta * C} with a B that {@code pack} prepared.
     *
     * @param problem the sizes; B is k x n, not transposed, ldb = n
     * @param alpha factor of the product
     * @param a holds A
     * @param aOffset where it starts
     * @param packedB what {@code pack} returned
     * @param beta factor of C
     * @param c holds C
     * @param cOffset where it starts
     */
    default void runPacked(
            GemmProblem problem,
            double alpha,
            double[] a,
            int aOffset,
            Object packedB,
            double beta,
            double[] c,
            int cOffset) {
        run(problem, alpha, a, aOffset, (double[]) packedB, 0, beta, c, cOffset);
    }
}
