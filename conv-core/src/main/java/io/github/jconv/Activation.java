package io.github.jconv;

/**
 * The function a plan applies to each output element after the bias was added, in the pass that stores the element.
 *
 * <p>NaN stays NaN in every kind; negative infinity gives NaN in the last two, as in PyTorch. Immutable and safe for
 * use by many threads.
 *
 * @param kind which function
 * @param lower the lower end of {@link Kind#CLAMP}, the slope of {@link Kind#LEAKY_RELU}, 0 elsewhere
 * @param upper the upper end of {@link Kind#CLAMP}, 0 elsewhere
 */
public record Activation(Kind kind, double lower, double upper) {

    /** The functions. */
    public enum Kind {
        /** {@code x}. */
        NONE,
        /** {@code max(x, 0)}. */
        RELU,
        /** {@code min(max(x, lower), upper)}. */
        CLAMP,
        /** {@code x >= 0 ? x : slope * x}. */
        LEAKY_RELU,
        /** {@code x * min(max(x + 3, 0), 6) / 6}. */
        HARD_SWISH,
        /** {@code x / (1 + exp(-x))}. */
        SILU
    }

    /** No activation. */
    public static final Activation NONE = new Activation(Kind.NONE, 0, 0);

    /** {@code max(x, 0)}. */
    public static final Activation RELU = new Activation(Kind.RELU, 0, 0);

    /** {@code min(max(x, 0), 6)}. */
    public static final Activation RELU6 = clamp(0, 6);

    /** {@code x * min(max(x + 3, 0), 6) / 6}. */
    public static final Activation HARD_SWISH = new Activation(Kind.HARD_SWISH, 0, 0);

    /** {@code x / (1 + exp(-x))}. */
    public static final Activation SILU = new Activation(Kind.SILU, 0, 0);

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if a clamp's ends are NaN or out of order, or a slope is not in [0, 1]
     */
    public Activation {
        Checks.notNull("activation kind", kind);
        if (kind == Kind.CLAMP && !(lower <= upper)) {
            throw new IllegalArgumentException(
                    "clamp has lower end " + lower + " but upper end " + upper + ": lower must not exceed upper");
        }
        if (kind == Kind.LEAKY_RELU && !(lower >= 0 && lower <= 1)) {
            throw new IllegalArgumentException("leaky ReLU has slope " + lower + " but it must lie between 0 and 1");
        }
    }

    /**
     * {@code min(max(x, lower), upper)}.
     *
     * @param lower the lower end, may be negative infinity
     * @param upper the upper end, may be positive infinity
     * @return the activation
     * @throws IllegalArgumentException if an end is NaN or lower exceeds upper
     */
    public static Activation clamp(double lower, double upper) {
        return new Activation(Kind.CLAMP, lower, upper);
    }

    /**
     * {@code x >= 0 ? x : slope * x}.
     *
     * @param slope the slope left of zero, from 0 to 1
     * @return the activation
     * @throws IllegalArgumentException if slope is NaN or outside [0, 1]
     */
    public static Activation leakyRelu(double slope) {
        return new Activation(Kind.LEAKY_RELU, slope, 0);
    }

    /**
     * The function's value, evaluated in double.
     *
     * @param x the argument
     * @return the activation of x
     */
    public double apply(double x) {
        return switch (kind) {
            case NONE -> x;
            case RELU -> Math.max(x, 0);
            case CLAMP -> Math.min(Math.max(x, lower), upper);
            case LEAKY_RELU -> x >= 0 ? x : lower * x;
            case HARD_SWISH -> x * Math.min(Math.max(x + 3, 0), 6) / 6;
            case SILU -> x / (1 + Math.exp(-x));
        };
    }

    /**
     * By how much the function can stretch an error in its argument.
     *
     * @return the Lipschitz constant, rounded up
     */
    public double lipschitz() {
        return switch (kind) {
            case NONE, RELU, CLAMP, LEAKY_RELU -> 1;
            case HARD_SWISH -> 1.5;
            case SILU -> 1.1;
        };
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "none";
            case RELU -> "relu";
            case CLAMP -> "clamp(" + lower + "," + upper + ")";
            case LEAKY_RELU -> "leaky-relu(" + lower + ")";
            case HARD_SWISH -> "hard-swish";
            case SILU -> "silu";
        };
    }
}
