package io.github.jconv.plan;

import io.github.jconv.Border;
import io.github.jconv.PlaneProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import java.util.List;

/** Planes with zeros around them by whatever convolution is cheapest: strides, and machines without vectors. */
final class PlaneAsConv implements PlaneAlgorithm {

    private final List<Algorithm> convolutions;

    PlaneAsConv(List<Algorithm> convolutions) {
        this.convolutions = convolutions;
    }

    @Override
    public String name() {
        return "convolution";
    }

    @Override
    public Verdict judge(PlaneProblem problem, Machine machine) {
        if (problem.border() != Border.ZERO && problem.conv().window().isPadded()) {
            return Verdict.no("a convolution has zeros around its planes");
        }
        return cheapest(problem, machine).judge(problem.conv(), machine);
    }

    private Algorithm cheapest(PlaneProblem problem, Machine machine) {
        Algorithm best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Algorithm algorithm : convolutions) {
            if (algorithm.judge(problem.conv(), machine) instanceof Verdict.Yes(double cost)
                    && (best == null || cost < least)) {
                best = algorithm;
                least = cost;
            }
        }
        return best; // the reference never declines
    }

    @Override
    public TileKernel<float[], ?> bind(
            PlaneProblem problem, BindContext context, float[] filter, float[] column, float[] row) {
        return cheapest(problem, context.machine()).bind(problem.conv(), context, filter, null);
    }

    @Override
    public TileKernel<double[], ?> bind(
            PlaneProblem problem, BindContext context, double[] filter, double[] column, double[] row) {
        return cheapest(problem, context.machine()).bind(problem.conv(), context, filter, null);
    }
}
