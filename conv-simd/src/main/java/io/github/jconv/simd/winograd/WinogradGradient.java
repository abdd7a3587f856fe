package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.gemm.BlockingDouble;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.Verdict;
import io.github.jconv.spi.WeightGradientAlgorithm;

/**
 * The gradient by the weights through the tiles of F(4x4, 3x3):
 *
 * <pre>dW = G^T [ sum over tiles (B^T x B) * (A g A^T) ] G</pre>
 *
 * where the product is element by element, so that there are 36 matrix multiplications that sum over tiles, with a quarter
 * of the multiplications of direct summation. It is the adjoint, by the weights, of {@link Winograd}.
 *
 * <p><b>Accuracy.</b> The error is relative to the largest numbers of a tile, not to the products that a weight's gradient
 * sums. By default it is taken where it was measured to stay below the bound of plain summation (decision 16): from
 * 1024 pixels on, on planes of at least 6x6, with padding of at most 1. STRICT never takes it; FAST takes any.
 *
 * <p><b>Range.</b> The sums of products are held divided by {@code 2^13}; they overflow where the largest input of a tile
 * times the largest gradient does, though no weight may see both. A NaN or an infinity reaches all taps of its channel.
 */
public final class WinogradGradient implements WeightGradientAlgorithm {

    private static final Form FORM = Form.F4X3;

    /** From so many pixels on the default takes it. */
    private static final long LEAST_PIXELS = 1024;

    /** What planes the default takes. */
    private static final int LEAST_SIDE = 6;

    /** What padding the default takes. */
    private static final int MOST_PADDING = 1;

    // The costs below are rough, set beside timings of 3x3 layers from 8 to 512 channels at 8 images; the unit is one
    // multiply-add at the full rate.

    /** One multiply-add of the products. */
    private static final double MULTIPLY = 1.1;

    /** Transforming one tile and channel of either operand. */
    private static final double TILE = 1000;

    /** One sum's way to the gradient, for each split. */
    private static final double SUM = 10;

    /** Stateless. */
    public WinogradGradient() {}

    @Override
    public String name() {
        return FORM.algorithm;
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        Window w = p.window();
        if (w.r() != 3 || w.s() != 3) {
            return Verdict.no("the kernel is " + w.r() + "x" + w.s() + " but must be 3x3");
        }
        if (w.strideH() != 1 || w.strideW() != 1 || w.dilationH() != 1 || w.dilationW() != 1) {
            return Verdict.no("strides are " + w.strideH() + "," + w.strideW() + " and dilations " + w.dilationH() + ","
                    + w.dilationW() + " but all must be 1");
        }
        if (p.groups() != 1) {
            return Verdict.no("there are " + p.groups() + " groups but only 1 is transformed");
        }
        return switch (p.precision()) {
            case STRICT -> Verdict.no("it transforms its operands and precision is strict");
            case DEFAULT -> accurate(p, machine);
            case FAST -> Verdict.yes(cost(p, machine));
        };
    }

    /** Whether the measured error stays under the bound of plain summation. */
    private static Verdict accurate(ConvProblem p, Machine machine) {
        long pixels = (long) p.src().n() * p.outH() * p.outW();
        if (pixels < LEAST_PIXELS) {
            return Verdict.no("sums are over " + pixels + " pixels but at least " + LEAST_PIXELS
                    + " keep its error below that of plain summation");
        }
        int side = Math.min(p.outH(), p.outW());
        if (side < LEAST_SIDE) {
            return Verdict.no("the output is " + p.outH() + "x" + p.outW() + " but each side must be at least "
                    + LEAST_SIDE + ", or some weights see hardly any data");
        }
        Window w = p.window();
        int padding = Math.max(Math.max(w.padTop(), w.padBottom()), Math.max(w.padLeft(), w.padRight()));
        if (padding > MOST_PADDING) {
            return Verdict.no("padding is " + padding + " but more than " + MOST_PADDING
                    + " leaves weights with nearly no data, far below the tile's error");
        }
        return Verdict.yes(cost(p, machine));
    }

    private static double cost(ConvProblem p, Machine machine) {
        boolean floats = p.type() == DType.FLOAT32;
        GradientCuts cuts = floats ? floats(p, machine) : doubles(p, machine);
        int step = floats ? BlockingFloat.COLUMN_STEP : BlockingDouble.COLUMN_STEP;
        int nr = floats ? BlockingFloat.NR : BlockingDouble.NR;
        double tiles = (double) p.src().n() * cuts.tilesH() * cuts.tilesW();
        double sums = (double) FORM.products * cuts.rowPanels() * step * cuts.columnPanels() * nr;
        double transforms = TILE * ((double) cuts.rowBlocks() * p.src().c() + (double) cuts.columnBlocks() * p.k());
        return tiles * (MULTIPLY * sums + transforms) + SUM * cuts.splits() * sums;
    }

    private static GradientCuts floats(ConvProblem p, Machine machine) {
        return GradientCuts.of(p, FORM, BlockingFloat.COLUMN_STEP, BlockingFloat.NR, machine.cores());
    }

    private static GradientCuts doubles(ConvProblem p, Machine machine) {
        return GradientCuts.of(p, FORM, BlockingDouble.COLUMN_STEP, BlockingDouble.NR, machine.cores());
    }

    @Override
    public GradientKernel<float[]> bindFloats(ConvProblem p, Machine machine, Blocking blocking) {
        return new WinogradGradientFloat(p, FORM, floats(p, machine));
    }

    @Override
    public GradientKernel<double[]> bindDoubles(ConvProblem p, Machine machine, Blocking blocking) {
        return new WinogradGradientDouble(p, FORM, doubles(p, machine));
    }
}
