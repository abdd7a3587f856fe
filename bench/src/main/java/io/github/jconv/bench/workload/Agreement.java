package io.github.jconv.bench.workload;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.numerics.Numerics;

/**
 * What the scalar reference says a convolution's output is, and how far another algorithm may stray from it by the
 * numerics contract. The reference is computed once, on all cores (its bits do not depend on that), and then compared
 * with as many results as there are.
 */
public final class Agreement {

    private final ConvProblem problem;
    private final double[] reference;
    private final double[] magnitude;

    private Agreement(ConvProblem problem, double[] reference, double[] magnitude) {
        this.problem = problem;
        this.reference = reference;
        this.magnitude = magnitude;
    }

    /**
     * Computes the reference for floats.
     *
     * @param conv the convolution
     * @param src the input's shape
     * @param x the input
     * @param weights the weights
     * @param bias the bias, or null
     * @return what to compare with
     */
    public static Agreement of(Conv2d conv, Shape src, float[] x, float[] weights, float[] bias) {
        float[] y = new float[conv.outputShape(src).elements()];
        try (ConvPlan plan = referencePlanner().plan(conv, src, weights, bias)) {
            plan.run(x, y);
            double[] b = bias == null ? null : Tensors.widen(bias);
            return new Agreement(
                    plan.problem(),
                    Tensors.widen(y),
                    magnitude(conv, src, Tensors.widen(x), Tensors.widen(weights), b));
        }
    }

    /**
     * Computes the reference for doubles.
     *
     * @param conv the convolution
     * @param src the input's shape
     * @param x the input
     * @param weights the weights
     * @param bias the bias, or null
     * @return what to compare with
     */
    public static Agreement of(Conv2d conv, Shape src, double[] x, double[] weights, double[] bias) {
        double[] y = new double[conv.outputShape(src).elements()];
        try (ConvPlan plan = referencePlanner().plan(conv, src, weights, bias)) {
            plan.run(x, y);
            double[] b = bias == null ? null : bias.clone();
            return new Agreement(plan.problem(), y, magnitude(conv, src, x.clone(), weights.clone(), b));
        }
    }

    private static Planner referencePlanner() {
        return Planner.builder().algorithm("reference").jobs(-1).build();
    }

    /** {@code sum |x||w| + |bias|} of each output element; overwrites its arguments. */
    private static double[] magnitude(Conv2d conv, Shape src, double[] x, double[] weights, double[] bias) {
        Conv2d sums = conv.activation(Activation.NONE);
        double[] y = new double[conv.outputShape(src).elements()];
        try (ConvPlan plan =
                referencePlanner().plan(sums, src, absolute(weights), bias == null ? null : absolute(bias))) {
            plan.run(absolute(x), y);
        }
        return y;
    }

    private static double[] absolute(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return values;
    }

    /**
     * The same agreement for results in another layout, without computing the reference again.
     *
     * @param other the problem in that layout
     * @return what to compare with
     */
    public Agreement in(ConvProblem other) {
        Shape from = problem.dst();
        Shape to = other.dst();
        double[] movedReference = new double[reference.length];
        double[] movedMagnitude = new double[magnitude.length];
        for (int n = 0; n < to.n(); n++) {
            for (int c = 0; c < to.c(); c++) {
                for (int h = 0; h < to.h(); h++) {
                    for (int w = 0; w < to.w(); w++) {
                        int at = to.index(n, c, h, w);
                        int was = from.index(n, c, h, w);
                        movedReference[at] = reference[was];
                        movedMagnitude[at] = magnitude[was];
                    }
                }
            }
        }
        return new Agreement(other, movedReference, movedMagnitude);
    }

    /**
     * The output's length.
     *
     * @return its elements
     */
    public int elements() {
        return reference.length;
    }

    /**
     * Compares a result of floats.
     *
     * @param algorithm the name of the algorithm that computed it
     * @param y its output
     * @return the largest difference as a fraction of the allowed one; infinity where a finite element became NaN or
     *     infinite
     */
    public double worst(String algorithm, float[] y) {
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            worst = Math.max(worst, fraction(algorithm, i, y[i]));
        }
        return worst;
    }

    /**
     * Compares a result of doubles.
     *
     * @param algorithm the name of the algorithm that computed it
     * @param y its output
     * @return as {@link #worst(String, float[])}
     */
    public double worst(String algorithm, double[] y) {
        double worst = 0;
        for (int i = 0; i < reference.length; i++) {
            worst = Math.max(worst, fraction(algorithm, i, y[i]));
        }
        return worst;
    }

    private double fraction(String algorithm, int i, double y) {
        double difference = Math.abs(y - reference[i]);
        if (difference == 0) {
            return 0;
        }
        double fraction = difference / Numerics.allowedDifference(problem, algorithm, magnitude[i], reference[i]);
        return Double.isNaN(fraction) ? Double.POSITIVE_INFINITY : fraction;
    }

    /**
     * Fails unless a result is within the bound: what every benchmark does before it times.
     *
     * @param plan the plan that computed it
     * @param y its output
     * @throws IllegalStateException if an element lies further from the reference's than allowed
     */
    public void require(ConvPlan plan, float[] y) {
        double worst = worst(plan.algorithm(), y);
        if (!(worst <= 1)) {
            throw new IllegalStateException(
                    plan + " disagrees with the reference: its largest error is " + worst + " times the bound");
        }
    }
}
