package io.github.jconv.bench.tune;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.PlaneProblem;
import io.github.jconv.Planner;
import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.TransposeProblem;
import io.github.jconv.Tunable;
import io.github.jconv.WeightGradientProblem;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.spi.Blocking;
import java.util.Set;

/** A gradient, a pooling or a filter over planes. Its output is compared with the reference's. */
final class OtherSubject implements Subject {

    private final Tunable problem;

    OtherSubject(Tunable problem) {
        this.problem = problem;
    }

    @Override
    public Tunable problem() {
        return problem;
    }

    @Override
    public Set<Blocking.Size> blocks(String algorithm) {
        return Planner.registry().blocks(problem.tuningKey(), algorithm);
    }

    @Override
    public int enough(Blocking.Size size) {
        return switch (problem) {
            case TransposeProblem p ->
                enough(size, p.depth(), p.dst().h() * p.dst().w(), p.dst().c());
            case WeightGradientProblem(ConvProblem p) ->
                enough(size, Math.multiplyExact(p.src().n(), p.outH() * p.outW()), size.most(), size.most());
            default ->
                size.most() + 1; // planes: a square or a band may be larger than the plane, and both are then alike
        };
    }

    private static int enough(Blocking.Size size, int depth, int pixels, int channels) {
        return switch (size) {
            case MR -> size.most();
            case KC -> depth;
            case TILE, MC, NC -> Math.max(pixels, channels);
        };
    }

    @Override
    public Numbers numbers() {
        Operation operation = Operation.of(problem, false);
        return new Numbers() {
            @Override
            public Planned plan(Variant variant) {
                return operation.plan(variant);
            }

            @Override
            public double worst(Object output) {
                return OtherSubject.this.worst(output, operation);
            }
        };
    }

    private double worst(Object output, Operation operation) {
        Variant reference = new Variant(REFERENCE, 1, Blocking.DEFAULT);
        try (Planned expected = operation.plan(reference);
                Planned magnitude = Operation.of(problem, true).plan(reference)) {
            expected.runAfresh();
            magnitude.runAfresh();
            double worst = 0;
            for (int i = 0; i < length(output); i++) {
                double value = element(expected.output(), i);
                double allowed = isExact()
                        ? 0
                        : Numerics.allowedDifference(
                                problem.type(), terms(), Math.abs(element(magnitude.output(), i)), value);
                double difference = Math.abs(element(output, i) - value);
                double fraction = difference == 0 ? 0 : difference / allowed;
                worst = Double.isNaN(fraction) ? Double.POSITIVE_INFINITY : Math.max(worst, fraction);
            }
            return worst;
        }
    }

    private boolean isExact() {
        return problem instanceof PoolProblem p && p.isMax();
    }

    /** How many roundings can add up. */
    private long terms() {
        return switch (problem) {
            case TransposeProblem p -> p.depth() + 1L;
            case WeightGradientProblem p ->
                (long) p.conv().src().n() * p.conv().outH() * p.conv().outW() + 1;
            case PoolProblem p -> roundings(p);
            case PoolGradientProblem p -> 2 * roundings(p.pool());
            case PlaneProblem p -> p.conv().depth() + 2L;
            default -> throw new IllegalStateException("no such subject: " + problem);
        };
    }

    private static long roundings(PoolProblem p) {
        return (long) p.window().r() * p.window().s() + 4 + (long) Math.ceil(p.norm());
    }

    private int length(Object output) {
        return problem.type() == DType.FLOAT32 ? ((float[]) output).length : ((double[]) output).length;
    }

    private static double element(Object array, int i) {
        return array instanceof float[] floats ? floats[i] : ((double[]) array)[i];
    }
}
