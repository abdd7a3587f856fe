package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import java.util.EnumSet;
import java.util.Set;

/**
 * Direct summation as a matrix multiplication whose left operand, the windows of the pixels, is packed tile by tile and
 * never exists as a whole.
 */
public final class ImplicitGemm implements Algorithm {

    // The costs below are fitted to 18 problems, deep and shallow, timed on an AVX-512 server core; the unit is one
    // multiply-add at the full rate.

    /** What the multiplication reaches in tiles that are full. */
    private static final double FRACTION_OF_PEAK = 0.85;

    /** Packing one element of an NHWC window, and beginning a run of consecutive ones. */
    private static final double NHWC_ELEMENT = 4;

    private static final double NHWC_RUN = 250;

    /** Packing one element of an NCHW window. */
    private static final double NCHW_ELEMENT = 25;

    // Where pixels are across; fitted to 30 problems in groups or with few output channels, on a Zen 4.

    /** Packing an element where pixels of short lines are joined in one, and beginning a line. */
    private static final double JOINED_ELEMENT = 5;

    private static final double JOINED_LINE = 200;

    /** A call of the kernel besides its products. */
    private static final double CALL = 1000;

    /** Looking up where a kernel element lies, for one pixel and all rows of a product. */
    private static final double LOOKUP = 1;

    /** Reading or writing an element, and splitting the columns of an input for a stride of 2 and any other. */
    private static final double MOVED = 5;

    private static final double SPLIT = 20;

    private static final double STRIDED = 40;

    /** What a product takes besides its rows, in rows. */
    private static final double PRODUCT = 1.3;

    /** An element's way from one layout to the other, of a vector of channels and of fewer, and beginning a group of an image. */
    private static final double TRANSPOSED = 17;

    private static final double ONE_BY_ONE = 60;

    private static final double GROUP = 3000;

    /** Finishing and storing one pixel's panel of channels. */
    private static final double NHWC_STORE = 150;

    private static final double NCHW_STORE = 400;

    /** Panels of pixels in a tile: enough that each panel of weights, fetched from behind, is used several times. */
    static final int PANELS = 8;

    /** Pixels of a tile where they are rows: panels of the tallest kernel. */
    static final int MOST_PIXELS = PANELS * 14;

    /** Elements of a run from which on NHWC windows are read in place: with shorter ones kernels begin and end too often. */
    private static final int LONG_RUN = 64;

    /** Elements of a window of short runs up to which its offsets are a small table. */
    private static final int SHORT_WINDOW = 512;

    /** Pixels of a line, on average, from which on a kernel that takes some 7 of them is used well. */
    private static final int LONG_LINE = 4;

    /** Bytes of a thread's workspace, and those of the transposed groups of a tile. */
    static final int ROOM = 2 << 20;

    static final int GROUPS_ROOM = ROOM / 2;

    /** Leaves room for the first aligned index. */
    static final int MOST_PACKED = Shape.MAX_ELEMENTS - 64;

    /** Stateless. */
    public ImplicitGemm() {}

    @Override
    public String name() {
        return "implicit-gemm";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        double packed = (double) p.groups() * p.depth() * panels(p, machine) * panel(p, machine);
        if (packed > MOST_PACKED) {
            return Verdict.no(
                    "its packed weights take " + (long) packed + " elements but at most " + MOST_PACKED + " are kept");
        }
        return Verdict.yes(cost(p, machine));
    }

    static int panel(ConvProblem p, Machine machine) {
        return 2 * machine.vectors().bits() / (Byte.SIZE * p.type().bytes());
    }

    private static int panels(ConvProblem p, Machine machine) {
        return Math.ceilDiv(p.groupK(), panel(p, machine));
    }

    private static double cost(ConvProblem p, Machine machine) {
        int panel = panel(p, machine);
        if (byGroups(p, machine)) {
            return transposedCost(p, panel);
        }
        if (p.src().layout() == Layout.NCHW) {
            NchwForm form = NchwForm.of(p, Blocking.DEFAULT, ROOM);
            if (form.across()) {
                return acrossCost(p, form, panel);
            }
        }
        return panelsCost(p, panel);
    }

