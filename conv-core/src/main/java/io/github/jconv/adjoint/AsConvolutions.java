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
    private Phases cheaperTogether(TransposeProblem p, Phases phases, Machine machine) {
        Phases alike = phases.alike(p);
        return together(p, alike, machine) < apart(p, phases, machine) ? alike : null;
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
            float[] turned = new float[conv.weightElements()];
            RotateFloat.weights(p, phases.rows()[0], phases.columns()[0], weights, turned, 0, conv.k());
            return Named.of(algorithm, algorithm.bind(conv, context, turned, bias));
        }
        Phases alike = cheaperTogether(p, phases, context.machine());
        return alike == null
                ? apartFloat(p, phases, context, weights, bias)
                : togetherFloat(p, alike, context, weights, bias);
    }

    private PhasesFloat apartFloat(
            TransposeProblem p, Phases phases, BindContext context, float[] weights, float[] bias) {
        TileKernel<float[], Object>[][] kernels = kernels(phases.rows().length, phases.columns().length);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < kernels.length; i++) {
            for (int j = 0; j < kernels[i].length; j++) {
                if (phases.isReached(i, j)) {
                    ConvProblem conv = phases.convolution(p, i, j, 1, false);
                    Algorithm algorithm = choose(conv, context.machine()).algorithm;
                    float[] turned = new float[conv.weightElements()];
                    RotateFloat.weights(p, phases.rows()[i], phases.columns()[j], weights, turned, 0, conv.k());
                    kernels[i][j] = anyWorkspace(algorithm.bind(conv, alone(context), turned, bias));
                    names.add(algorithm.name());
                }
            }
        }
        return new PhasesFloat(p, phases, kernels, bias, detail(names));
    }

    private PhasesFloat togetherFloat(
            TransposeProblem p, Phases alike, BindContext context, float[] weights, float[] bias) {
        int rows = rowsAtOnce(alike, context);
        int phases = rows * alike.columns().length;
        // The same algorithm for every number of jobs, or the bits would differ.
        Algorithm algorithm = choose(alike.convolution(p, alike.rows().length), context.machine()).algorithm;
        ConvProblem conv = alike.convolution(p, rows);
        float[] biases = bias == null ? null : new float[conv.k()];
        for (int i = 0; i < phases && bias != null; i++) {
            System.arraycopy(bias, 0, biases, i * bias.length, bias.length);
        }
        TileKernel<float[], Object>[][] kernels = kernels(alike.rows().length / rows, 1);
        for (int i = 0; i < kernels.length; i++) {
            float[] turned = new float[conv.weightElements()];
            for (int j = 0; j < phases; j++) {
                AxisPhase h = alike.rows()[i * rows + j / alike.columns().length];
                AxisPhase w = alike.columns()[j % alike.columns().length];
                RotateFloat.weights(p, h, w, weights, turned, j * p.dst().c(), conv.k());
            }
            kernels[i][0] = anyWorkspace(algorithm.bind(conv, alone(context), turned, biases));
        }
        return new PhasesFloat(p, alike, kernels, bias, phases + " phases at once " + algorithm.name());
    }

    @Override
    public TileKernel<double[], ?> bind(TransposeProblem p, BindContext context, double[] weights, double[] bias) {
        Phases phases = Phases.of(p);
        if (phases.isOneConvolution(p)) {
            ConvProblem conv = phases.convolution(p, 0, 0, p.src().n(), p.accumulate());
            Algorithm algorithm = choose(conv, context.machine()).algorithm;
            double[] turned = new double[conv.weightElements()];
            RotateDouble.weights(p, phases.rows()[0], phases.columns()[0], weights, turned, 0, conv.k());
            return Named.of(algorithm, algorithm.bind(conv, context, turned, bias));
        }
        Phases alike = cheaperTogether(p, phases, context.machine());
        return alike == null
                ? apartDouble(p, phases, context, weights, bias)
                : togetherDouble(p, alike, context, weights, bias);
    }

    private PhasesDouble apartDouble(
            TransposeProblem p, Phases phases, BindContext context, double[] weights, double[] bias) {
        TileKernel<double[], Object>[][] kernels = kernels(phases.rows().length, phases.columns().length);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < kernels.length; i++) {
            for (int j = 0; j < kernels[i].length; j++) {
                if (phases.isReached(i, j)) {
                    ConvProblem conv = phases.convolution(p, i, j, 1, false);
                    Algorithm algorithm = choose(conv, context.machine()).algorithm;
                    double[] turned = new double[conv.weightElements()];
                    RotateDouble.weights(p, phases.rows()[i], phases.columns()[j], weights, turned, 0, conv.k());
                    kernels[i][j] = anyWorkspace(algorithm.bind(conv, alone(context), turned, bias));
                    names.add(algorithm.name());
                }
            }
        }
        return new PhasesDouble(p, phases, kernels, bias, detail(names));
    }

    private PhasesDouble togetherDouble(
            TransposeProblem p, Phases alike, BindContext context, double[] weights, double[] bias) {
        int rows = rowsAtOnce(alike, context);
        int phases = rows * alike.columns().length;
        // The same algorithm for every number of jobs, or the bits would differ.
        Algorithm algorithm = choose(alike.convolution(p, alike.rows().length), context.machine()).algorithm;
        ConvProblem conv = alike.convolution(p, rows);
        double[] biases = bias == null ? null : new double[conv.k()];
        for (int i = 0; i < phases && bias != null; i++) {
            System.arraycopy(bias, 0, biases, i * bias.length, bias.length);
        }
        TileKernel<double[], Object>[][] kernels = kernels(alike.rows().length / rows, 1);
        for (int i = 0; i < kernels.length; i++) {
            double[] turned = new double[conv.weightElements()];
            for (int j = 0; j < phases; j++) {
                AxisPhase h = alike.rows()[i * rows + j / alike.columns().length];
                AxisPhase w = alike.columns()[j % alike.columns().length];
                RotateDouble.weights(p, h, w, weights, turned, j * p.dst().c(), conv.k());
            }
            kernels[i][0] = anyWorkspace(algorithm.bind(conv, alone(context), turned, biases));
        }
        return new PhasesDouble(p, alike, kernels, bias, phases + " phases at once " + algorithm.name());
    }

    /** Rows of phases of one convolution: all on one thread, else one, so that an image is shared. */
    private static int rowsAtOnce(Phases alike, BindContext context) {
        return context.jobs() == 1 ? alike.rows().length : 1;
    }

    /** One thread runs all tiles of a phase. */
    private static BindContext alone(BindContext context) {
        return new BindContext(context.machine(), 1, context.blocking());
    }

    private static String detail(List<String> names) {
        return names.size() + " phases "
                + String.join(",", names.stream().distinct().toList());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type
    private static <T> TileKernel<T, Object>[][] kernels(int rows, int columns) {
        return new TileKernel[rows][columns];
    }

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    private static <T> TileKernel<T, Object> anyWorkspace(TileKernel<T, ?> kernel) {
        return (TileKernel<T, Object>) kernel;
    }
}
