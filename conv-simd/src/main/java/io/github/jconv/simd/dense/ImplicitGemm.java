package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.Verdict;

/**
 * Direct summation as a matrix multiplication whose left operand, the windows of the pixels, is packed tile by tile and
 * never exists as a whole.
 */
public final class ImplicitGemm implements Algorithm {

    /** What the multiplication reaches in tiles that are full. */
    private static final double FRACTION_OF_PEAK = 0.8;

    /** Multiply-adds that packing one element of the left operand costs. */
    private static final double PACKING = 6;

    /** Stateless. */
    public ImplicitGemm() {}

    @Override
    public String name() {
        return "implicit-gemm";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        return machine.vectors().usable()
                ? Verdict.yes(cost(p, machine, PACKING))
                : Verdict.no(machine.vectors().refusal());
    }

    /** Output channels count in whole panels of two vectors; each element of the left operand is packed once. */
    static double cost(ConvProblem p, Machine machine, double packing) {
        int panel = 2 * machine.vectors().bits() / (Byte.SIZE * p.type().bytes());
        double fullK = Math.ceilDiv(p.groupK(), panel) * (double) panel;
        double packed = (double) p.macs() / p.groupK();
        return packed * fullK / FRACTION_OF_PEAK + packed * packing;
    }

    @Override
    public Kernel<float[]> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return new ImplicitGemmFloat(problem, context.jobs(), weights, bias);
    }

    @Override
    public Kernel<double[]> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return new ImplicitGemmDouble(problem, context.jobs(), weights, bias);
    }
}
