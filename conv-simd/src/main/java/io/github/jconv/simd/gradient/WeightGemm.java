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

    /** Pixels summed in one go, enough that reading and writing the sums does not show: whole planes of 7x7 and 14x14, halves of 28x28. */
    private static final int PIXELS = 400;

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
        ConvProblem product = product(p, floats ? BlockingFloat.NR : BlockingDouble.NR);
        Cuts cuts = floats ? floats(product, machine, Blocking.DEFAULT) : doubles(product, machine, Blocking.DEFAULT);
        double copied = cuts.copied(product);
        if (copied > MOST_COPIED) {
            return Verdict.no("the input under a chunk of pixels takes " + (long) copied + " elements but at most "
                    + MOST_COPIED + " are copied");
        }
        double sums = Math.ceilDiv(cuts.rowPanels(), cuts.rowBlocks()) * (double) cuts.mr() * cuts.step();
        if (sums > MOST_SUMS) {
            return Verdict.no("its sums take " + (long) sums + " elements but at most " + MOST_SUMS + " are kept");
        }
        double pixels = (double) p.src().n() * p.outH() * p.outW() * p.groups();
        double windows = pixels * cuts.channelBlocks() * cuts.step();
        int rows = product.groupK();
        return Verdict.yes(windows * rows / FRACTION_OF_PEAK + ELEMENT * (windows + pixels * rows));
    }

    /** What is multiplied. */
    private static ConvProblem product(ConvProblem p, int nr) {
        return Pointwise.is(p) ? Pointwise.product(p, Pointwise.exchanged(p, nr)) : p;
    }

    /** Whether input and output's gradient change places in it. */
    private static boolean exchanged(ConvProblem p, int nr) {
        return Pointwise.is(p) && Pointwise.exchanged(p, nr);
    }

    private static Cuts floats(ConvProblem p, Machine machine, Blocking blocking) {
        int pixels = blocking.or(Blocking.Size.KC, Math.min(PIXELS, BlockingFloat.KC), BlockingFloat.MAX_KC);
        return Cuts.of(p, BlockingFloat.NR / 2, WeightGemmFloat.mostRows(p), pixels, machine.cores());
    }

    private static Cuts doubles(ConvProblem p, Machine machine, Blocking blocking) {
        int pixels = blocking.or(Blocking.Size.KC, Math.min(PIXELS, BlockingDouble.KC), BlockingDouble.MAX_KC);
        return Cuts.of(p, BlockingDouble.NR / 2, WeightGemmDouble.mostRows(p), pixels, machine.cores());
    }

    /** How many pixels are summed in one go. */
    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.KC);
    }

    @Override
    public GradientKernel<float[]> bindFloats(ConvProblem p, Machine machine, Blocking blocking) {
        ConvProblem product = product(p, BlockingFloat.NR);
        return new WeightGemmFloat(product, floats(product, machine, blocking), exchanged(p, BlockingFloat.NR));
    }

    @Override
    public GradientKernel<double[]> bindDoubles(ConvProblem p, Machine machine, Blocking blocking) {
        ConvProblem product = product(p, BlockingDouble.NR);
        return new WeightGemmDouble(product, doubles(product, machine, blocking), exchanged(p, BlockingDouble.NR));
    }
}
