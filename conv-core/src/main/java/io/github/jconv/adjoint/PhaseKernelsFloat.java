package io.github.jconv.adjoint;

import io.github.jconv.ConvProblem;
import io.github.jconv.TransposeProblem;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileKernel;
import java.util.ArrayList;
import java.util.List;

/** What {@link AsConvolutions} binds for floats: one convolution, one for each phase, or one for several phases. */
final class PhaseKernelsFloat {

    private final AsConvolutions choices;
    private final TransposeProblem p;
    private final BindContext context;
    private final float[] weights;
    private final float[] bias;

    PhaseKernelsFloat(
            AsConvolutions choices, TransposeProblem problem, BindContext context, float[] weights, float[] bias) {
        this.choices = choices;
        this.p = problem;
        this.context = context;
        this.weights = weights;
        this.bias = bias;
    }

    TileKernel<float[], ?> bind() {
        Phases phases = Phases.of(p);
        if (phases.isOneConvolution(p)) {
            return whole(phases);
        }
        Phases alike = choices.cheaperTogether(p, phases, context.machine());
        return alike == null ? apart(phases) : together(alike);
    }

    private TileKernel<float[], ?> whole(Phases phases) {
        ConvProblem conv = phases.convolution(p, 0, 0, p.src().n(), p.accumulate());
        Algorithm algorithm = choices.choose(conv, context.machine()).algorithm();
        float[] turned = turned(conv, phases.rows()[0], phases.columns()[0]);
        return Named.of(algorithm, algorithm.bind(conv, context, turned, bias));
    }

    private PhasesFloat apart(Phases phases) {
        TileKernel<float[], Object>[][] kernels = kernels(phases.rows().length, phases.columns().length);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < kernels.length; i++) {
            for (int j = 0; j < kernels[i].length; j++) {
                if (phases.isReached(i, j)) {
                    ConvProblem conv = phases.convolution(p, i, j, 1, false);
                    Algorithm algorithm =
                            choices.choose(conv, context.machine()).algorithm();
                    float[] turned = turned(conv, phases.rows()[i], phases.columns()[j]);
                    kernels[i][j] = anyWorkspace(algorithm.bind(conv, alone(), turned, bias));
                    names.add(algorithm.name() + " " + kernels[i][j].detail());
                }
            }
        }
        String detail = names.size() + " phases "
                + String.join(", ", names.stream().distinct().toList());
        return new PhasesFloat(p, phases, kernels, bias, detail);
    }

    private float[] turned(ConvProblem conv, AxisPhase h, AxisPhase w) {
        float[] turned = new float[conv.weightElements()];
        RotateFloat.weights(p, h, w, weights, turned, 0, conv.k());
        return turned;
    }

    private PhasesFloat together(Phases alike) {
        // Rows of phases of one convolution: all on one thread, else one, so that an image is shared.
        int rows = context.jobs() == 1 ? alike.rows().length : 1;
        int phases = rows * alike.columns().length;
        // The same algorithm for every number of jobs, or the bits would differ.
        Algorithm algorithm = choices.choose(alike.convolution(p, alike.rows().length), context.machine())
                .algorithm();
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
            kernels[i][0] = anyWorkspace(algorithm.bind(conv, alone(), turned, biases));
        }
        return new PhasesFloat(
                p, alike, kernels, bias, phases + " phases at once " + algorithm.name() + " " + kernels[0][0].detail());
    }

    /** One thread runs all tiles of a phase. */
    private BindContext alone() {
        return new BindContext(context.machine(), 1, context.blocking());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type
    private static TileKernel<float[], Object>[][] kernels(int rows, int columns) {
        return new TileKernel[rows][columns];
    }

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    private static TileKernel<float[], Object> anyWorkspace(TileKernel<float[], ?> kernel) {
        return (TileKernel<float[], Object>) kernel;
    }
}
