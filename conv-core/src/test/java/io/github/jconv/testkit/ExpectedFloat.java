package io.github.jconv.testkit;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferenceConvDouble;
import io.github.jconv.reference.ReferenceConvFloat;

/** What the reference says about a problem: its output, and the magnitude of each output element. */
public final class ExpectedFloat {

    private final ConvProblem problem;
    private final float[] reference;
    private final double[] magnitude;

    private ExpectedFloat(ConvProblem problem, float[] reference, double[] magnitude) {
        this.problem = problem;
        this.reference = reference;
        this.magnitude = magnitude;
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
        float[] reference = new float[p.dst().elements()];
        ReferenceConvFloat.forward(p, x, 0, weights, bias, reference, 0);
        ConvProblem linear =
                new ConvProblem(p.src(), p.k(), p.window(), p.groups(), DType.FLOAT64, Activation.NONE, p.precision());
        double[] magnitude = new double[reference.length];
        ReferenceConvDouble.forward(
                linear, TensorsFloat.abs(x), 0, TensorsFloat.abs(weights), TensorsFloat.abs(bias), magnitude, 0);
        return new ExpectedFloat(p, reference, magnitude);
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
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(problem, algorithm, magnitude[i], reference[i]);
        }
        return allowed;
    }
}
