package io.github.jconv.adjoint;

import io.github.jconv.ConvProblem;
import io.github.jconv.TransposeProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.TransposeAlgorithm;
import io.github.jconv.spi.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A transposed convolution as forward convolutions with stride 1, each by whatever algorithm is best at it. With stride 1
 * it is one convolution over weights turned by half a circle; otherwise one for each residue of the output's rows and
 * columns by the strides (sub-pixel decomposition), or one with the output channels of them all where that costs less.
 */
public final class AsConvolutions implements TransposeAlgorithm {

    /** Taking one output from the stage to its place, in multiply-adds at the full rate. */
    private static final double STORE = 20;

    private final List<Algorithm> convolutions;

    /**
     * Chooses among forward algorithms.
     *
     * @param convolutions the table's, the last of which never declines
     */
    public AsConvolutions(List<Algorithm> convolutions) {
        this.convolutions = convolutions;
    }

    @Override
    public String name() {
        return "convolutions";
    }

    @Override
    public Verdict judge(TransposeProblem p, Machine machine) {
        try {
            Phases phases = Phases.of(p);
            if (phases.isOneConvolution(p)) {
                return Verdict.yes(choose(phases.convolution(p, 0, 0, p.src().n(), p.accumulate()), machine).cost);
            }
            return Verdict.yes(STORE * p.dst().elements()
                    + Math.min(apart(p, phases, machine), together(p, phases.alike(p), machine)));
        } catch (IllegalArgumentException | ArithmeticException tooLarge) {
            return Verdict.no("as a convolution with stride 1 it is too large: " + tooLarge.getMessage());
        }
    }

    /** Whatever any of the convolutions takes. */
    @Override
    public Set<Blocking.Size> blocks() {
        Set<Blocking.Size> sizes = EnumSet.noneOf(Blocking.Size.class);
        convolutions.forEach(each -> sizes.addAll(each.blocks()));
        return sizes;
    }

    /** The cost of a convolution for each phase. */
    private double apart(TransposeProblem p, Phases phases, Machine machine) {
        double cost = 0;
        for (int i = 0; i < phases.rows().length; i++) {
            for (int j = 0; j < phases.columns().length; j++) {
                if (phases.isReached(i, j)) {
                    cost += choose(phases.convolution(p, i, j, 1, false), machine).cost;
                }
            }
        }
        return cost * p.src().n();
    }

    /** The cost of one convolution for all phases; infinite where there is none. */
    private double together(TransposeProblem p, Phases alike, Machine machine) {
        if (alike == null) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            return choose(alike.convolution(p, alike.rows().length), machine).cost
                    * p.src().n();
        } catch (IllegalArgumentException | ArithmeticException tooLarge) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** Phases with padding alike if one convolution for several costs less than one for each, else null. */
    Phases cheaperTogether(TransposeProblem p, Phases phases, Machine machine) {
        Phases alike = phases.alike(p);
        return together(p, alike, machine) < apart(p, phases, machine) ? alike : null;
    }

    /**
     * The cheapest.
     *
     * @param algorithm which
     * @param cost of its verdict
     */
    record Choice(Algorithm algorithm, double cost) {}

    Choice choose(ConvProblem problem, Machine machine) {
        Choice best = null;
        for (Algorithm algorithm : convolutions) {
            if (algorithm.judge(problem, machine) instanceof Verdict.Yes(double cost)
                    && (best == null || cost < best.cost)) {
                best = new Choice(algorithm, cost);
            }
        }
        return best;
    }

    @Override
    public TileKernel<float[], ?> bind(TransposeProblem p, BindContext context, float[] weights, float[] bias) {
        return new PhaseKernelsFloat(this, p, context, weights, bias).bind();
    }

    @Override
    public TileKernel<double[], ?> bind(TransposeProblem p, BindContext context, double[] weights, double[] bias) {
        return new PhaseKernelsDouble(this, p, context, weights, bias).bind();
    }
}
