package io.github.jconv;

/**
 * A two-dimensional transposed convolution, PyTorch's {@code conv_transpose2d}: the adjoint of {@link Conv2d}, with
 * channels, kernel, stride, padding and dilation meaning what they mean there, from the output's side to the input's.
 * With stride 2 it doubles a plane.
 *
 * <p>Every input element is multiplied with the kernel and added to the output at the rows {@code ih * strideH - padTop
 * + r * dilationH} and the columns likewise; what falls outside the output is dropped. The output has {@code (h - 1) *
 * strideH - padTop - padBottom + (R - 1) * dilationH + 1 + outputPaddingH} rows. Weights are
 * {@code [in][out/groups][kh][kw]} with NCHW tensors (PyTorch's order) and {@code [kh][kw][out/groups][in]} with NHWC
 * tensors (TensorFlow's order for {@code conv2d_transpose}).
 *
 * <p>Each element is at most {@code gamma_n * sum |x||w|} from the exact one, with n = C/groups * R * S and one more
 * for the bias ({@link io.github.jconv.numerics.Numerics}). All work is done on the calling thread.
 *
 * <p>Immutable and safe for use by many threads; each wither returns a new one.
 *
 * {@snippet class="Examples" region="transpose"}
 *
 * @param inChannels channels of the input, C
 * @param outChannels channels of the output, K
 * @param window kernel, stride, padding and dilation of the convolution this is the adjoint of
 * @param outputPaddingH rows added at the bottom of the output, where the kernel may still reach
 * @param outputPaddingW columns added at the right of the output
 * @param groups how many independent slices the channels fall into
 */
