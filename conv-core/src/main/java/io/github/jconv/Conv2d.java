package io.github.jconv;

/**
 * A two-dimensional convolution in the sense of deep learning, that is, a cross-correlation: the kernel is not flipped.
 * It says what to compute; a {@link Planner} decides how.
 *
 * <p>Output channel {@code k}, row {@code oh}, column {@code ow} is {@code activation(bias[k] + sum over c, r, s of
 * src[c][oh * strideH - padTop + r * dilationH][ow * strideW - padLeft + s * dilationW] * weights[k][c][r][s])}, where
 * positions outside the plane hold zero and c runs over the channels of k's group. Weights are KCRS
 * {@code [out][in/groups][kh][kw]} with NCHW tensors and RSCK {@code [kh][kw][in/groups][out]} with NHWC tensors.
 *
 * <p>Immutable and safe for use by many threads; each wither returns a new one.
 *
 * {@snippet class="Examples" region="apply"}
 *
 * @param inChannels channels of the input, C
 * @param outChannels channels of the output, K
 * @param bare kernel size, stride and dilation; its padding is not used
 * @param padding how many zeros surround the plane
 * @param groups how many independent slices the channels fall into
 * @param activation applied to each output after the bias
 * @param accumulate whether outputs are added to what the destination holds, before the activation
 */
