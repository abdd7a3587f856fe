package io.github.jconv.bench.tune;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.ConvTranspose2d;
import io.github.jconv.DType;
import io.github.jconv.Gradients;
import io.github.jconv.PlaneFilter;
import io.github.jconv.PlaneProblem;
import io.github.jconv.Planner;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolGradientPlan;
import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolPlan;
import io.github.jconv.PoolProblem;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.TransposePlan;
import io.github.jconv.TransposeProblem;
import io.github.jconv.Tunable;
import io.github.jconv.WeightGradientPlan;
import io.github.jconv.WeightGradientProblem;
import io.github.jconv.bench.workload.Tensors;
import java.util.Arrays;

/**
 * A gradient, a pooling or a filter over planes with its operands.
 *
 * @param problem what is computed
 * @param first the first operand, {@code float[]} or {@code double[]}: input, or gradient by the output
 * @param second the second, such as weights; null where there is none
 */
record Operation(Tunable problem, Object first, Object second) {

    /**
     * Makes the operands.
     *
     * @param magnitudes whether all are made positive, so that the result says how large the sums' terms are
     * @return the same numbers each time
     */
    static Operation of(Tunable problem, boolean magnitudes) {
        int[] lengths = switch (problem) {
            case TransposeProblem p -> new int[] {p.src().elements(), p.weightElements()};
            case WeightGradientProblem p ->
                new int[] {p.conv().src().elements(), p.conv().dst().elements()};
            case PoolProblem p -> new int[] {p.src().elements(), 0};
            case PoolGradientProblem p ->
                new int[] {p.pool().dst().elements(), p.pool().src().elements()};
            case PlaneProblem p ->
                new int[] {
                    p.conv().src().elements(),
                    p.conv().window().r() * p.conv().window().s()
                };
            default -> throw new IllegalArgumentException("not for " + problem);
        };
        return new Operation(
                problem,
                numbers(lengths[0], 1, problem.type(), magnitudes),
                numbers(lengths[1], 2, problem.type(), magnitudes));
    }

    private static Object numbers(int count, int seed, DType type, boolean magnitudes) {
        float[] floats = Tensors.random(count, seed);
        for (int i = 0; magnitudes && i < count; i++) {
            floats[i] = Math.abs(floats[i]);
        }
        return type == DType.FLOAT32 ? floats : Tensors.thirds(floats);
    }

    /** Plans one way to compute it. */
    Planned plan(Variant variant) {
        String algorithm = variant.algorithm();
        Planner.Builder settings = Planner.builder().jobs(variant.jobs()).blocking(variant.blocking());
        return switch (problem) {
            case TransposeProblem p -> transpose(p, gradients(settings, p.precision(), p.accumulate(), algorithm));
            case WeightGradientProblem(ConvProblem p) ->
                weights(p, gradients(settings, p.precision(), p.accumulate(), algorithm));
            case PoolProblem p -> pool(p, settings.algorithm(algorithm).build());
            case PoolGradientProblem p -> {
                // The reference adds to nothing, but replaces: added to zeros it is the same.
                boolean adds = p.accumulate() && !algorithm.equals(Subject.REFERENCE);
                yield poolGradient(p.pool(), gradients(settings, Precision.DEFAULT, adds, algorithm));
            }
            case PlaneProblem p ->
                plane(
                        p,
                        settings.precision(p.conv().precision())
                                .algorithm(algorithm)
                                .build());
            default -> throw new IllegalStateException("not for " + problem);
        };
    }

    private static Gradients gradients(
            Planner.Builder settings, Precision precision, boolean accumulate, String algorithm) {
        return settings.precision(precision)
                .build()
                .gradients()
                .accumulate(accumulate)
                .algorithm(algorithm);
    }

    private Planned transpose(TransposeProblem p, Gradients gradients) {
        ConvTranspose2d transposed = ConvTranspose2d.of(p);
        int length = p.dst().elements();
        if (first instanceof float[] x) {
            TransposePlan plan = gradients.transpose(transposed, p.src(), (float[]) second, null);
            float[] y = new float[length];
            return new Planned(plan.describe(), () -> plan.run(x, y), y, p.accumulate(), plan::close);
        }
        double[] x = (double[]) first;
        TransposePlan plan = gradients.transpose(transposed, p.src(), (double[]) second, null);
        double[] y = new double[length];
        return new Planned(plan.describe(), () -> plan.run(x, y), y, p.accumulate(), plan::close);
    }

