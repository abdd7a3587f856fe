package io.github.jconv.plan;

import io.github.jconv.PoolProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferencePoolDouble;
import io.github.jconv.reference.ReferencePoolFloat;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.Verdict;

/** The last line of the table of poolings. */
final class ReferencePool implements PoolAlgorithm {

    /** What a tap costs, in multiply-adds at peak. */
    private static final double TAP = 400;

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Verdict judge(PoolProblem problem, Machine machine) {
        return Verdict.yes(problem.taps() * TAP);
    }

    @Override
    public PoolKernel<float[], ?> bindFloats(PoolProblem p, int jobs) {
        return (Whole<float[]>) (tile, src, dst, indices, workspace) -> {
            if (p.isMax()) {
                ReferencePoolFloat.max(p.window(), p.src(), src, p.dst(), dst, indices);
            } else if (p.isLp()) {
                ReferencePoolFloat.lp(p.window(), p.norm(), p.src(), src, p.dst(), dst);
            } else {
                ReferencePoolFloat.sum(p.window(), p.divisor(), p.src(), src, p.dst(), dst);
            }
        };
    }

    @Override
    public PoolKernel<double[], ?> bindDoubles(PoolProblem p, int jobs) {
        return (Whole<double[]>) (tile, src, dst, indices, workspace) -> {
            if (p.isMax()) {
                ReferencePoolDouble.max(p.window(), p.src(), src, p.dst(), dst, indices);
            } else if (p.isLp()) {
                ReferencePoolDouble.lp(p.window(), p.norm(), p.src(), src, p.dst(), dst);
            } else {
                ReferencePoolDouble.sum(p.window(), p.divisor(), p.src(), src, p.dst(), dst);
            }
        };
    }

    /** All of it in one tile; the type that a lambda stands for. */
    private interface Whole<T> extends PoolKernel<T, Object>, OneTile {}
}