    /** What vectors of channels cost, of which the last may be nearly empty. */
    private static double panelsCost(ConvProblem p, int panel) {
        double windows = windowElements(p);
        double pixels = windows / p.depth();
        double panels = Math.ceilDiv(p.groupK(), panel);
        boolean nhwc = p.src().layout() == Layout.NHWC;
        double gather = inPlace(p) || (!nhwc && pointwise(p))
                ? 0
                : nhwc ? windows * NHWC_ELEMENT + nhwcRuns(p) * NHWC_RUN : windows * NCHW_ELEMENT;
        double store = pixels * panels * (nhwc ? NHWC_STORE : NCHW_STORE);
        return windows * panels * panel / FRACTION_OF_PEAK + gather + store;
    }

    /**
     * What pixels across cost in NCHW: they fill the vectors, output channels are the rows, a few of which load as much of B as
     * many do.
     */
    private static double acrossCost(ConvProblem p, NchwForm form, int panel) {
        double rows = Math.min(p.groupK(), BlockingFloat.MR);
        double line = form.joined() ? (double) p.outH() * p.outW() : asOneRow(p).outW();
        double filled = line / (Math.ceil(2 * line / panel) * panel / 2);
        double windows = windowElements(p);
        boolean single = p.window().r() * p.window().s() == 1;
        double panels = Math.ceilDiv(p.groupK(), BlockingFloat.MR);
        double lookups = single || form.joined() ? 0 : windows / p.groupC() * panels;
        double calls = windows / p.depth() / line * Math.ceil(line / panel) * panels;
        return p.macs() * (1 + PRODUCT / rows) / FRACTION_OF_PEAK / filled
                + CALL * calls
                + LOOKUP * lookups
                + (form.joined() ? windows * (JOINED_ELEMENT + JOINED_LINE / p.outW()) : 0)
                + split(p.window().strideW()) * p.src().elements()
                + MOVED * ((double) p.src().elements() + p.dst().elements());
    }

    /** What {@link GroupsFloat} costs. */
    static double transposedCost(ConvProblem p, int panel) {
        ConvProblem nchw = new ConvProblem(
                Shape.nchw(p.src().n(), p.src().c(), p.src().h(), p.src().w()),
                p.k(),
                p.window(),
                p.groups(),
                p.type(),
                p.activation(),
                p.precision(),
                p.accumulate());
        NchwForm form = NchwForm.of(nchw, Blocking.DEFAULT, ROOM - GROUPS_ROOM);
        return (form.across() ? acrossCost(nchw, form, panel) : panelsCost(nchw, panel))
                + GROUP * p.src().n() * p.groups()
                + transposed(p.src().c(), panel) * p.src().elements()
                + transposed(p.k(), panel) * p.dst().elements();
    }

    private static double transposed(int channels, int panel) {
        return channels >= panel / 2 ? TRANSPOSED : ONE_BY_ONE;
    }

    private static double split(int stride) {
        return stride == 1 ? 0 : stride == 2 ? SPLIT : STRIDED;
    }

    /** Elements of all windows of all groups: the size of the matrix that is never written out. */
    static double windowElements(ConvProblem p) {
        return (double) p.macs() / p.groupK();
    }

    /** Runs of consecutive elements that NHWC windows consist of. */
    static double nhwcRuns(ConvProblem p) {
        return windowElements(p) / ((double) p.groupC() * tapsInARun(p));
    }

    /** Kernel columns whose channels follow each other in memory without a gap. */
    static int tapsInARun(ConvProblem p) {
        return p.groups() == 1 && p.window().dilationW() == 1 ? p.window().s() : 1;
    }

