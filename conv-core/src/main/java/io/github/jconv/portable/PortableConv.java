package io.github.jconv.portable;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;

/** Direct summation in plain loops that C2 vectorises by itself: what runs where the incubator module is absent. */
public final class PortableConv implements Algorithm {

    // Fitted to layers timed on one server core; the unit is one multiply-add at the full rate.

    /** What a loop reaches besides its start-up. */
    private static final double FRACTION_OF_PEAK = 0.29;

    /** Gathering one element of a window. */
    private static final double ELEMENT = 40;

    /** The same in NHWC where vectors are of pixels: these follow each other, lie apart, or in a cache line each. */
    private static final double NEXT_ELEMENT = 17;

    private static final double FAR_ELEMENT = 95;

    private static final double LINE_ELEMENT = 190;

    private static final int CACHE_LINE = 64;

    /** Finishing and storing one element of the output. */
    private static final double STORE = 40;

    private static final double MOST_PACKED = Shape.MAX_ELEMENTS;

    /** The only state is none. */
    public PortableConv() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        Cut cut = Cut.of(p);
        double packed = Cut.packedElements(p, cut);
        if (packed > MOST_PACKED) {
            return Verdict.no("its packed weights take " + (long) packed + " elements but at most " + (long) MOST_PACKED
                    + " are kept");
        }
        double groups = (double) p.src().n() * p.groups();
        double products = groups * cut.across() * Cut.fullBlocks(p.depth()) * cut.passCost();
        int gathers = cut.channelsAlong() ? cut.pieces() : cut.blocks();
        int pixels = cut.channelsAlong() ? cut.across() : cut.along();
        double gather = groups * gathers * pixels * p.depth() * element(p, cut);
        return Verdict.yes(products / FRACTION_OF_PEAK + gather + groups * cut.along() * cut.across() * STORE);
    }

    /** What gathering one element of a window costs here. */
    private static double element(ConvProblem p, Cut cut) {
        if (p.src().layout() == Layout.NCHW || cut.channelsAlong()) {
            return ELEMENT;
        }
        long step = (long) p.src().c() * p.window().strideW();
        if (step == 1) {
            return NEXT_ELEMENT;
        }
        return step * p.type().bytes() < CACHE_LINE ? FAR_ELEMENT : LINE_ELEMENT;
    }

    @Override
    public TileKernel<float[], ?> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return new PortableConvFloat(problem, weights, bias);
    }

    @Override
    public TileKernel<double[], ?> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return new PortableConvDouble(problem, weights, bias);
    }
}
