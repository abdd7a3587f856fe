package io.github.jconv.simd.pool;

import io.github.jconv.Layout;
import io.github.jconv.PoolProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.Verdict;

/** Pooling on vectors, directly from the source: no copy but of rows that were already reduced. */
public final class Pooling implements PoolAlgorithm {

    /** Elements a window may have: the number of one is kept in a lane, exact to 2^24. */
    private static final int MOST_TAPS = 1 << 24;

    /** Elements of the workspace of a thread at the most. */
    private static final int MOST_ELEMENTS = 1 << 24;

    /** What an element of a window costs, in multiply-adds at peak. */
    private static final double TAP = 10;

    /** The same where it is raised to a higher power, by scalar code. */
    private static final double REAL_POWER = 300;

    /** Stateless. */
    public Pooling() {}

    @Override
    public String name() {
        return "vectors";
    }

    @Override
    public Verdict judge(PoolProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        if ((long) p.window().r() * p.window().s() > MOST_TAPS) {
            return Verdict.no("a window has "
                    + (long) p.window().r() * p.window().s() + " elements but at most " + MOST_TAPS + " are numbered");
        }
        boolean nchw = p.src().layout() == Layout.NCHW;
        if (nchw && transposes(p) && !BlocksFloat.takes(p)) {
            return Verdict.no("the rows under one output row are too long to be transposed: "
                    + p.src().w() + " columns in " + p.window().extentH() + " rows");
        }
        if (nchw && !transposes(p) && NchwFloat.elements(p) > MOST_ELEMENTS) {
            return Verdict.no("the rows of one plane take " + (long) NchwFloat.elements(p) + " elements but at most "
                    + MOST_ELEMENTS + " are kept");
        }
        return Verdict.yes(p.taps() * (p.isLp() && p.norm() > 3 ? REAL_POWER : TAP));
    }

    /** Whether rows and columns become one by sums or maxima alone. */
    static boolean sums(PoolProblem p) {
        return !p.isMax() && (!p.isLp() || p.norm() == 1);
    }

    /** Whether NCHW goes by way of NHWC. */
    private static boolean transposes(PoolProblem p) {
        return p.indices() || !(p.isMax() || sums(p));
    }

    @Override
    public PoolKernel<float[], ?> bindFloats(PoolProblem p, int jobs) {
        if (p.src().layout() == Layout.NHWC) {
            return new NhwcFloat(p, jobs);
        }
        if (transposes(p)) {
            return new BlocksFloat(p);
        }
        return GlobalFloat.takes(p) ? new GlobalFloat(p, jobs) : new NchwFloat(p, jobs);
    }

    @Override
    public PoolKernel<double[], ?> bindDoubles(PoolProblem p, int jobs) {
        if (p.src().layout() == Layout.NHWC) {
            return new NhwcDouble(p, jobs);
        }
        if (transposes(p)) {
            return new BlocksDouble(p);
        }
        return GlobalDouble.takes(p) ? new GlobalDouble(p, jobs) : new NchwDouble(p, jobs);
    }
}
