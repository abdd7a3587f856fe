package io.github.jconv;

/**
 * The gradient of a convolution by its weights and bias. What algorithms judge is the convolution itself.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param conv the convolution, without activation; whether it accumulates says whether the gradient does
 */
public record WeightGradientProblem(ConvProblem conv) implements Tunable {

    /** How its key begins. */
    static final String WORD = "weight-gradient";

    /** Checks that no part is missing. */
    public WeightGradientProblem {
        Checks.notNull("convolution", conv);
    }

    @Override
    public DType type() {
        return conv.type();
    }

    @Override
    public String tuningKey() {
        return WORD + " " + conv.tuningKey();
    }

    @Override
    public String toString() {
        return "weight gradient of " + conv;
    }
}
