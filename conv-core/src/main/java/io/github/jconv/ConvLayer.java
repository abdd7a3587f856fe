package io.github.jconv;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A convolution that learns: it owns weights and bias, runs forward and backward, and takes steps of stochastic gradient
 * descent. Small on purpose: one layer, one shape, float, no tape; whoever chains layers hands each one's input gradient
 * to the one before.
 *
 * <p>A step of training is {@link #forward}, {@link #backward} with the gradient of the loss by the output, and
 * {@link #step}. Gradients of several calls of backward add up until a step uses them or {@link #clearGradients} drops
 * them. Plans are kept from step to step, but those that pack weights are made again when the weights have changed.
 *
 * <p>Not safe for use by several threads; a planner with several jobs shares the work of each call.
 *
 * {@snippet class="GradientExamples" region="layer"}
 */
public final class ConvLayer implements AutoCloseable {

    private final Conv2d conv;
    private final Shape src;
    private final Shape dst;
    private final Planner planner;
    private final float[] weights;
    private final float[] bias;
    private final float[] gradWeights;
    private final float[] gradBias;
    private final float[] weightVelocity;
    private final float[] biasVelocity;
    private final WeightGradientPlan weightPlan;

    /** Made when first needed, dropped when the weights change. */
    private ConvPlan forwardPlan;

    private TransposePlan inputPlan;

    /** What forward saw last: backward needs it. */
    private float[] input;

    private boolean isClosed;

    private ConvLayer(Conv2d conv, Shape src, boolean hasBias, Planner planner) {
        this.conv = Checks.notNull("convolution", conv).accumulate(false);
        this.src = src;
        this.dst = conv.outputShape(src);
        this.planner = Checks.notNull("planner", planner);
        weights = new float[conv.weightElements()];
        gradWeights = new float[weights.length];
        weightVelocity = new float[weights.length];
        bias = hasBias ? new float[conv.outChannels()] : null;
        gradBias = hasBias ? new float[conv.outChannels()] : null;
        biasVelocity = hasBias ? new float[conv.outChannels()] : null;
        weightPlan = planner.gradients().accumulate(true).weights(this.conv, src, DType.FLOAT32);
    }

    /**
     * A layer with random weights and bias, uniform within one over the root of the fan-in ({@code C/groups * R * S}),
     * which is how PyTorch's convolutions start (Kaiming-uniform with a negative slope of the root of 5).
     *
     * @param conv the convolution, without activation
     * @param src its input's shape
     * @param hasBias whether it adds a bias
     * @param seed equal seeds give equal layers
     * @param planner jobs and precision
     * @return the layer
     * @throws IllegalArgumentException if the parts do not fit, or the convolution has an activation
     */
    public static ConvLayer kaimingUniform(Conv2d conv, Shape src, boolean hasBias, long seed, Planner planner) {
        ConvLayer layer = new ConvLayer(conv, src, hasBias, planner);
        double bound = 1 / Math.sqrt((double) conv.weightElements() / conv.outChannels());
        SplittableRandom random = new SplittableRandom(seed);
        fill(layer.weights, random, bound);
        if (hasBias) {
            fill(layer.bias, random, bound);
        }
        return layer;
    }

    private static void fill(float[] to, SplittableRandom random, double bound) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) random.nextDouble(-bound, bound);
        }
    }

    /**
     * The output's shape.
     *
     * @return in the input's layout
     */
    public Shape dstShape() {
        return dst;
    }

    /**
     * Computes the layer's output and remembers the input for {@link #backward}.
     *
     * @param x the input; not copied, and not to be changed before backward has run
     * @param y receives the output
     * @throws IllegalArgumentException if an array is null or too short
     * @throws IllegalStateException if the layer was closed
     */
    public void forward(float[] x, float[] y) {
        checkOpen();
        if (forwardPlan == null) {
            forwardPlan = planner.plan(conv, src, weights, bias);
        }
        forwardPlan.run(x, y);
        input = x;
    }

    /**
     * Adds the gradients by weights and bias to those of earlier calls, for the input that forward saw last.
     *
     * @param gradDst the loss's gradient by the output
     * @param gradSrc receives the loss's gradient by the input, or null where nobody needs it
     * @throws IllegalArgumentException if an array is null or too short, or both are one; no gradient has changed then
     * @throws IllegalStateException if forward has not run, or the layer was closed
     */
    public void backward(float[] gradDst, float[] gradSrc) {
        checkOpen();
        if (input == null) {
            throw new IllegalStateException("backward needs the input of a forward run but none has run");
        }
        if (gradSrc != null) { // before anything is added
            Checks.array("gradSrc", gradSrc, src.elements());
            Checks.distinct("gradDst", gradDst, "gradSrc", gradSrc);
        }
        weightPlan.run(input, gradDst, gradWeights, gradBias);
        if (gradSrc != null) {
            if (inputPlan == null) {
                inputPlan = planner.gradients().input(conv, src, weights);
            }
            inputPlan.run(gradDst, gradSrc);
        }
    }

    /**
     * One step of stochastic gradient descent, as PyTorch's SGD: {@code velocity = momentum * velocity + gradient + decay *
     * weight} and {@code weight -= rate * velocity}, for weights and bias; then the gradients are cleared.
     *
     * @param rate the learning rate
     * @param momentum how much of the last step's velocity is kept; 0 for plain descent
     * @param decay the weight decay, 0 for none
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public void step(double rate, double momentum, double decay) {
        finite("rate", rate);
        finite("momentum", momentum);
        finite("decay", decay);
        descend(weights, gradWeights, weightVelocity, rate, momentum, decay);
        if (bias != null) {
            descend(bias, gradBias, biasVelocity, rate, momentum, decay);
        }
        clearGradients();
        dropPlans();
    }

    private static void finite(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + " but must be at least 0 and finite");
        }
    }

    private static void descend(
            float[] weights, float[] gradient, float[] velocity, double rate, double momentum, double decay) {
        for (int i = 0; i < weights.length; i++) {
            velocity[i] = (float) (momentum * velocity[i] + gradient[i] + decay * weights[i]);
            weights[i] = (float) (weights[i] - rate * velocity[i]);
        }
    }

    /** Drops the gradients that backward has summed. */
    public void clearGradients() {
        Arrays.fill(gradWeights, 0);
        if (gradBias != null) {
            Arrays.fill(gradBias, 0);
        }
    }

    /**
     * The weights.
     *
     * @return a copy, in the order that goes with the layout
     */
    public float[] weights() {
        return weights.clone();
    }

    /**
     * The bias.
     *
     * @return a copy, or null if the layer has none
     */
    public float[] bias() {
        return bias == null ? null : bias.clone();
    }

    /**
     * Replaces weights and bias; velocities start from zero again.
     *
     * @param newWeights as many as there are
     * @param newBias as many as there are, or null where the layer has none
     * @throws IllegalArgumentException if a length is another
     */
    public void set(float[] newWeights, float[] newBias) {
        Checks.exactArray("weights", newWeights, weights.length);
        Checks.exactLength("bias", newBias == null ? 0 : newBias.length, bias == null ? 0 : bias.length);
        System.arraycopy(newWeights, 0, weights, 0, weights.length);
        Arrays.fill(weightVelocity, 0);
        if (bias != null) {
            System.arraycopy(newBias, 0, bias, 0, bias.length);
            Arrays.fill(biasVelocity, 0);
        }
        dropPlans();
    }

    /**
     * The gradient by the weights.
     *
     * @return a copy of what backward has summed
     */
    public float[] weightGradient() {
        return gradWeights.clone();
    }

    /**
     * The gradient by the bias.
     *
     * @return a copy of what backward has summed, or null if the layer has none
     */
    public float[] biasGradient() {
        return gradBias == null ? null : gradBias.clone();
    }

    private void checkOpen() {
        if (isClosed) {
            throw new IllegalStateException("the layer was closed: " + conv);
        }
    }

    private void dropPlans() {
        if (forwardPlan != null) {
            forwardPlan.close();
            forwardPlan = null;
        }
        if (inputPlan != null) {
            inputPlan.close();
            inputPlan = null;
        }
    }

    /** Lets plans go. Weights and gradients can still be read, but the layer runs no more. Can be repeated. */
    @Override
    public void close() {
        isClosed = true;
        dropPlans();
        weightPlan.close();
        input = null;
    }
}
