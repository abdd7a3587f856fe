package io.github.jconv;

/**
 * A convolution with everything known but the numbers in the tensors: what the planner asks its algorithms about.
 * {@link Conv2d} and a {@link Shape} make one; the one-line text of {@link #toString} names a problem in logs,
 * benchmarks and tests.
 *
 * <p>Letters are the field's: N images, C input channels, H and W the input plane, K output channels, R and S the
 * kernel. Immutable and safe for use by many threads.
 *
 * @param src the input tensor's shape
 * @param k output channels
 * @param window the sliding window, padding resolved
 * @param groups how many independent slices the channels fall into
 * @param type the element type of all tensors
 * @param activation applied to each output after the bias
 * @param precision how much rounding error is allowed
 * @param accumulate whether the output is added to what the destination holds, before the activation
 */
public record ConvProblem(
        Shape src,
        int k,
        Window window,
        int groups,
        DType type,
        Activation activation,
        Precision precision,
        boolean accumulate)
        implements Tunable {

    /**
     * Checks that the parts fit each other.
     *
     * @throws IllegalArgumentException if groups do not divide both channel counts, the kernel spans more than the
     *     padded input, or the weights or the output have more elements than an array can hold
     */
    public ConvProblem {
        Checks.notNull("input shape", src);
        Checks.notNull("window", window);
        Checks.notNull("element type", type);
        Checks.notNull("activation", activation);
        Checks.notNull("precision", precision);
        Checks.atLeastOne("convolution", "output channels", k);
        Checks.atLeastOne("convolution", "groups", groups);
        groupsDivide("input", src.c(), groups);
        groupsDivide("output", k, groups);
        Checks.elements("weights KCRS", k, src.c() / groups, window.r(), window.s());
        Checks.elements("output", src.n(), k, window.outH(src.h()), window.outW(src.w()));
    }

    static void groupsDivide(String side, int channels, int groups) {
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    groups + " groups do not divide " + channels + " " + side + " channels without remainder");
        }
    }

    /**
     * The output tensor's shape, in the input's layout.
     *
     * @return n x k x outH x outW
     */
    public Shape dst() {
        return new Shape(src.layout(), src.n(), k, outH(), outW());
    }

    /**
     * Output rows.
     *
     * @return as {@link Window#outH}
     */
    public int outH() {
        return window.outH(src.h());
    }

    /**
     * Output columns.
     *
     * @return as {@link Window#outW}
     */
    public int outW() {
        return window.outW(src.w());
    }

    /**
     * Input channels of one group.
     *
     * @return C / groups
     */
    public int groupC() {
        return src.c() / groups;
    }

    /**
     * Output channels of one group.
     *
     * @return K / groups
     */
    public int groupK() {
        return k / groups;
    }

    /**
     * How many products one output element sums: the depth of the reduction.
     *
     * @return C / groups * R * S
     */
    public int depth() {
        return groupC() * window.r() * window.s();
    }

    /**
     * Length of the weights.
     *
     * @return K * C / groups * R * S
     */
    public int weightElements() {
        return k * depth();
    }

    /**
     * Where a weight lies: KCRS order with NCHW tensors, RSCK with NHWC.
     *
     * @param ok the output channel, 0 to K - 1
     * @param gc the input channel within its group, 0 to C / groups - 1
     * @param kr the kernel row
     * @param ks the kernel column
     * @return its index from the start of the weights; not checked
     */
    public int weightIndex(int ok, int gc, int kr, int ks) {
        return src.layout() == Layout.NCHW
                ? ((ok * groupC() + gc) * window.r() + kr) * window.s() + ks
                : ((kr * window.s() + ks) * groupC() + gc) * k + ok;
    }

    /**
     * Where an output element lies: what {@link Shape#index} of {@link #dst} gives, without making that shape.
     *
     * @param in the image
     * @param ok the output channel
     * @param oh the output row
     * @param ow the output column
     * @return its index from the start of the output; not checked
     */
    public int dstIndex(int in, int ok, int oh, int ow) {
        return src.layout() == Layout.NCHW
                ? ((in * k + ok) * outH() + oh) * outW() + ow
                : ((in * outH() + oh) * outW() + ow) * k + ok;
    }

    /**
     * The work: one multiply-add per weight and output pixel, padding counted as data.
     *
     * @return N * K * outH * outW * C / groups * R * S
     */
    public long macs() {
        return (long) src.n() * k * outH() * outW() * depth();
    }

    /**
     * The same problem with another number of images.
     *
     * @param images the new N
     * @return the problem
     * @throws IllegalArgumentException if a tensor becomes too large
     */
    public ConvProblem withN(int images) {
        return new ConvProblem(src.withN(images), k, window, groups, type, activation, precision, accumulate);
    }

    /**
     * Its text without the activation, which every algorithm applies alike.
     *
     * @return one line
     */
    @Override
    public String tuningKey() {
        return new ConvProblem(src, k, window, groups, type, Activation.NONE, precision, accumulate).toString();
    }

    @Override
    public String toString() {
        String text = type.name().toLowerCase(java.util.Locale.ROOT) + " " + src + " K" + k + " " + window;
        if (groups != 1) {
            text += " g" + groups;
        }
        if (accumulate) {
            text += " accumulate";
        }
        if (!activation.equals(Activation.NONE)) {
            text += " " + activation;
        }
        return precision == Precision.DEFAULT
                ? text
                : text + " " + precision.name().toLowerCase(java.util.Locale.ROOT);
    }
}
