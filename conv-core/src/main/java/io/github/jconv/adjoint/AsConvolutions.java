package io.github.jconv.adjoint;

import io.github.jconv.ConvProblem;
import io.github.jconv.TransposeProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.TransposeAlgorithm;
import io.github.jconv.spi.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A transposed convolution as forward convolutions with stride 1, each by whatever algorithm is best at it. With stride 1
 * it is one convolution over weights turned by half a circle; otherwise one for each residue of the output's rows and
 * columns by the strides (sub-pixel decomposition).
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
            double cost = STORE * p.dst().elements();
            for (int i = 0; i < phases.rows().length; i++) {
                for (int j = 0; j < phases.columns().length; j++) {
                    if (phases.isReached(i, j)) {
                        cost += choose(phases.convolution(p, i, j, 1, false), machine).cost
                                * p.src().n();
                    }
                }
            }
            return Verdict.yes(cost);
        } catch (IllegalArgumentException | ArithmeticException tooLarge) {
            return Verdict.no("as a convolution with stride 1 it is too large: " + tooLarge.getMessage());
        }
    }

    private record Choice(Algorithm algorithm, double cost) {}

    private Choice choose(ConvProblem problem, Machine machine) {
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
        Phases phases = Phases.of(p);
        if (phases.isOneConvolution(p)) {
            ConvProblem conv = phases.convolution(p, 0, 0, p.src().n(), p.accumulate());
            Algorithm algorithm = choose(conv, context.machine()).algorithm;
            float[] turned = RotateFloat.weights(p, phases.rows()[0], phases.columns()[0], conv, weights);
            return Named.of(algorithm, algorithm.bind(conv, context, turned, bias));
        }
        TileKernel<float[], Object>[][] kernels = kernels(phases);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < kernels.length; i++) {
            for (int j = 0; j < kernels[i].length; j++) {
                if (phases.isReached(i, j)) {
                    ConvProblem conv = phases.convolution(p, i, j, 1, false);
                    Algorithm algorithm = choose(conv, context.machine()).algorithm;
                    float[] turned = RotateFloat.weights(p, phases.rows()[i], phases.columns()[j], conv, weights);
                    kernels[i][j] = anyWorkspace(algorithm.bind(conv, alone(context), turned, bias));
                    names.add(algorithm.name());
                }
            }
        }
        return new PhasesFloat(p, phases, kernels, bias, detail(names));
    }

    @Override
    public TileKernel<double[], ?> bind(TransposeProblem p, BindContext context, double[] weights, double[] bias) {
        Phases phases = Phases.of(p);
        if (phases.isOneConvolution(p)) {
            ConvProblem conv = phases.convolution(p, 0, 0, p.src().n(), p.accumulate());
            Algorithm algorithm = choose(conv, context.machine()).algorithm;
            double[] turned = RotateDouble.weights(p, phases.rows()[0], phases.columns()[0], conv, weights);
            return Named.of(algorithm, algorithm.bind(conv, context, turned, bias));
        }
        TileKernel<double[], Object>[][] kernels = kernels(phases);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < kernels.length; i++) {
            for (int j = 0; j < kernels[i].length; j++) {
                if (phases.isReached(i, j)) {
                    ConvProblem conv = phases.convolution(p, i, j, 1, false);
                    Algorithm algorithm = choose(conv, context.machine()).algorithm;
                    double[] turned = RotateDouble.weights(p, phases.rows()[i], phases.columns()[j], conv, weights);
                    kernels[i][j] = anyWorkspace(algorithm.bind(conv, alone(context), turned, bias));
                    names.add(algorithm.name());
                }
            }
        }
        return new PhasesDouble(p, phases, kernels, bias, detail(names));
    }

    /** One thread runs all tiles of a phase. */
    private static BindContext alone(BindContext context) {
        return new BindContext(context.machine(), 1);
    }

    private static String detail(List<String> names) {
        return names.size() + " phases "
                + String.join(",", names.stream().distinct().toList());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type
    private static <T> TileKernel<T, Object>[][] kernels(Phases phases) {
        return new TileKernel[phases.rows().length][phases.columns().length];
    }

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    private static <T> TileKernel<T, Object> anyWorkspace(TileKernel<T, ?> kernel) {
        return (TileKernel<T, Object>) kernel;
    }
}