    /** Pixels of a tile: a kernel's own number, or what takes its place, up to twice as many for the workspace's sake. */
    static int pixels(Blocking blocking, int own) {
        return blocking.or(Blocking.Size.TILE, own, 2 * own);
    }

    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.MR, Blocking.Size.KC, Blocking.Size.TILE);
    }

    /** A pointwise convolution does not see where rows end, so its plane may be one long row. */
    static ConvProblem asOneRow(ConvProblem p) {
        if (!pointwise(p)) {
            return p;
        }
        int pixels = p.src().h() * p.src().w();
        Shape row = p.src().layout() == Layout.NCHW
                ? Shape.nchw(p.src().n(), p.src().c(), 1, pixels)
                : Shape.nhwc(p.src().n(), 1, pixels, p.src().c());
        return new ConvProblem(
                row, p.k(), Window.of(1, 1), p.groups(), p.type(), p.activation(), p.precision(), p.accumulate());
    }

    /** Whether each output pixel is computed from the input pixel in the same place alone. */
    static boolean pointwise(ConvProblem p) {
        Window window = p.window();
        return window.r() == 1
                && window.s() == 1
                && window.strideH() == 1
                && window.strideW() == 1
                && !window.isPadded();
    }

    /**
     * Whether the windows of an NHWC problem are read where they lie. The kernel for that has smaller tiles; it pays where
     * copying the windows, whose elements are each used for so many output channels, would take longer, and where the
     * panels of the larger tiles would be emptier.
     */
    private static boolean inPlace(ConvProblem p) {
        if (p.src().layout() != Layout.NHWC || new Lines(asOneRow(p)).pixelsAtOnce() < LONG_LINE) {
            return false;
        }
        if (pointwise(p) && p.groups() == 1 && p.depth() == BlockingFloat.CHUNK) {
            int panel = BlockingFloat.NR;
            return Math.ceilDiv(p.k(), panel) * panel * 8 > p.k() * 9; // else not copied either, but in larger tiles
        }
        return shortWindows(p) || (tapsInARun(p) * p.groupC() >= LONG_RUN && p.groupK() < 2 * p.depth());
    }

    /** Whether windows consist of short runs, and of few enough elements to be summed in one go. */
    static boolean shortWindows(ConvProblem p) {
        return tapsInARun(p) * p.groupC() < LONG_RUN && p.depth() <= SHORT_WINDOW;
    }

    /** Whether groups are transposed and computed as in NCHW. */
    private static boolean byGroups(ConvProblem p, Machine machine) {
        return p.src().layout() == Layout.NHWC && p.groups() > 1 && GroupsFloat.takes(p, panel(p, machine));
    }

    /** A tile of groups is one thread's. */
    private static BindContext alone(BindContext context) {
        return new BindContext(context.machine(), 1, context.blocking());
    }

    @Override
    public TileKernel<float[], ?> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return byGroups(problem, context.machine())
                ? bindTransposed(problem, context, weights, bias)
                : bindPixels(problem, context, weights, bias);
    }

    static TileKernel<float[], ?> bindTransposed(
            ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return new GroupsFloat(
                problem,
                context.jobs(),
                weights,
                bias,
                (p, w, b) -> bindNchw(p, alone(context), ROOM - GROUPS_ROOM, w, b));
    }

    private static Kernel<float[]> bindPixels(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        if (problem.src().layout() == Layout.NHWC) {
            return inPlace(problem) && InPlaceFloat.takes(problem, weights)
                    ? new InPlaceFloat(problem, context, weights, bias)
                    : new PixelRowsFloat(problem, context, weights, bias);
        }
        return bindNchw(problem, context, ROOM, weights, bias);
    }

    private static Kernel<float[]> bindNchw(
            ConvProblem problem, BindContext context, int room, float[] weights, float[] bias) {
        NchwForm form = NchwForm.of(problem, context.blocking(), room);
        return form.across()
                ? new PixelColumnsFloat(problem, context, form, weights, bias)
                : new SmallPlanesFloat(problem, context, form, room, weights, bias);
    }

    @Override
    public TileKernel<double[], ?> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return byGroups(problem, context.machine())
                ? bindTransposed(problem, context, weights, bias)
                : bindPixels(problem, context, weights, bias);
    }

    static TileKernel<double[], ?> bindTransposed(
            ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return new GroupsDouble(
                problem,
                context.jobs(),
                weights,
                bias,
                (p, w, b) -> bindNchw(p, alone(context), ROOM - GROUPS_ROOM, w, b));
    }

    private static Kernel<double[]> bindPixels(
            ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        if (problem.src().layout() == Layout.NHWC) {
            return inPlace(problem) && InPlaceDouble.takes(problem, weights)
                    ? new InPlaceDouble(problem, context, weights, bias)
                    : new PixelRowsDouble(problem, context, weights, bias);
        }
        return bindNchw(problem, context, ROOM, weights, bias);
    }

    private static Kernel<double[]> bindNchw(
            ConvProblem problem, BindContext context, int room, double[] weights, double[] bias) {
        NchwForm form = NchwForm.of(problem, context.blocking(), room);
        return form.across()
                ? new PixelColumnsDouble(problem, context, form, weights, bias)
                : new SmallPlanesDouble(problem, context, form, room, weights, bias);
    }
}