public record Conv2d(
        int inChannels,
        int outChannels,
        Window bare,
        Padding padding,
        int groups,
        Activation activation,
        boolean accumulate) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a part is null, a count is below 1, groups do not divide both channel counts,
     *     or the weights have more elements than an array can hold
     */
    public Conv2d {
        Checks.notNull("window", bare);
        Checks.notNull("padding", padding);
        Checks.notNull("activation", activation);
        Checks.atLeastOne("convolution", "input channels", inChannels);
        Checks.atLeastOne("convolution", "output channels", outChannels);
        Checks.atLeastOne("convolution", "groups", groups);
        ConvProblem.groupsDivide("input", inChannels, groups);
        ConvProblem.groupsDivide("output", outChannels, groups);
        Checks.elements("weights KCRS", outChannels, inChannels / groups, bare.r(), bare.s());
    }

    /**
     * A convolution with a square kernel, stride 1, no padding, no dilation, one group and no activation.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param kernel kernel rows and columns
     * @return the convolution
     * @throws IllegalArgumentException as the constructor
     */
    public static Conv2d of(int inChannels, int outChannels, int kernel) {
        return of(inChannels, outChannels, kernel, kernel);
    }

    /**
     * A convolution with stride 1, no padding, no dilation, one group and no activation.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param kernelH kernel rows
     * @param kernelW kernel columns
     * @return the convolution
     * @throws IllegalArgumentException as the constructor
     */
    public static Conv2d of(int inChannels, int outChannels, int kernelH, int kernelW) {
        return new Conv2d(
                inChannels, outChannels, Window.of(kernelH, kernelW), Padding.valid(), 1, Activation.NONE, false);
    }

    /**
     * The convolution of a problem.
     *
     * @param problem what {@link #problem} made
     * @return a convolution that makes the same problem over its input
     */
    public static Conv2d of(ConvProblem problem) {
        Window window = Checks.notNull("problem", problem).window();
        return new Conv2d(
                problem.src().c(),
                problem.k(),
                window.withPadding(0, 0, 0, 0),
                Padding.of(window.padTop(), window.padLeft(), window.padBottom(), window.padRight()),
                problem.groups(),
                problem.activation(),
                problem.accumulate());
    }

    /**
     * The same with one stride for both axes.
     *
     * @param stride pixels from one window to the next
     * @return a new convolution
     * @throws IllegalArgumentException if stride is below 1
     */
    public Conv2d stride(int stride) {
        return stride(stride, stride);
    }

    /**
     * The same with a stride for each axis.
     *
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new convolution
     * @throws IllegalArgumentException if a stride is below 1
     */
    public Conv2d stride(int strideH, int strideW) {
        return with(bare.withStride(strideH, strideW));
    }

    /**
     * The same with one dilation for both axes.
     *
     * @param dilation pixels from one kernel element to the next
     * @return a new convolution
     * @throws IllegalArgumentException if dilation is below 1
     */
    public Conv2d dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /**
     * The same with a dilation for each axis.
     *
     * @param dilationH rows from one kernel row to the next
     * @param dilationW columns from one kernel column to the next
     * @return a new convolution
     * @throws IllegalArgumentException if a dilation is below 1
     */
    public Conv2d dilation(int dilationH, int dilationW) {
        return with(bare.withDilation(dilationH, dilationW));
    }

    /**
     * The same with one padding for all sides.
     *
     * @param all zeros on each side
     * @return a new convolution
     * @throws IllegalArgumentException if all is negative
     */
    public Conv2d padding(int all) {
        return padding(Padding.of(all));
    }

    /**
     * The same with a padding for each axis.
     *
     * @param vertical rows above and below
     * @param horizontal columns left and right
     * @return a new convolution
     * @throws IllegalArgumentException if one is negative
     */
    public Conv2d padding(int vertical, int horizontal) {
        return padding(Padding.of(vertical, horizontal));
    }

    /**
     * The same with another padding.
     *
     * @param other four numbers or a rule
     * @return a new convolution
     */
    public Conv2d padding(Padding other) {
        return new Conv2d(inChannels, outChannels, bare, other, groups, activation, accumulate);
    }

    /**
     * The same with the channels cut into independent groups; as many groups as input channels is a depthwise
     * convolution.
     *
     * @param count the groups
     * @return a new convolution
     * @throws IllegalArgumentException if count does not divide both channel counts
     */
    public Conv2d groups(int count) {
        return new Conv2d(inChannels, outChannels, bare, padding, count, activation, accumulate);
    }

    /**
     * The same with another activation.
     *
     * @param other the activation
     * @return a new convolution
     */
    public Conv2d activation(Activation other) {
        return new Conv2d(inChannels, outChannels, bare, padding, groups, other, accumulate);
    }

    /**
     * The same with a residual connection: a plan's run adds to what the destination holds, {@code dst = activation(dst +
     * bias + sum)}, in the same pass that stores. Where ResNet adds a shortcut, let the destination hold it. Running twice
     * adds twice.
     *
     * <p>The functional form {@link #apply(float[], Shape, float[], float[])} makes its own destination, which holds zeros.
     *
     * {@snippet class="Examples" region="residual"}
     *
     * @param add whether to add
     * @return a new convolution
     */
    public Conv2d accumulate(boolean add) {
        return new Conv2d(inChannels, outChannels, bare, padding, groups, activation, add);
    }

    private Conv2d with(Window other) {
        return new Conv2d(inChannels, outChannels, other, padding, groups, activation, accumulate);
    }

    /**
     * The convolution over a given input: padding resolved, everything checked.
     *
     * @param src the input's shape
     * @param type the element type
     * @param precision how much rounding error is allowed
     * @return the problem
     * @throws IllegalArgumentException if the input has other channels, the kernel spans more than the padded input, or
     *     the output has more elements than an array can hold
     */
    public ConvProblem problem(Shape src, DType type, Precision precision) {
        Checks.notNull("input shape", src);
        if (src.c() != inChannels) {
            throw new IllegalArgumentException(
                    "input has " + src.c() + " channels but the convolution expects " + inChannels);
        }
        return new ConvProblem(
                src,
                outChannels,
                padding.resolve(bare, src.h(), src.w()),
                groups,
                type,
                activation,
                precision,
                accumulate);
    }

    /** The problem whose gradients are asked for: they are those of the linear part. */
    ConvProblem linearProblem(Shape src, DType type, Precision precision) {
        if (!activation.equals(Activation.NONE)) {
            throw new IllegalArgumentException(
                    "gradients are those of the linear convolution but this one has activation " + activation
                            + ": multiply the output gradient by its derivative and set Activation.NONE");
        }
        return problem(src, type, precision);
    }

    /**
     * The output's shape over a given input.
     *
     * @param src the input's shape
     * @return the output's shape, in the same layout
     * @throws IllegalArgumentException as {@link #problem}
     */
    public Shape outputShape(Shape src) {
        return problem(src, DType.FLOAT32, Precision.DEFAULT).dst();
    }

    /**
     * Length of the weights.
     *
     * @return outChannels * inChannels / groups * kernel rows * kernel columns
     */
    public int weightElements() {
        return outChannels * (inChannels / groups) * bare.r() * bare.s();
    }

    /**
     * Computes the convolution once, on the calling thread. Where the same weights are used again, a plan saves packing
     * them each time.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @param weights in the order that goes with the input's layout
     * @param bias one number per output channel, or null
     * @return a new array with the output
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] apply(float[] x, Shape src, float[] weights, float[] bias) {
        return ConvOnceFloat.apply(this, x, src, weights, bias);
    }

    /**
     * The double twin of {@link #apply(float[], Shape, float[], float[])}.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @param weights in the order that goes with the input's layout
     * @param bias one number per output channel, or null
     * @return a new array with the output
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public double[] apply(double[] x, Shape src, double[] weights, double[] bias) {
        return ConvOnceDouble.apply(this, x, src, weights, bias);
    }

    /**
     * The gradient of a loss by the input: the transposed convolution of its gradient by the output. Each element is at
     * most {@code gamma_n * sum |g||w|} from the exact one, with n = K/groups * R * S.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @param weights in the order that goes with the input's layout
     * @return a new array with the gradient, in the input's shape
     * @throws IllegalArgumentException if the parts do not fit each other, or there is an activation: these are the
     *     gradients of the linear part
     */
    public float[] inputGradient(float[] gradDst, Shape src, float[] weights) {
        return ConvOnceFloat.inputGradient(this, gradDst, src, weights);
    }

    /**
     * The gradient of a loss by the weights. Each element is at most {@code gamma_n * sum |x||g|} from the exact one,
     * with n = N * outH * outW.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @return a new array with the gradient, in the order of the weights
     * @throws IllegalArgumentException if the parts do not fit each other, or there is an activation: these are the
     *     gradients of the linear part
     */
    public float[] weightGradient(float[] x, Shape src, float[] gradDst) {
        return ConvOnceFloat.weightGradient(this, x, src, gradDst);
    }

    /**
     * The gradient of a loss by the bias: the sum of its gradient by the output over each channel. Each element is at
     * most {@code gamma_n * sum |g|} from the exact one, with n = N * outH * outW.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @return a new array with one number per output channel
     * @throws IllegalArgumentException if the parts do not fit each other, or there is an activation: these are the
     *     gradients of the linear part
     */
    public float[] biasGradient(float[] gradDst, Shape src) {
        return ConvOnceFloat.biasGradient(this, gradDst, src);
    }

    /**
     * The double twin of {@link #inputGradient(float[], Shape, float[])}.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @param weights in the order that goes with the input's layout
     * @return a new array with the gradient, in the input's shape
     * @throws IllegalArgumentException if the parts do not fit each other, or there is an activation: these are the
     *     gradients of the linear part
     */
    public double[] inputGradient(double[] gradDst, Shape src, double[] weights) {
        return ConvOnceDouble.inputGradient(this, gradDst, src, weights);
    }

    /**
     * The double twin of {@link #weightGradient(float[], Shape, float[])}.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @return a new array with the gradient, in the order of the weights
     * @throws IllegalArgumentException if the parts do not fit each other, or there is an activation: these are the
     *     gradients of the linear part
     */
    public double[] weightGradient(double[] x, Shape src, double[] gradDst) {
        return ConvOnceDouble.weightGradient(this, x, src, gradDst);
    }

    /**
     * The double twin of {@link #biasGradient(float[], Shape)}.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @return a new array with one number per output channel
     * @throws IllegalArgumentException if the parts do not fit each other, or there is an activation: these are the
     *     gradients of the linear part
     */
    public double[] biasGradient(double[] gradDst, Shape src) {
        return ConvOnceDouble.biasGradient(this, gradDst, src);
    }
}
