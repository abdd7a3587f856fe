package io.github.jconv.plan;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferencePoolDouble;
import io.github.jconv.reference.ReferencePoolFloat;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.PoolGradientKernel;
import io.github.jconv.spi.Verdict;

/** The last line of the table of poolings' gradients. */
final class ReferencePoolGradient implements PoolGradientAlgorithm {

    /** What a tap costs, in multiply-adds at peak. */
    private static final double TAP = 400;

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Verdict judge(PoolGradientProblem problem, Machine machine) {
        return problem.accumulate()
                ? Verdict.no("it replaces what the destination holds")
                : Verdict.yes(problem.pool().taps() * TAP);
    }

    @Override
    public PoolGradientKernel<float[], ?> bindFloats(PoolGradientProblem problem, int jobs) {
        PoolProblem p = problem.pool();
        return (Whole<float[]>) (tile, gradDst, indices, src, dst, gradSrc, none) -> {
            if (p.isMax()) {
                ReferencePoolFloat.maxGradient(p.src(), p.dst(), gradDst, indices, gradSrc);
            } else if (p.isLp()) {
                ReferencePoolFloat.lpGradient(p.window(), p.norm(), p.src(), src, p.dst(), dst, gradDst, gradSrc);
            } else {
                ReferencePoolFloat.sumGradient(p.window(), p.divisor(), p.src(), p.dst(), gradDst, gradSrc);
            }
        };
    }

    @Override
    public PoolGradientKernel<double[], ?> bindDoubles(PoolGradientProblem problem, int jobs) {
        PoolProblem p = problem.pool();
        return (Whole<double[]>) (tile, gradDst, indices, src, dst, gradSrc, none) -> {
            if (p.isMax()) {
                ReferencePoolDouble.maxGradient(p.src(), p.dst(), gradDst, indices, gradSrc);
            } else if (p.isLp()) {
                ReferencePoolDouble.lpGradient(p.window(), p.norm(), p.src(), src, p.dst(), dst, gradDst, gradSrc);
            } else {
                ReferencePoolDouble.sumGradient(p.window(), p.divisor(), p.src(), p.dst(), gradDst, gradSrc);
            }
        };
    }

    /** All of it in one tile; the type that a lambda stands for. */
    private interface Whole<T> extends PoolGradientKernel<T, Object>, OneTile {}
}
