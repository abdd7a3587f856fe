package io.github.jconv;

/**
 * The gradient of a pooling by its input, with everything resolved: what algorithms judge and kernels compute.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param pool the pooling; a maximum comes with the places of its maxima, a norm with its input and output
 * @param accumulate whether the gradient is added to what the destination holds
 */
public record PoolGradientProblem(PoolProblem pool, boolean accumulate) implements Tunable {

    /** How its key begins. */
    static final String WORD = "gradient";

    /** Checks that no part is missing. */
    public PoolGradientProblem {
        Checks.notNull("pooling", pool);
    }

    @Override
    public DType type() {
        return pool.type();
    }

    @Override
    public String tuningKey() {
        return WORD + " " + pool.tuningKey() + (accumulate ? " accumulate" : "");
    }

    /**
     * The problem as one line.
     *
     * @return says that it is a gradient, and of what
     */
    @Override
    public String toString() {
        return "gradient of " + pool + (accumulate ? ", accumulated" : "");
    }
}
