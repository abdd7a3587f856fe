package io.github.jconv.testkit;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferenceConvDouble;
import io.github.jconv.reference.ReferenceConvFloat;

/** What the reference says about a problem: its output, and the magnitude of each output element. */
public final class ExpectedFloat {

    private final ConvProblem problem;
    private final float[] reference;
    private final double[] magnitude;
    private final double[] x;
    private final double[] weights;
    private final double[] bias;

    private ExpectedFloat(ConvProblem problem, float[] x, float[] weights, float[] bias) {
        this.problem = problem;
        this.x = TensorsFloat.abs(x);
        this.weights = TensorsFloat.abs(weights);
        this.bias = TensorsFloat.abs(bias);
        reference = TensorsFloat.held(problem);
        ReferenceConvFloat.forward(problem, x, 0, weights, bias, reference, 0);
        magnitude = magnitude(0);
    }

    /**
     * Runs the reference.
     *
     * @param p the problem
     * @param x the input
     * @param weights the weights
     * @param bias the bias, or null
     * @return its output
     */
    public static ExpectedFloat of(ConvProblem p, float[] x, float[] weights, float[] bias) {
        return new ExpectedFloat(p, x, weights, bias);
    }

    /** {@code sum |x||w| + |bias|}, each x replaced by the largest within reach. */
    private double[] magnitude(int reach) {
        Shape src = problem.src();
        Window w = problem.window();
        int top = reach == 0 ? 0 : w.padTop();
        int left = reach == 0 ? 0 : w.padLeft();
        Shape wide = reach == 0
                ? src
                : new Shape(
                        src.layout(), src.n(), src.c(), src.h() + top + w.padBottom(), src.w() + left + w.padRight());
        Window bare = reach == 0 ? w : w.withPadding(0, 0, 0, 0);
        double[] largest = reach == 0 ? x : largest(src, x, wide, top, left, reach);
        ConvProblem linear = new ConvProblem(
                wide,
                problem.k(),
                bare,
                problem.groups(),
                DType.FLOAT64,
                Activation.NONE,
                problem.precision(),
                problem.accumulate());
        double[] magnitudes = TensorsFloat.abs(TensorsFloat.held(problem));
        ReferenceConvDouble.forward(linear, largest, 0, weights, bias, magnitudes, 0);
        return magnitudes;
    }

    /**
     * The largest magnitude within reach of each element, padding included.
     *
     * @param src the tensor's shape
     * @param x its magnitudes
     * @param wide the shape with its padding
     * @param top rows of padding before the first
     * @param left columns of padding before the first
     * @param reach rows and columns on each side
     * @return elements of the wide shape
     */
    static double[] largest(Shape src, double[] x, Shape wide, int top, int left, int reach) {
        double[] largest = new double[wide.elements()];
        for (int n = 0; n < wide.n(); n++) {
            for (int c = 0; c < wide.c(); c++) {
                for (int h = 0; h < wide.h(); h++) {
                    for (int w = 0; w < wide.w(); w++) {
                        double most = 0;
                        for (int y = Math.max(0, h - top - reach); y < Math.min(src.h(), h - top + reach + 1); y++) {
                            for (int v = Math.max(0, w - left - reach);
                                    v < Math.min(src.w(), w - left + reach + 1);
                                    v++) {
                                most = Math.max(most, x[src.index(n, c, y, v)]);
                            }
                        }
                        largest[wide.index(n, c, h, w)] = most;
                    }
                }
            }
        }
        return largest;
    }

    /**
     * The reference's output.
     *
     * @return the array itself
     */
    public float[] reference() {
        return reference;
    }

    /**
     * {@code sum |x||w| + |bias|} of each output element.
     *
     * @return the array itself
     */
    public double[] magnitude() {
        return magnitude;
    }

    /**
     * How far each element of an algorithm's output may lie from the reference's.
     *
     * @param algorithm its name
     * @return the allowed differences
     */
    public double[] allowed(String algorithm) {
        double[] allowed = new double[reference.length];
        int reach = problem.precision() == Precision.FAST ? Numerics.reach(algorithm) : 0;
        double[] magnitudes = reach == 0 ? magnitude : magnitude(reach);
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(problem, algorithm, magnitudes[i], reference[i]);
        }
        return allowed;
    }
}
