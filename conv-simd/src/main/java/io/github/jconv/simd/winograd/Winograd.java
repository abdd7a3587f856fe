package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.machine.Caches;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.Verdict;
import java.util.EnumSet;
import java.util.Set;

/**
 * Minimal filtering: m x m outputs of an r x r convolution, 3x3 or 2x2, from (m+r-1) x (m+r-1) inputs as
 *
 * <pre>Y = A^T [ (G w G^T) * (B^T x B) ] A</pre>
 *
 * where the product in the middle is element by element and summed over the input channels, which makes it one matrix
 * multiplication for each of the (m+r-1)^2 elements (S. Winograd, <em>Arithmetic Complexity of Computations</em>, SIAM
 * 1980; A. Lavin and S. Gray, <em>Fast Algorithms for Convolutional Neural Networks</em>, CVPR 2016). The matrices come
 * from interpolation at m+r-2 points and infinity; for F(4x4, 3x3) the points 0, 3/4, -3/4, 3/2, -3/2 have half the error
 * of the usual 0, 1, -1, 2, -2 (on the choice of points: B. Barabasz et al., <em>Error Analysis and Improving the
 * Accuracy of Winograd Convolution for Deep Neural Networks</em>, ACM TOMS 46(4), 2020).
 *
 * <p><b>Accuracy.</b> The error is relative to the largest numbers of a tile, not of one window (decision 8 has the proof
 * and the measurements). By default it is taken only where it was measured to stay below a fifth of the bound of plain
 * summation: from 64 channels on (2x2: 128, and what padding touches is summed directly below 512), on planes of at least
 * 2x2, with padding of at most 1. What stays outside that measurement is a window whose numbers all lie orders of magnitude below those beside it: its result is exact to the tile's scale, not
 * its own. Precision STRICT avoids that; FAST takes any channels and padding.
 *
 * <p><b>Range.</b> A finite result stays finite whatever the input: all steps are scaled by powers of two. In exchange
 * inputs below 1e-26 for floats (1e-280 for doubles) lose digits to underflow. A NaN or an infinity spreads over its
 * tile, at most m - 1 pixels further than in direct summation.
 */
public final class Winograd implements Algorithm {

    /** What a thread's workspace may take. */
    static final int MOST_WORKSPACE = 2 << 20;

    /**
     * Weights so many times as large as the third cache come from memory, and blocks are as large as they may be, to fetch them
     * seldom. Else, unless one block takes all, a block's transformed input stays in the second cache: with 14 tiles instead of 28, 3x3 256>256 @56
     * takes 6.5 to 6.8 ms instead of 7.1 to 7.6, but 512>512 @28 11.7 instead of 9.1.
     */
    private static final double FAR = 3;

    /** What padding the default takes: with more there are windows that see one pixel, or none. */
    private static final int MOST_PADDING = 1;

    /** What planes the default takes: on these, with that padding, every window sees four pixels or more. */
    private static final int LEAST_SIDE = 2;

    private static final int MOST_PACKED = Shape.MAX_ELEMENTS - 64;

    // The costs below and in Form are a least-squares fit to the 3x3 layers of resnet50 and vgg19 in both forms and
    // layouts, 48 timings on a quiet AVX-512 server core, with an error of 7 %; the unit is one multiply-add at the
    // full
    // rate.

    /** One multiply-add of the products. */
    private static final double MULTIPLY = 0.86;

    /** One multiply-add at the edges of the plane. */
    private static final double EDGE = 1.3;

    /** What a call of the micro-kernel costs beyond its own rows, in rows. */
    private static final double EXTRA_ROWS = 2;

    // Fetching goes on while the processor multiplies, so the longer of the two counts. What a byte takes was fitted on
    // an AMD Zen 4 (32 MiB of third cache for 8 cores) and on Intel servers, whose cores are many around one large,
    // slow cache.

    /** Fetching one byte that the second cache does not keep, from a third cache of a few cores. */
    private static final double NEAR_BYTE = 1.3;

    /** From memory. */
    private static final double MEMORY_BYTE = 2.15;

