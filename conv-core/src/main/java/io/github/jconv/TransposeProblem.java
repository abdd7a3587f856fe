package io.github.jconv;

/**
 * A transposed convolution with everything known but the numbers in the tensors: the gradient of a convolution by its
 * input, or a {@link ConvTranspose2d}. Both tensors' shapes are part of it, because several destinations of a strided
 * convolution have the same source.
 *
 * <p>Letters are those of this operator, not of the convolution it is the adjoint of: C channels come in, K go out.
 * Immutable and safe for use by many threads.
 *
 * @param src the input's shape: the output of the convolution this is the adjoint of, or its gradient
 * @param dst the output's shape
 * @param window the window of the convolution this is the adjoint of
 * @param groups how many independent slices the channels fall into
 * @param type the element type of all tensors
 * @param precision how much rounding error is allowed
 * @param accumulate whether the output is added to what the destination holds
 */
public record TransposeProblem(
        Shape src, Shape dst, Window window, int groups, DType type, Precision precision, boolean accumulate)
        implements Tunable {

    /** How its text begins. */
    static final String WORD = "transpose";

    /**
     * Checks that the parts fit each other.
     *
     * @throws IllegalArgumentException if a part is null, the shapes differ in layout or batch, groups do not divide both
     *     channel counts, or the weights have more elements than an array can hold
     */
    public TransposeProblem {
        Checks.notNull("input shape", src);
        Checks.notNull("output shape", dst);
        Checks.notNull("window", window);
        Checks.notNull("element type", type);
        Checks.notNull("precision", precision);
        Checks.atLeastOne("transposed convolution", "groups", groups);
        if (src.layout() != dst.layout() || src.n() != dst.n()) {
            throw new IllegalArgumentException(
                    "input " + src + " and output " + dst + " differ in layout or number of images");
        }
        ConvProblem.groupsDivide("input", src.c(), groups);
        ConvProblem.groupsDivide("output", dst.c(), groups);
        Checks.elements("weights", src.c(), dst.c() / groups, window.r(), window.s());
    }

    /**
     * The gradient of a convolution by its input.
     *
     * @param p the convolution; its activation and whether it accumulates take no part
     * @param accumulate whether the gradient is added to what the destination holds
     * @return the problem
     */
    public static TransposeProblem inputGradient(ConvProblem p, boolean accumulate) {
        return new TransposeProblem(p.dst(), p.src(), p.window(), p.groups(), p.type(), p.precision(), accumulate);
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
        return dst.c() / groups;
    }

    /**
     * Length of the weights.
     *
     * @return C * K / groups * R * S
     */
    public int weightElements() {
        return src.c() * groupK() * window.r() * window.s();
    }

    /**
     * The most products one output element sums.
     *
     * @return C / groups * R * S
     */
    public int depth() {
        return groupC() * window.r() * window.s();
    }

    /**
     * The work: one multiply-add per weight and input pixel.
     *
     * @return N * C * H * W * K / groups * R * S
     */
    public long macs() {
        return (long) src.elements() * groupK() * window.r() * window.s();
    }

    @Override
    public String tuningKey() {
        return toString();
    }

    @Override
    public String toString() {
        String text =
                WORD + " " + type.name().toLowerCase(java.util.Locale.ROOT) + " " + src + " to " + dst + " " + window;
        if (groups != 1) {
            text += " g" + groups;
        }
        if (accumulate) {
            text += " accumulate";
        }
        return precision == Precision.DEFAULT
                ? text
                : text + " " + precision.name().toLowerCase(java.util.Locale.ROOT);
    }
}