    private Planned weights(ConvProblem p, Gradients gradients) {
        WeightGradientPlan plan = gradients.weights(Conv2d.of(p), p.src(), p.type());
        if (first instanceof float[] x) {
            float[] g = (float[]) second;
            float[] y = new float[p.weightElements()];
            return new Planned(plan.describe(), () -> plan.run(x, g, y, null), y, p.accumulate(), plan::close);
        }
        double[] x = (double[]) first;
        double[] g = (double[]) second;
        double[] y = new double[p.weightElements()];
        return new Planned(plan.describe(), () -> plan.run(x, g, y, null), y, p.accumulate(), plan::close);
    }

    private Planned pool(PoolProblem p, Planner planner) {
        int[] indices = new int[p.indices() ? p.dst().elements() : 0];
        PoolPlan plan = plan(p, planner, p.indices());
        if (first instanceof float[] x) {
            float[] y = new float[p.dst().elements()];
            Runnable once = p.indices() ? () -> plan.run(x, y, indices) : () -> plan.run(x, y);
            return new Planned(plan.describe(), once, y, false, plan::close);
        }
        double[] x = (double[]) first;
        double[] y = new double[p.dst().elements()];
        Runnable once = p.indices() ? () -> plan.run(x, y, indices) : () -> plan.run(x, y);
        return new Planned(plan.describe(), once, y, false, plan::close);
    }

    private Planned poolGradient(PoolProblem p, Gradients gradients) {
        Pool2d pool = Pool2d.of(p);
        Shape src = p.src();
        PoolGradientPlan plan = gradients.pool(pool, src, p.type());
        boolean adds = ((PoolGradientProblem) problem).accumulate();
        int[] indices = new int[p.isMax() ? p.dst().elements() : 0];
        if (first instanceof float[] g) {
            float[] x = (float[]) second;
            float[] pooled = pooled(p, x, indices);
            float[] y = new float[src.elements()];
            Runnable once = p.isMax()
                    ? () -> plan.run(g, indices, y)
                    : p.isLp() ? () -> plan.run(g, x, pooled, y) : () -> plan.run(g, y);
            return new Planned(plan.describe(), once, y, adds, plan::close);
        }
        double[] g = (double[]) first;
        double[] x = (double[]) second;
        double[] pooled = pooled(p, x, indices);
        double[] y = new double[src.elements()];
        Runnable once = p.isMax()
                ? () -> plan.run(g, indices, y)
                : p.isLp() ? () -> plan.run(g, x, pooled, y) : () -> plan.run(g, y);
        return new Planned(plan.describe(), once, y, adds, plan::close);
    }

    private static PoolPlan plan(PoolProblem p, Planner planner, boolean indices) {
        Pool2d pool = Pool2d.of(p);
        return indices ? planner.planWithIndices(pool, p.src(), p.type()) : planner.plan(pool, p.src(), p.type());
    }

    /** The pooling itself, for gradients that need its result or the places of its maxima. */
    private static float[] pooled(PoolProblem p, float[] x, int[] indices) {
        float[] y = new float[p.dst().elements()];
        try (PoolPlan plan = plan(p, Planner.serial(), p.isMax())) {
            if (p.isMax()) {
                plan.run(x, y, indices);
            } else {
                plan.run(x, y);
            }
        }
        return y;
    }

    private static double[] pooled(PoolProblem p, double[] x, int[] indices) {
        double[] y = new double[p.dst().elements()];
        try (PoolPlan plan = plan(p, Planner.serial(), p.isMax())) {
            if (p.isMax()) {
                plan.run(x, y, indices);
            } else {
                plan.run(x, y);
            }
        }
        return y;
    }

    private Planned plane(PlaneProblem p, Planner planner) {
        PlaneFilter filter = PlaneFilter.of(p);
        Shape src = p.conv().src();
        int r = p.conv().window().r();
        int s = p.conv().window().s();
        int length = p.conv().dst().elements();
        if (first instanceof float[] x) {
            float[] k = (float[]) second;
            ConvPlan plan = p.separable()
                    ? planner.planSeparable(
                            filter,
                            src.n(),
                            src.h(),
                            src.w(),
                            Arrays.copyOf(k, r),
                            Arrays.copyOfRange(k, r * s - s, r * s))
                    : planner.plan(filter, src.n(), src.h(), src.w(), k);
            float[] y = new float[length];
            return new Planned(plan.describe(), () -> plan.run(x, y), y, false, plan::close);
        }
        double[] x = (double[]) first;
        double[] k = (double[]) second;
        ConvPlan plan = p.separable()
                ? planner.planSeparable(
                        filter, src.n(), src.h(), src.w(), Arrays.copyOf(k, r), Arrays.copyOfRange(k, r * s - s, r * s))
                : planner.plan(filter, src.n(), src.h(), src.w(), k);
        double[] y = new double[length];
        return new Planned(plan.describe(), () -> plan.run(x, y), y, false, plan::close);
    }
}
