package io.github.jconv.simd.gradient;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.gemm.BlockingDouble;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.Verdict;
import io.github.jconv.spi.WeightGradientAlgorithm;
import java.util.EnumSet;
import java.util.Set;

/**
 * The weight gradient as a matrix multiplication over the pixels: the output's gradient, transposed, times the windows,
 * both packed chunk by chunk and never there as a whole.
 */
public final class WeightGemm implements WeightGradientAlgorithm {

    /** What the multiplication reaches in tiles that are full. */
    private static final double FRACTION_OF_PEAK = 0.8;

    /** Packing one element of a window or of the output's gradient, in multiply-adds. */
    private static final double ELEMENT = 4;

    /** A copy beyond this is nearly all padding or skipped columns: 16 MiB of floats. */
    private static final int MOST_COPIED = 1 << 22;

    /** A block of sums beyond this belongs to a window as large as a plane. */
    private static final int MOST_SUMS = 1 << 23;

    /** Pixels summed in one go: enough that reading and writing the sums does not show. */
    private static final int PIXELS = 384;

    /** Stateless. */
    public WeightGemm() {}

    @Override
    public String name() {
        return "weight-gemm";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        boolean floats = p.type() == DType.FLOAT32;
        Cuts cuts = floats ? floats(p, machine, Blocking.DEFAULT) : doubles(p, machine, Blocking.DEFAULT);
        double copied = cuts.copied(p);
        if (copied > MOST_COPIED) {
            return Verdict.no("the input under a chunk of pixels takes " + (long) copied + " elements but at most "
                    + MOST_COPIED + " are copied");
        }
        int mr = floats ? BlockingFloat.MR : BlockingDouble.MR;
        double sums = Math.ceilDiv(cuts.rowPanels(), cuts.rowBlocks()) * (double) mr * cuts.step();
        if (sums > MOST_SUMS) {
            return Verdict.no("its sums take " + (long) sums + " elements but at most " + MOST_SUMS + " are kept");
        }
        double pixels = (double) p.src().n() * p.outH() * p.outW() * p.groups();
        double windows = pixels * cuts.channelBlocks() * cuts.step();
        return Verdict.yes(windows * p.groupK() / FRACTION_OF_PEAK + ELEMENT * (windows + pixels * p.groupK()));
    }

    private static Cuts floats(ConvProblem p, Machine machine, Blocking blocking) {
        int pixels = blocking.or(Blocking.Size.KC, Math.min(PIXELS, BlockingFloat.KC), BlockingFloat.MAX_KC);
        return Cuts.of(p, BlockingFloat.NR / 2, BlockingFloat.MR, pixels, machine.cores());
    }

    private static Cuts doubles(ConvProblem p, Machine machine, Blocking blocking) {
        int pixels = blocking.or(Blocking.Size.KC, Math.min(PIXELS, BlockingDouble.KC), BlockingDouble.MAX_KC);
        return Cuts.of(p, BlockingDouble.NR / 2, BlockingDouble.MR, pixels, machine.cores());
    }

    /** How many pixels are summed in one go. */
    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.KC);
    }

    @Override
    public GradientKernel<float[]> bindFloats(ConvProblem p, Machine machine, Blocking blocking) {
        return new WeightGemmFloat(p, floats(p, machine, blocking));
    }

    @Override
    public GradientKernel<double[]> bindDoubles(ConvProblem p, Machine machine, Blocking blocking) {
        return new WeightGemmDouble(p, doubles(p, machine, blocking));
    }
}
