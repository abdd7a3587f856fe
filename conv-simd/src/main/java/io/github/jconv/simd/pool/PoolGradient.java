package io.github.jconv.simd.pool;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.lanes.LanesDouble;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.PoolGradientKernel;
import io.github.jconv.spi.Verdict;

/**
 * Gradients of poolings on vectors: every input element gathers
 * its parts from the windows over it and is written once.
 */
public final class PoolGradient implements PoolGradientAlgorithm {

    /** Elements of the workspace of a thread at the most. */
    private static final int MOST_ELEMENTS = 1 << 24;

    /** What a part costs, in multiply-adds at peak. */
    private static final double PART = 4;

    /** The same where a power must be computed by scalar code. */
    private static final double REAL_POWER = 300;

    /** What looking at a vector of places costs. */
    private static final double PLACES = 32;

    /** What an element costs besides. */
    private static final double ELEMENT = 4;

    /** Stateless. */
    public PoolGradient() {}

    @Override
    public String name() {
        return "vectors";
    }

    @Override
    public Verdict judge(PoolGradientProblem problem, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        PoolProblem p = problem.pool();
        boolean nchw = p.src().layout() == Layout.NCHW;
        if (p.isMax()) {
            return maxima(p);
        }
        if (nchw && p.isLp() && !GradientBlocksFloat.takes(p)) {
            return Verdict.no("the rows under one output row are too long to be transposed: "
                    + p.src().w() + " columns in " + p.window().extentH() + " rows");
        }
        if (nchw && !p.isLp() && GradientPlanesFloat.elements(p) > MOST_ELEMENTS) {
            return Verdict.no("the rows of one plane take " + (long) GradientPlanesFloat.elements(p)
                    + " elements but at most " + MOST_ELEMENTS + " are kept");
        }
        long parts =
                (long) p.dst().elements() * p.window().extentH() * p.window().extentW();
        boolean power = p.isLp() && p.norm() != 2;
        return Verdict.yes(parts * (power ? REAL_POWER : PART) + p.src().elements() * ELEMENT);
    }

    private static Verdict maxima(PoolProblem p) {
        boolean floats = p.type() == DType.FLOAT32;
        int lanes = floats ? LanesFloat.LANES : LanesDouble.LANES;
        boolean nchw = p.src().layout() == Layout.NCHW;
        if (!nchw && p.src().c() < lanes) {
            return Verdict.no("there are " + p.src().c() + " channels but a vector holds " + lanes);
        }
        if (!(floats ? LanesFloat.MASKS : LanesDouble.MASKS)) {
            return Verdict.no("its masks are no instructions on this machine, or with " + lanes + " lanes");
        }
        String refusal = nchw ? GradientSquaresFloat.refusal(p, lanes) : null;
        if (refusal != null) {
            return Verdict.no(refusal);
        }
        // Windows over an element; holes of a dilated one are looked at, too.
        double over =
                (double) p.window().extentH() * p.window().extentW() * p.dst().elements();
        return Verdict.yes(over * PLACES / lanes + p.src().elements() * ELEMENT);
    }

    @Override
    public PoolGradientKernel<float[], ?> bindFloats(PoolGradientProblem p, int jobs) {
        if (p.pool().src().layout() == Layout.NHWC) {
            return new GradientNhwcFloat(p, jobs);
        }
        if (p.pool().isMax()) {
            return new GradientSquaresFloat(p, jobs);
        }
        return p.pool().isLp() ? new GradientBlocksFloat(p) : new GradientPlanesFloat(p, jobs);
    }

    @Override
    public PoolGradientKernel<double[], ?> bindDoubles(PoolGradientProblem p, int jobs) {
        if (p.pool().src().layout() == Layout.NHWC) {
            return new GradientNhwcDouble(p, jobs);
        }
        if (p.pool().isMax()) {
            return new GradientSquaresDouble(p, jobs);
        }
        return p.pool().isLp() ? new GradientBlocksDouble(p) : new GradientPlanesDouble(p, jobs);
    }
}
