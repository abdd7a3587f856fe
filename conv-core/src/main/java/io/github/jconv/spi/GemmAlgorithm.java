package io.github.jconv.spi;

import io.github.jconv.GemmProblem;
import io.github.jconv.machine.Machine;

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
}
