package io.github.jconv.portable;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.Verdict;

/** Direct summation in plain loops that C2 vectorises by itself: what runs where the incubator module is absent. */
public final class PortableConv implements Algorithm {

    /** What the loops reach where the inner one is long. */
    private static final double FRACTION_OF_PEAK = 0.15;

    /** Turns of the inner loop that cost as much as its start; a short inner loop pays mostly for starting. */
    private static final double START_UP = 24;

    /** The only state is none. */
    public PortableConv() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        int inner = switch (p.src().layout()) {
            case NCHW -> p.outW();
            case NHWC -> p.groupK();
        };
        return Verdict.yes(p.macs() / FRACTION_OF_PEAK * (inner + START_UP) / inner);
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
