package io.github.jconv.portable;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.Verdict;

/** Direct summation in plain loops that C2 vectorises by itself: what runs where the incubator module is absent. */
public final class PortableConv implements Algorithm {

    // Fitted to 18 problems, deep and shallow, timed on one server core; the unit is one multiply-add at the full rate.

    /** What the loops reach where the inner one is long. */
    private static final double FRACTION_OF_PEAK = 0.04;

    /** Turns of the inner loop that cost as much as its start. */
    private static final double START_UP = 16;

    /** Gathering one element of an NCHW window. */
    private static final double NCHW_ELEMENT = 130;

    /** Gathering one element of an NHWC window, and beginning a run of channels. */
    private static final double NHWC_ELEMENT = 10;

    private static final double NHWC_RUN = 200;

    /** The only state is none. */
    public PortableConv() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        double windows = (double) p.macs() / p.groupK();
        double gather;
        int inner;
        switch (p.src().layout()) {
            case NCHW -> {
                inner = p.outW();
                gather = windows * NCHW_ELEMENT;
            }
            case NHWC -> {
                inner = p.groupK();
                gather = windows * NHWC_ELEMENT + windows / p.groupC() * NHWC_RUN;
            }
            default -> throw new AssertionError(p.src().layout());
        }
        return Verdict.yes(p.macs() / FRACTION_OF_PEAK * (inner + START_UP) / inner + gather);
    }

    @Override
    public Kernel<float[]> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return new PortableConvFloat(problem, weights.clone(), bias == null ? null : bias.clone());
    }

    @Override
    public Kernel<double[]> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return new PortableConvDouble(problem, weights.clone(), bias == null ? null : bias.clone());
    }
}