    /**
     * From memory while another core does the same (decision 51): two with 8 tiles each of 3x3 512>512 @14, 36 MiB of weights, take 2.0 to 2.4
     * ms, where two with 16 tiles and half the weights take 1.7; one with 16 tiles, the products' time, 3.4.
     */
    private static final double SHARED_MEMORY_BYTE = 3;

    /** From a third cache of many cores, or from the memory behind it. */
    private static final double MESH_BYTE = 8;

    /** A third cache larger than this belongs to many cores. */
    private static final long LARGEST_NEAR = 96L << 20;

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

    /**
     * F(3x3, 2x2): what a transposed convolution of 4x4 with strides of 2 consists of.
     *
     * @return the algorithm
     */
    public static Winograd f3x2() {
        return new Winograd(Form.F3X2);
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
        if (w.r() != form.taps || w.s() != form.taps) {
            return Verdict.no("the kernel is " + w.r() + "x" + w.s() + " but must be " + form.taps + "x" + form.taps);
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
        Window w = p.window();
        int padding = Math.max(Math.max(w.padTop(), w.padBottom()), Math.max(w.padLeft(), w.padRight()));
        if (p.src().c() < form.leastChannels) {
            return Verdict.no("there are " + p.src().c() + " input channels but at least " + form.leastChannels
                    + " keep its error below that of plain summation");
        }
        if (Math.min(p.src().h(), p.src().w()) < LEAST_SIDE) {
            return Verdict.no("the plane is " + p.src().h() + "x" + p.src().w() + " but each side must be at least "
                    + LEAST_SIDE + ", or windows hold hardly any data");
        }
        if (padding > MOST_PADDING) {
            return Verdict.no("padding is " + padding + " but more than " + MOST_PADDING
                    + " leaves windows with nearly no data, far below the tile's error");
        }
        return affordable(p, machine);
    }

    /**
     * Whether outputs that padding touches are summed directly: a window of 2x2 at a corner sees one tap, and so has as many
     * products as one without padding only from four times as many channels on.
     */
    static boolean sumsEdges(ConvProblem p, Form form) {
        return p.precision() == Precision.DEFAULT
                && form.taps == 2
                && p.window().isPadded()
                && p.src().c() < form.leastChannels * form.taps * form.taps;
    }

    private Verdict affordable(ConvProblem p, Machine machine) {
        int panel = panel(p, machine);
        double packed = (double) form.products * p.src().c() * Math.ceilDiv(p.k(), panel) * panel;
        if (packed > MOST_PACKED) {
            return Verdict.no("its transformed weights take " + (long) packed + " elements but at most " + MOST_PACKED
                    + " are kept");
        }
        if (tilesInABlock(p, form, panel, Blocking.DEFAULT) < 1) {
            return Verdict.no("a single tile of " + p.src().c() + " channels takes "
                    + tileElements(p, form, panel) * p.type().bytes() + " bytes of workspace but at most "
                    + MOST_WORKSPACE + " are taken");
        }
        return Verdict.yes(cost(p, machine));
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
    static int tilesInABlock(ConvProblem p, Form form, int panel, Blocking blocking) {
        long lanes = panel / 2;
        long edges = sumsEdges(p, form) ? EdgesFloat.scratchElements(p) : 0;
        long fixed = 64 + (4L * form.products + (long) form.m * panel) * lanes + edges;
        long left = MOST_WORKSPACE / p.type().bytes() - fixed;
        int pixels = form.m * form.m;
        int own = form.mostTiles;
        Caches caches = Machine.current().caches();
        double weightBytes =
                (double) form.products * p.src().c() * p.k() * p.type().bytes();
        long tiles = (long) Math.ceilDiv(p.outH(), form.m) * Math.ceilDiv(p.outW(), form.m);
        if (weightBytes <= FAR * caches.l3() && tiles > form.mostTiles) {
            long cached =
                    caches.l2() / ((long) form.products * p.src().c() * p.type().bytes());
            own = Math.clamp(cached / BlockingFloat.MR * BlockingFloat.MR, Math.min(BlockingFloat.MR, own), own);
        }
        int wanted = Math.max(1, blocking.or(Blocking.Size.TILE, own * pixels, Integer.MAX_VALUE) / pixels);
        return (int) Math.min(left / tileElements(p, form, panel), wanted);
    }

    /** What one tile takes in the workspace: its transformed input, its sums, its pixels and their outputs. */
    private static long tileElements(ConvProblem p, Form form, int panel) {
        long channels = Math.ceilDiv(p.src().c(), BlockingFloat.CHUNK) * (long) BlockingFloat.CHUNK;
        return form.products * (channels + panel + panel / 2) + (long) panel * form.m * form.m;
    }

    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.MR, Blocking.Size.TILE);
    }