public record ConvTranspose2d(
        int inChannels, int outChannels, Window window, int outputPaddingH, int outputPaddingW, int groups) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a part is null, a count is below 1, an output padding is negative, groups do
     *     not divide both channel counts, or the weights have more elements than an array can hold
     */
    public ConvTranspose2d {
        Checks.notNull("window", window);
        Checks.atLeastOne("transposed convolution", "input channels", inChannels);
        Checks.atLeastOne("transposed convolution", "output channels", outChannels);
        Checks.atLeastOne("transposed convolution", "groups", groups);
        ConvProblem.groupsDivide("input", inChannels, groups);
        ConvProblem.groupsDivide("output", outChannels, groups);
        notNegative("rows", outputPaddingH);
        notNegative("columns", outputPaddingW);
        Checks.elements("weights", inChannels, outChannels / groups, window.r(), window.s());
    }

    private static void notNegative(String axis, int padding) {
        if (padding < 0) {
            throw new IllegalArgumentException("output padding is " + padding + " " + axis + " but needs at least 0");
        }
    }

    /**
     * A transposed convolution with a square kernel, stride 1, no padding, no dilation and one group.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param kernel kernel rows and columns
     * @return the transposed convolution
     * @throws IllegalArgumentException as the constructor
     */
    public static ConvTranspose2d of(int inChannels, int outChannels, int kernel) {
        return of(inChannels, outChannels, kernel, kernel);
    }

    /**
     * A transposed convolution with stride 1, no padding, no dilation and one group.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param kernelH kernel rows
     * @param kernelW kernel columns
     * @return the transposed convolution
     * @throws IllegalArgumentException as the constructor
     */
    public static ConvTranspose2d of(int inChannels, int outChannels, int kernelH, int kernelW) {
        return new ConvTranspose2d(inChannels, outChannels, Window.of(kernelH, kernelW), 0, 0, 1);
    }

    /**
     * The transposed convolution of a problem.
     *
     * @param problem what {@link #problem} or {@link TransposeProblem#inputGradient} made
     * @return a transposed convolution that makes the same problem over its input
     * @throws IllegalArgumentException if no transposed convolution has that output over that input
     */
    public static ConvTranspose2d of(TransposeProblem problem) {
        Window window = Checks.notNull("problem", problem).window();
        Shape src = problem.src();
        Shape dst = problem.dst();
        long rows = (src.h() - 1L) * window.strideH() + window.extentH() - window.padTop() - window.padBottom();
        long columns = (src.w() - 1L) * window.strideW() + window.extentW() - window.padLeft() - window.padRight();
        if (dst.h() < rows || dst.w() < columns) {
            throw new IllegalArgumentException("the output has " + dst.h() + "x" + dst.w()
                    + " pixels but the window gives at least " + rows + "x" + columns);
        }
        ConvTranspose2d transposed = new ConvTranspose2d(
                src.c(), dst.c(), window, (int) (dst.h() - rows), (int) (dst.w() - columns), problem.groups());
        transposed.outputShape(src);
        return transposed;
    }

    /**
     * The same with one stride for both axes.
     *
     * @param stride output pixels from one input element to the next
     * @return a new transposed convolution
     * @throws IllegalArgumentException if stride is below 1
     */
    public ConvTranspose2d stride(int stride) {
        return stride(stride, stride);
    }

    /**
     * The same with a stride for each axis.
     *
     * @param strideH output rows from one input row to the next
     * @param strideW output columns from one input column to the next
     * @return a new transposed convolution
     * @throws IllegalArgumentException if a stride is below 1
     */
    public ConvTranspose2d stride(int strideH, int strideW) {
        return with(window.withStride(strideH, strideW));
    }

    /**
     * The same with one dilation for both axes.
     *
     * @param dilation pixels from one kernel element to the next
     * @return a new transposed convolution
     * @throws IllegalArgumentException if dilation is below 1
     */
    public ConvTranspose2d dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /**
     * The same with a dilation for each axis.
     *
     * @param dilationH rows from one kernel row to the next
     * @param dilationW columns from one kernel column to the next
     * @return a new transposed convolution
     * @throws IllegalArgumentException if a dilation is below 1
     */
    public ConvTranspose2d dilation(int dilationH, int dilationW) {
        return with(window.withDilation(dilationH, dilationW));
    }

    /**
     * The same with one padding for all sides: what it adds to a convolution's input is cut from this one's output.
     *
     * @param all pixels on each side
     * @return a new transposed convolution
     * @throws IllegalArgumentException if all is negative
     */
    public ConvTranspose2d padding(int all) {
        return padding(all, all, all, all);
    }

    /**
     * The same with a padding for each axis.
     *
     * @param vertical rows above and below
     * @param horizontal columns left and right
     * @return a new transposed convolution
     * @throws IllegalArgumentException if one is negative
     */
    public ConvTranspose2d padding(int vertical, int horizontal) {
        return padding(vertical, horizontal, vertical, horizontal);
    }

    /**
     * The same with a padding for each side.
     *
     * @param top rows above
     * @param left columns left
     * @param bottom rows below
     * @param right columns right
     * @return a new transposed convolution
     * @throws IllegalArgumentException if one is negative
     */
    public ConvTranspose2d padding(int top, int left, int bottom, int right) {
        return with(window.withPadding(top, left, bottom, right));
    }

    /**
     * The same with one output padding for both axes. Several input sizes of a strided convolution have the same output
     * size; this picks the one to go back to.
     *
     * @param all rows and columns added, less than the stride or the dilation
     * @return a new transposed convolution
     * @throws IllegalArgumentException if all is negative
     */
    public ConvTranspose2d outputPadding(int all) {
        return outputPadding(all, all);
    }

    /**
     * The same with an output padding for each axis. That it is less than the stride or the dilation is checked once
     * the input is known, so that the withers may come in any order.
     *
     * @param rows rows added at the bottom
     * @param columns columns added at the right
     * @return a new transposed convolution
     * @throws IllegalArgumentException if one is negative
     */
    public ConvTranspose2d outputPadding(int rows, int columns) {
        return new ConvTranspose2d(inChannels, outChannels, window, rows, columns, groups);
    }

    /**
     * The same with the channels cut into independent groups.
     *
     * @param count the groups
     * @return a new transposed convolution
     * @throws IllegalArgumentException if count does not divide both channel counts
     */
    public ConvTranspose2d groups(int count) {
        return new ConvTranspose2d(inChannels, outChannels, window, outputPaddingH, outputPaddingW, count);
    }

    private ConvTranspose2d with(Window other) {
        return new ConvTranspose2d(inChannels, outChannels, other, outputPaddingH, outputPaddingW, groups);
    }

    /**
     * The output's shape over a given input.
     *
     * @param src the input's shape
     * @return the output's shape, in the same layout
     * @throws IllegalArgumentException if the input has other channels, an output padding is not less than the stride
     *     or the dilation, or the output would be empty or have more elements than an array can hold
     */
    public Shape outputShape(Shape src) {
        Checks.notNull("input shape", src);
        if (src.c() != inChannels) {
            throw new IllegalArgumentException(
                    "input has " + src.c() + " channels but the transposed convolution expects " + inChannels);
        }
        outputPaddingFits("rows", outputPaddingH, window.strideH(), window.dilationH());
        outputPaddingFits("columns", outputPaddingW, window.strideW(), window.dilationW());
        int outH = out(
                "rows",
                src.h(),
                window.strideH(),
                window.extentH() + (long) outputPaddingH,
                (long) window.padTop() + window.padBottom());
        int outW = out(
                "columns",
                src.w(),
                window.strideW(),
                window.extentW() + (long) outputPaddingW,
                (long) window.padLeft() + window.padRight());
        return new Shape(src.layout(), src.n(), outChannels, outH, outW);
    }

    private static void outputPaddingFits(String axis, int padding, int stride, int dilation) {
        if (padding >= Math.max(stride, dilation)) {
            throw new IllegalArgumentException("output padding is " + padding + " " + axis
                    + " but must be less than the stride " + stride + " or the dilation " + dilation);
        }
    }

    private static int out(String axis, int size, int stride, long extent, long padding) {
        long padded = (size - 1L) * stride + extent;
        if (padded - padding < 1 || padded > Shape.MAX_ELEMENTS) {
            throw new IllegalArgumentException(
                    "the output would have " + (padded - padding) + " " + axis + " (" + padded
                            + " less padding " + padding + ") but needs at least 1, and at most " + Shape.MAX_ELEMENTS
                            + " with its padding");
        }
        return (int) (padded - padding);
    }

    /**
     * The transposed convolution over a given input, everything checked.
     *
     * @param src the input's shape
     * @param type the element type
     * @param precision how much rounding error is allowed
     * @param accumulate whether the output is added to what the destination holds
     * @return the problem
     * @throws IllegalArgumentException as {@link #outputShape}
     */
    public TransposeProblem problem(Shape src, DType type, Precision precision, boolean accumulate) {
        return new TransposeProblem(src, outputShape(src), window, groups, type, precision, accumulate);
    }

    /**
     * Length of the weights.
     *
     * @return inChannels * outChannels / groups * kernel rows * kernel columns
     */
    public int weightElements() {
        return inChannels * (outChannels / groups) * window.r() * window.s();
    }

    /**
     * Computes the transposed convolution.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @param weights in the order that goes with the input's layout
     * @param bias one number per output channel, or null
     * @return a new array with the output
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] apply(float[] x, Shape src, float[] weights, float[] bias) {
        return TransposeOnceFloat.apply(this, x, src, weights, bias);
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
        return TransposeOnceDouble.apply(this, x, src, weights, bias);
    }

    /**
     * The gradient of a loss by the input: the forward convolution, with the same weights, of its gradient by the output.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @param weights in the order that goes with the input's layout
     * @return a new array with the gradient, in the input's shape
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] inputGradient(float[] gradDst, Shape src, float[] weights) {
        return TransposeOnceFloat.inputGradient(this, gradDst, src, weights);
    }

    /**
     * The gradient of a loss by the weights.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @return a new array with the gradient, in the order of the weights
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] weightGradient(float[] x, Shape src, float[] gradDst) {
        return TransposeOnceFloat.weightGradient(this, x, src, gradDst);
    }

    /**
     * The gradient of a loss by the bias: the sum of its gradient by the output over each channel.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @return a new array with one number per output channel
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] biasGradient(float[] gradDst, Shape src) {
        return TransposeOnceFloat.biasGradient(this, gradDst, src);
    }

    /**
     * The gradient of a loss by the input: the forward convolution, with the same weights, of its gradient by the output.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @param weights in the order that goes with the input's layout
     * @return a new array with the gradient, in the input's shape
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public double[] inputGradient(double[] gradDst, Shape src, double[] weights) {
        return TransposeOnceDouble.inputGradient(this, gradDst, src, weights);
    }

    /**
     * The gradient of a loss by the weights.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @return a new array with the gradient, in the order of the weights
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public double[] weightGradient(double[] x, Shape src, double[] gradDst) {
        return TransposeOnceDouble.weightGradient(this, x, src, gradDst);
    }

    /**
     * The gradient of a loss by the bias: the sum of its gradient by the output over each channel.
     *
     * @param gradDst the loss's gradient by the output, at least as long as the output
     * @param src the input's shape
     * @return a new array with one number per output channel
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public double[] biasGradient(double[] gradDst, Shape src) {
        return TransposeOnceDouble.biasGradient(this, gradDst, src);
    }

    /**
     * The convolution this is the adjoint of. Its weights are the same, in the same order. Over an output whose output
     * padding reaches the stride, which takes a dilation, it has more rows or columns than this one's input.
     *
     * @return from this one's output to its input
     */
    public Conv2d adjoint() {
        return new Conv2d(
                outChannels,
                inChannels,
                window.withPadding(0, 0, 0, 0),
                Padding.of(window.padTop(), window.padLeft(), window.padBottom(), window.padRight()),
                groups,
                Activation.NONE,
                false);
    }
}
