package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
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

    private static final int MOST_PACKED = Shape.MAX_ELEMENTS - 64;

    /** What a multiply-add costs in the straight-line kernels: in place, from a copy, and in loops for any window. */
    private static final double IN_PLACE = 1.5;

    private static final double SLIDE = 4;

    private static final double LOOP = 14;

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

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        if (p.groupC() != 1) {
            return Verdict.no("each group has " + p.groupC() + " input channels but must have 1");
        }
        int lanes = machine.vectors().bits() / (Byte.SIZE * p.type().bytes());
        double copied = isDown(p, lanes)
                ? Bands.of(p, lanes, 1).copyElements()
                : PatchSize.of(p, lanes).elements(p.window());
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
            return p.macs() * vectors * SLIDE + COPIED * elements;
        }
        boolean slides = p.groupK() == 1
                && p.k() >= lanes
                && p.window().dilationH() == 1
                && p.window().dilationW() == 1
                && p.window().strideH() == p.window().strideW()
                && p.window().r() == p.window().s()
                && p.window().r() % 2 == 1
                && p.window().r() <= 7
                && p.window().strideH() <= 2;
        double vectors = Math.ceilDiv(p.k(), lanes) * (double) lanes / p.k();
        double element = isNhwc ? ELEMENT : COPIED;
        double add = !slides ? LOOP : isNhwc ? IN_PLACE : SLIDE;
        return p.macs() * vectors * add + element * elements;
    }

    /** Whether vectors are of columns: in NCHW, where planes are as wide as a vector or channels are few. */
    private static boolean isDown(ConvProblem p, int lanes) {
        return p.src().layout() == Layout.NCHW && !BlocksFloat.takes(p, lanes);
    }

    @Override
    public TileKernel<float[], ?> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        if (problem.src().layout() == Layout.NHWC) {
            return new NhwcFloat(problem, context.jobs(), weights, bias);
        }
        if (PlanesFloat.takes(problem, LanesFloat.LANES) && PackFloat.isFinite(weights)) {
            return new PlanesFloat(problem, context.jobs(), weights, bias);
        }
        return BlocksFloat.takes(problem, LanesFloat.LANES)
                ? new BlocksFloat(problem, context.jobs(), weights, bias)
                : new NchwFloat(problem, context.jobs(), weights, bias);
    }

    @Override
    public TileKernel<double[], ?> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        if (problem.src().layout() == Layout.NHWC) {
            return new NhwcDouble(problem, context.jobs(), weights, bias);
        }
        if (PlanesDouble.takes(problem, LanesDouble.LANES) && PackDouble.isFinite(weights)) {
            return new PlanesDouble(problem, context.jobs(), weights, bias);
        }
        return BlocksDouble.takes(problem, LanesDouble.LANES)
                ? new BlocksDouble(problem, context.jobs(), weights, bias)
                : new NchwDouble(problem, context.jobs(), weights, bias);
    }
}
