package io.github.jconv;

/**
 * A filter over planes with everything resolved: what plane algorithms judge and kernels compute.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param conv the convolution of one input and one output channel it would be with zeros around the plane, NCHW
 * @param border what stands outside the plane
 * @param separable whether the filter is also given as a column and a row whose product it is, for two passes
 */
public record PlaneProblem(ConvProblem conv, Border border, boolean separable) implements Tunable {

    /** How its key begins. */
    static final String WORD = "plane";

    /**
     * Checks that it is about planes.
     *
     * @throws IllegalArgumentException if a part is missing, there are several channels, or there is more than a sum
     */
    public PlaneProblem {
        Checks.notNull("convolution", conv);
        Checks.notNull("border", border);
        if (conv.src().layout() != Layout.NCHW
                || conv.src().c() != 1
                || conv.k() != 1
                || conv.accumulate()
                || conv.activation().kind() != Activation.Kind.NONE) {
            throw new IllegalArgumentException(
                    "a filter over planes has one channel and nothing after the sum: " + conv);
        }
    }

    @Override
    public DType type() {
        return conv.type();
    }

    @Override
    public String tuningKey() {
        return WORD + " " + border.name().toLowerCase(java.util.Locale.ROOT) + (separable ? " separable " : " ")
                + conv.tuningKey();
    }

    @Override
    public String toString() {
        return conv + " " + border.name().toLowerCase(java.util.Locale.ROOT) + (separable ? " separable" : "");
    }
}
