package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.lanes.LanesDouble;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackDouble;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;

/**
 * Direct summation where each output channel sees one input channel: vectors of channels in NHWC, of columns in NCHW
 * where planes are as wide as a vector.
 */
public final class Depthwise implements Algorithm {

    /** Elements the copy of the input under one output pixel may take. */
    private static final long MOST_COPIED = 1 << 17;

    static final int MOST_PACKED = Shape.MAX_ELEMENTS - 64;

    /** What a multiply-add costs in the straight-line kernels, in place and from a copy, and in loops. */
    private static final double IN_PLACE = 1.5;

    private static final double COPY = 1.8;

    private static final double SLIDE = 4;

    // Any other window, in a vector's multiply-adds; fitted to 49 problems on an AVX-512 server core, scaled to a Zen 4
    // by 8.

    /** What a vector's multiply-add costs in plain loops, and beginning and storing its sum. */
    private static final double LOOP = 2.4;

    private static final double SUM = 21;

    /** Copying an input pixel, and each element of it where it is repeated for several output channels. */
    private static final double PIXEL = 29;

    private static final double REPEATED = 6;

    /** Reading and writing an element in place. */
    private static final double ELEMENT = 6;

    /** The same where it is copied or transposed on the way. */
    private static final double COPIED = 18;

    /** Stateless. */
    public Depthwise() {}

    @Override
    public String name() {
        return "depthwise";
    }

    /** A single channel in and out lies in NHWC as it does in NCHW, where vectors are of columns unless rows are too long to be copied. */
    private static ConvProblem asPlanes(ConvProblem p, int lanes) {
        Shape src = p.src();
        if (src.layout() == Layout.NCHW || src.c() != 1 || p.k() != 1) {
            return p;
        }
        ConvProblem planes = new ConvProblem(
                Shape.nchw(src.n(), 1, src.h(), src.w()),
                1,
                p.window(),
                1,
                p.type(),
                p.activation(),
                p.precision(),
                p.accumulate());
        return isDown(planes, lanes) && copiedElements(planes, lanes) <= MOST_COPIED ? planes : p;
    }

    private static double copiedElements(ConvProblem p, int lanes) {
        return isDown(p, lanes)
                ? Bands.of(p, lanes, 1).copyElements()
                : PatchSize.of(p, lanes).elements(p.window());
    }

    @Override
    public Verdict judge(ConvProblem problem, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        int lanes = machine.vectors().bits() / (Byte.SIZE * problem.type().bytes());
        ConvProblem p = asPlanes(problem, lanes);
        if (p.groupC() != 1) {
            return Verdict.no("each group has " + p.groupC() + " input channels but must have 1");
        }
        double copied = copiedElements(p, lanes);
        if (copied > MOST_COPIED) {
            return Verdict.no("the input under the least it computes at once takes " + (long) copied
                    + " elements but at most " + MOST_COPIED + " are copied");
        }
        double packed = (p.depth() + 1.0) * (p.k() + lanes);
        if (packed > MOST_PACKED) {
            return Verdict.no(
                    "its packed weights take " + (long) packed + " elements but at most " + MOST_PACKED + " are kept");
        }
        return Verdict.yes(cost(p, lanes));
    }

    private static double cost(ConvProblem p, int lanes) {
        double elements = (double) p.src().elements() + p.dst().elements();
        boolean isNhwc = p.src().layout() == Layout.NHWC;
        if (!isNhwc && PlanesFloat.takes(p, lanes)) {
            double vectors = Math.ceilDiv(p.outW(), lanes) * (double) lanes / p.outW();
            return p.macs() * vectors * IN_PLACE + ELEMENT * elements;
        }
        if (isDown(p, lanes)) {
            double vectors = Math.ceilDiv(p.outW(), lanes) * (double) lanes / p.outW();
            return p.macs() * vectors * (isStraight(p.window()) ? COPY : SLIDE)
                    + elements * (p.window().strideW() == 1 ? ELEMENT : COPIED);
        }
        boolean slides = p.groupK() == 1
                && p.k() >= lanes
                && p.window().dilationH() == 1
                && p.window().dilationW() == 1
                && p.window().strideH() == p.window().strideW()
                && isStraight(p.window());
        double moved = elements * (isNhwc ? ELEMENT : COPIED);
        if (!slides) {
            return patches(p, lanes) + moved;
        }
        double vectors = Math.ceilDiv(p.k(), lanes) * (double) lanes / p.k();
        return p.macs() * vectors * (isNhwc ? IN_PLACE : SLIDE) + moved;
    }

    /** Whether there is a straight-line kernel, as far as rows go. */
    private static boolean isStraight(Window window) {
        return window.r() == window.s() && window.r() % 2 == 1 && window.r() <= 7 && window.strideH() <= 2;
    }

    /** What {@link PatchFloat} costs: few channels leave most of a vector empty, and each pixel is copied as for many. */
    private static double patches(ConvProblem p, int lanes) {
        Window window = p.window();
        PatchSize size = PatchSize.of(p, lanes);
        double pixels = size.elements(window) / (double) size.channels();
        double patches = (double) p.src().n()
                * Math.ceilDiv(p.outH(), size.rows())
                * Math.ceilDiv(p.outW(), size.columns())
                * Math.ceilDiv(p.k(), size.channels());
        double repeated = p.groupK() == 1 ? 0 : REPEATED * Math.min(p.k(), size.channels());
        double sums = (double) p.src().n() * p.outH() * p.outW() * Math.ceilDiv(p.k(), lanes);
        return lanes * (patches * pixels * (PIXEL + repeated) + sums * (SUM + LOOP * window.r() * window.s()));
    }

    /** Whether vectors are of columns: in NCHW, where planes are as wide as a vector or channels are few. */
    private static boolean isDown(ConvProblem p, int lanes) {
        return p.src().layout() == Layout.NCHW && !BlocksFloat.takes(p, lanes);
    }

    @Override
    public TileKernel<float[], ?> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        ConvProblem p = asPlanes(problem, LanesFloat.LANES);
        if (p.src().layout() == Layout.NHWC) {
            return new NhwcFloat(p, context.jobs(), weights, bias);
        }
        if (PlanesFloat.takes(p, LanesFloat.LANES) && PackFloat.isFinite(weights)) {
            return new PlanesFloat(p, context.jobs(), weights, bias);
        }
        return BlocksFloat.takes(p, LanesFloat.LANES)
                ? new BlocksFloat(p, context.jobs(), weights, bias)
                : new NchwFloat(p, context.jobs(), weights, bias);
    }

    @Override
    public TileKernel<double[], ?> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        ConvProblem p = asPlanes(problem, LanesDouble.LANES);
        if (p.src().layout() == Layout.NHWC) {
            return new NhwcDouble(p, context.jobs(), weights, bias);
        }
        if (PlanesDouble.takes(p, LanesDouble.LANES) && PackDouble.isFinite(weights)) {
            return new PlanesDouble(p, context.jobs(), weights, bias);
        }
        return BlocksDouble.takes(p, LanesDouble.LANES)
                ? new BlocksDouble(p, context.jobs(), weights, bias)
                : new NchwDouble(p, context.jobs(), weights, bias);
    }
}
