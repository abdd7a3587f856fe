package io.github.jconv.bench.peers;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolProblem;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferencePoolDouble;
import io.github.jconv.reference.ReferencePoolFloat;

/**
 * A pooling's input, the same numbers in every process, and the check of what a library makes of it.
 *
 * @param name as tables call it
 * @param pool the pooling
 * @param src the input's shape, NCHW
 * @param x the input, NCHW
 */
public record PoolData(String name, Pool2d pool, Shape src, float[] x) {

    private static final long SEED = 11;

    /**
     * Makes the input.
     *
     * @param work what is pooled
     * @return random numbers from -1 to 1
     */
    public static PoolData of(Work.Pool work) {
        return new PoolData(
                work.name(), work.pool(), work.src(), Tensors.random(work.src().elements(), SEED));
    }

    /**
     * The pooling with everything resolved.
     *
     * @param layout of both tensors
     * @return the problem
     */
    public PoolProblem problem(Layout layout) {
        return pool.problem(new Shape(layout, src.n(), src.c(), src.h(), src.w()), DType.FLOAT32, false);
    }

    /**
     * Compares an output with the scalar reference.
     *
     * @param y the output, NCHW
     * @return the largest difference as a fraction of what is allowed, nothing for maxima, else the bound of plain
     *     summation; infinity where there is no number
     */
    public double worst(float[] y) {
        PoolProblem p = problem(Layout.NCHW);
        float[] expected = new float[p.dst().elements()];
        double[] magnitude = new double[expected.length];
        if (p.isMax()) {
            ReferencePoolFloat.max(p.window(), p.src(), x, p.dst(), expected, null);
        } else if (p.isLp()) {
            ReferencePoolFloat.lp(p.window(), p.norm(), p.src(), x, p.dst(), expected);
            ReferencePoolDouble.lp(p.window(), p.norm(), p.src(), magnitudes(), p.dst(), magnitude);
        } else {
            ReferencePoolFloat.sum(p.window(), p.divisor(), p.src(), x, p.dst(), expected);
            ReferencePoolDouble.sum(p.window(), p.divisor(), p.src(), magnitudes(), p.dst(), magnitude);
        }
        long roundings = (long) p.window().r() * p.window().s() + 4 + (long) p.norm();
        double worst = y.length < expected.length ? Double.POSITIVE_INFINITY : 0;
        for (int i = 0; i < expected.length && Double.isFinite(worst); i++) {
            double difference = Math.abs((double) y[i] - expected[i]);
            double allowed = p.isMax()
                    ? Float.MIN_VALUE
                    : Numerics.allowedDifference(DType.FLOAT32, roundings, magnitude[i], expected[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference / allowed);
        }
        return worst;
    }

    private double[] magnitudes() {
        double[] magnitudes = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            magnitudes[i] = Math.abs(x[i]);
        }
        return magnitudes;
    }
}
