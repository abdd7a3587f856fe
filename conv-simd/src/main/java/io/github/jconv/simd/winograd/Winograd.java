package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.Verdict;

/** Winograd. */
public final class Winograd implements Algorithm {

    /** What a thread's workspace may take. */
    static final int MOST_WORKSPACE = 2 << 20;

    /** Tiles in a block: two of the tallest kernels, so that weights fetched from far away are used twice. */
    private static final int MOST_TILES = 28;

    /** What padding the default takes: with more there are windows that see one pixel, or none. */
    private static final int MOST_PADDING = 1;

    private static final int MOST_PACKED = Shape.MAX_ELEMENTS - 64;

    private final Form form;

    private Winograd(Form form) {
        this.form = form;
    }

    /**
     * F(2x2, 3x3).
     *
     * @return the algorithm
     */
    public static Winograd f2x3() {
        return new Winograd(Form.F2X3);
    }

    /**
     * F(4x4, 3x3).
     *
     * @return the algorithm
     */
    public static Winograd f4x3() {
        return new Winograd(Form.F4X3);
    }

    @Override
    public String name() {
        return form.algorithm;
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
            case FAST -> affordable(p, machine);
        };
    }

    /** Whether the measured error stays under the bound of plain summation. */
    private Verdict accurate(ConvProblem p, Machine machine) {
        if (p.src().c() < form.leastChannels) {
            return Verdict.no("there are " + p.src().c() + " input channels but at least " + form.leastChannels
                    + " keep its error below that of plain summation");
        }
        Window w = p.window();
        int padding = Math.max(Math.max(w.padTop(), w.padBottom()), Math.max(w.padLeft(), w.padRight()));
        if (padding > MOST_PADDING) {
            return Verdict.no("padding is " + padding + " but more than " + MOST_PADDING
                    + " leaves windows with nearly no data, far below the tile's error");
        }
        return affordable(p, machine);
    }

    private Verdict affordable(ConvProblem p, Machine machine) {
        int panel = panel(p, machine);
        double packed = (double) form.products * p.src().c() * Math.ceilDiv(p.k(), panel) * panel;
        if (packed > MOST_PACKED) {
            return Verdict.no("its transformed weights take " + (long) packed + " elements but at most " + MOST_PACKED
                    + " are kept");
        }
        if (tilesInABlock(p, form, panel) < 1) {
            return Verdict.no("a single tile of " + p.src().c() + " channels takes "
                    + tileElements(p, form, panel) * p.type().bytes() + " bytes of workspace but at most "
                    + MOST_WORKSPACE + " are taken");
        }
        return Verdict.yes(cost(p));
    }

    private static int panel(ConvProblem p, Machine machine) {
        return 2 * machine.vectors().bits() / (Byte.SIZE * p.type().bytes());
    }

    /** Elements of the transformed weights. */
    static int packedElements(ConvProblem p, Form form, int panel) {
        int panels = Math.ceilDiv(p.k(), panel);
        return Math.multiplyExact(Math.multiplyExact(form.products * p.src().c(), panels), panel);
    }

    /** The most tiles a block may have, 0 where not even one fits the workspace. */
    static int tilesInABlock(ConvProblem p, Form form, int panel) {
        long lanes = panel / 2;
        long fixed = 64 + (4L * form.products + (long) form.m * panel) * lanes;
        long left = MOST_WORKSPACE / p.type().bytes() - fixed;
        return (int) Math.min(left / tileElements(p, form, panel), MOST_TILES);
    }

    /** What one tile takes in the workspace: its transformed input, its sums, its pixels and their outputs. */
    private static long tileElements(ConvProblem p, Form form, int panel) {
        long channels = Math.ceilDiv(p.src().c(), BlockingFloat.CHUNK) * (long) BlockingFloat.CHUNK;
        return form.products * (channels + panel + panel / 2) + (long) panel * form.m * form.m;
    }

    private double cost(ConvProblem p) {
        return p.macs() * 0.5;
    }

    @Override
    public Kernel<float[]> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return new WinogradFloat(problem, form, context.jobs(), weights, bias);
    }

    @Override
    public Kernel<double[]> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return new WinogradDouble(problem, form, context.jobs(), weights, bias);
    }
}