    /** What parts of blocks take, for {@link Blocks} to choose among cuts for several jobs. */
    static Blocks.Cost partCost(ConvProblem p, Form form, int nr, int mr) {
        double panelWeights = (double) form.products * p.src().c() * nr;
        double multiply = MULTIPLY * panelWeights;
        Caches caches = Machine.current().caches();
        double bytes = panelWeights * p.type().bytes();
        return new Blocks.Cost(
                input(p, form),
                multiply,
                EXTRA_ROWS * multiply,
                nr * form.output,
                fetchedByte(caches, bytes * Math.ceilDiv(p.k(), nr), SHARED_MEMORY_BYTE) * bytes,
                tilesBesideWeights(p, form, nr, caches),
                mr);
    }

    /** What fetching one of so many bytes takes, given what it takes from memory. */
    private static double fetchedByte(Caches caches, double bytes, double memoryByte) {
        if (caches.l3() > LARGEST_NEAR) {
            return MESH_BYTE;
        }
        return bytes <= caches.l3() ? NEAR_BYTE : memoryByte;
    }

    /** How many tiles, their input and their output with all they take in between, the second cache holds beside the weights. */
    private static int tilesBesideWeights(ConvProblem p, Form form, int nr, Caches caches) {
        long tile =
                tileElements(p, form, nr) + (long) form.m * form.m * (p.src().c() + p.k());
        long left = caches.l2() / p.type().bytes() - packedElements(p, form, nr);
        return Math.clamp(left / tile, 0, Integer.MAX_VALUE);
    }

    /** A tile's input transform. */
    private static double input(ConvProblem p, Form form) {
        return p.src().c() * (p.src().layout() == Layout.NHWC ? form.nhwcInput : form.nchwInput);
    }

    private double cost(ConvProblem p, Machine machine) {
        int panel = panel(p, machine);
        int most = tilesInABlock(p, form, panel, Blocking.DEFAULT);
        double tiles = (double) BlockingFloat.pieces(p.outH(), form.m) * BlockingFloat.pieces(p.outW(), form.m);
        double blocks = Math.ceil(tiles / most);
        double rows = tiles + EXTRA_ROWS * blocks * Math.ceil(tiles / blocks / BlockingFloat.MR);
        double weights = packedElements(p, form, panel);
        double multiply = MULTIPLY * rows * weights;
        double cache = machine.caches().l2() / 2.0;
        double weightBytes = weights * p.type().bytes();
        double fetched = weightBytes > cache ? blocks * weightBytes : 0;
        double inputBytes = Math.ceil(tiles / blocks)
                * form.products
                * p.src().c()
                * p.type().bytes();
        double fetchedAgain = inputBytes > cache ? blocks * inputBytes * Math.ceilDiv(p.k(), panel) : 0;
        Caches caches = machine.caches();
        double fetch = fetchedByte(caches, weightBytes, MEMORY_BYTE) * fetched
                + fetchedByte(caches, inputBytes, MEMORY_BYTE) * fetchedAgain;
        double input = tiles * input(p, form);
        double output = tiles * p.k() * form.output;
        double edges = sumsEdges(p, form)
                ? EDGE * EdgesFloat.outputs(p) * form.taps * p.src().c() * Math.ceilDiv(p.k(), panel) * panel
                : 0;
        return p.src().n() * (Math.max(multiply, fetch) + input + output + edges);
    }

    @Override
    public Kernel<float[]> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return new WinogradFloat(problem, form, context, weights, bias);
    }

    @Override
    public Kernel<double[]> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return new WinogradDouble(problem, form, context, weights, bias);
    }
}
