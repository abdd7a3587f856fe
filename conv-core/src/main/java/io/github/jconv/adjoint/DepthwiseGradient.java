package io.github.jconv.adjoint;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.Verdict;
import io.github.jconv.spi.WeightGradientAlgorithm;

/** The weight gradient where each channel is convolved by itself, in loops that C2 vectorises by itself. */
public final class DepthwiseGradient implements WeightGradientAlgorithm {

    /** What a multiply-add costs: both factors and the sum are read, and the sum is written. */
    private static final double PRODUCT = 8;

    /** Elements of the sums and of a row that a thread keeps. */
    private static final int MOST_KEPT = 1 << 22;

    /** Stateless. */
    public DepthwiseGradient() {}

    @Override
    public String name() {
        return "depthwise-loops";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (p.groupC() != 1 || p.groupK() != 1) {
            return Verdict.no("each group has " + p.groupC() + " input and " + p.groupK()
                    + " output channels but must have 1 of each");
        }
        double taps = (double) p.window().r() * p.window().s();
        double kept = taps * Math.max(p.outW(), DepthwiseGradientFloat.BLOCK)
                + p.src().w()
                + (double) p.window().strideW() * (p.outW() + p.window().extentW());
        return kept > MOST_KEPT
                ? Verdict.no("its sums take " + (long) kept + " elements but at most " + MOST_KEPT + " are kept")
                : Verdict.yes(p.macs() * PRODUCT);
    }

    @Override
    public GradientKernel<float[]> bindFloats(ConvProblem p, Machine machine, Blocking blocking) {
        return new DepthwiseGradientFloat(p);
    }

    @Override
    public GradientKernel<double[]> bindDoubles(ConvProblem p, Machine machine, Blocking blocking) {
        return new DepthwiseGradientDouble(p);
    }
}
