package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import java.util.EnumSet;
import java.util.Set;

/**
 * {@link ImplicitGemm} for NHWC with few output channels: strips of rows are transposed to NCHW, where vectors are of pixels.
 * Its sums are in another order than those of vectors of channels, so that it is an algorithm of its own: a transposed
 * convolution computes as many channels at once as the jobs leave, by one algorithm whatever their number.
 */
public final class FewChannels implements Algorithm {

    /** Strips whose padding or height differs, each with weights of its own, at most. */
    private static final int STRIPS = 8;

    /** Stateless. */
    public FewChannels() {}

    @Override
    public String name() {
        return "few-channels";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        if (p.src().layout() != Layout.NHWC) {
            return Verdict.no("the layout is NCHW but only NHWC is transposed");
        }
        if (p.groups() != 1) {
            return Verdict.no("there are " + p.groups() + " groups but only 1 is transposed");
        }
        int panel = ImplicitGemm.panel(p, machine);
        if (p.k() > panel / 2) {
            return Verdict.no("there are " + p.k() + " output channels but more than " + panel / 2 + " fill a vector");
        }
        if (!GroupsFloat.takes(p, panel)) {
            return Verdict.no("the input under a row of the output takes more than " + ImplicitGemm.GROUPS_ROOM
                    + " bytes, or a window lies in the padding above or below the plane");
        }
        if ((double) STRIPS * panel * p.depth() > ImplicitGemm.MOST_PACKED) {
            return Verdict.no("its windows of " + p.depth() + " elements take too many packed weights for " + STRIPS
                    + " kinds of strips");
        }
        return Verdict.yes(ImplicitGemm.transposedCost(p, panel));
    }

    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.MR, Blocking.Size.KC, Blocking.Size.TILE);
    }

    @Override
    public TileKernel<float[], ?> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return ImplicitGemm.bindTransposed(problem, context, weights, bias);
    }

    @Override
    public TileKernel<double[], ?> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return ImplicitGemm.bindTransposed(problem, context, weights, bias);
    }
}
