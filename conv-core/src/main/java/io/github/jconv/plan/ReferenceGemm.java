package io.github.jconv.plan;

import io.github.jconv.GemmProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferenceGemmDouble;
import io.github.jconv.reference.ReferenceGemmFloat;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.Verdict;

/** The last line of the table of matrix multiplications. */
final class ReferenceGemm implements GemmAlgorithm {

    private static final double FRACTION_OF_PEAK = 0.001;

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Verdict judge(GemmProblem problem, Machine machine) {
        return Verdict.yes(problem.macs() / FRACTION_OF_PEAK);
    }

    @Override
    public void run(
            GemmProblem problem,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset) {
        ReferenceGemmFloat.gemm(problem, alpha, a, aOffset, b, bOffset, beta, c, cOffset);
    }

    @Override
    public void run(
            GemmProblem problem,
            double alpha,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double beta,
            double[] c,
            int cOffset) {
        ReferenceGemmDouble.gemm(problem, alpha, a, aOffset, b, bOffset, beta, c, cOffset);
    }
}
