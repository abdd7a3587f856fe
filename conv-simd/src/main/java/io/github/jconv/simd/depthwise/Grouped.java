package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;

/**
 * Direct summation where a vector of output channels holds one or several groups, each with a few input channels, as in
 * ResNeXt: the depthwise kernel once for each input channel of a group, every lane taking its own group's. NCHW where
 * planes are narrower than a vector.
 */
public final class Grouped implements Algorithm {

    /** Lanes from which putting a vector's elements in order is an instruction: two of them C2 leaves to an object. */
    private static final int LEAST_LANES = 4;

    // Fitted to 14 layers of ResNeXt timed on an AVX-512 server core.

    /** What a multiply-add costs at stride 1, and at stride 2, where an input column is put in order for fewer of them. */
    private static final double SLIDE = 1.5;

    private static final double STRIDED = 2.7;

    /** Reading and writing an element in place, and where it is transposed on the way. */
    private static final double ELEMENT = 6;

    private static final double TRANSPOSED = 18;

    /** Stateless. */
    public Grouped() {}

    @Override
    public String name() {
        return "grouped";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        int lanes = machine.vectors().bits() / (Byte.SIZE * p.type().bytes());
        if (lanes < LEAST_LANES) {
            return Verdict.no("vectors have " + lanes + " lanes but must have " + LEAST_LANES);
        }
        if (p.groups() == 1 || p.groupC() == 1) {
            return Verdict.no("it is for groups of several input channels");
        }
        if (p.groupC() > p.groupK() || p.groupK() > lanes || lanes % p.groupC() != 0 || lanes % p.groupK() != 0) {
            return Verdict.no("groups have " + p.groupC() + " input and " + p.groupK()
                    + " output channels; there must be no more of the former, and both must divide a vector's "
                    + lanes);
        }
        if (p.k() % lanes != 0 && (p.k() < lanes || p.accumulate())) {
            return Verdict.no("output channels, " + p.k() + ", do not fill vectors of " + lanes);
        }
        boolean nhwc = p.src().layout() == Layout.NHWC;
        if (!nhwc && !BlocksFloat.takes(p, lanes)) {
            return Verdict.no("in NCHW it is for planes narrower than a vector of " + lanes);
        }
        if (!slides(p.window())) {
            return Verdict.no("windows must be 3x3 at stride 1 or 2 without dilation");
        }
        double packed = (p.depth() + 1.0) * (p.k() + lanes);
        if (packed > Depthwise.MOST_PACKED) {
            return Verdict.no("its packed weights take " + (long) packed + " elements but at most "
                    + Depthwise.MOST_PACKED + " are kept");
        }
        double elements = (double) p.src().elements() + p.dst().elements();
        return Verdict.yes(
                p.macs() * (p.window().strideW() == 1 ? SLIDE : STRIDED) * Math.ceilDiv(p.k(), lanes) * lanes / p.k()
                        + elements * (nhwc ? ELEMENT : TRANSPOSED));
    }

    /** Whether there is a straight-line kernel for the window. */
    private static boolean slides(Window w) {
        return w.r() == 3
                && w.s() == 3
                && w.strideH() == w.strideW()
                && w.strideH() <= 2
                && w.dilationH() == 1
                && w.dilationW() == 1;
    }

    @Override
    public TileKernel<float[], ?> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return problem.src().layout() == Layout.NHWC
                ? new GroupedFloat(problem, context.jobs(), weights, bias)
                : new BlocksFloat(problem, context.jobs(), weights, bias);
    }

    @Override
    public TileKernel<double[], ?> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return problem.src().layout() == Layout.NHWC
                ? new GroupedDouble(problem, context.jobs(), weights, bias)
                : new BlocksDouble(problem, context.jobs(), weights, bias);
    }
}
