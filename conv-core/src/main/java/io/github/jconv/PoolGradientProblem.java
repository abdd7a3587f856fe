package io.github.jconv;

/**
 * The gradient of a pooling by its input, with everything resolved: what algorithms judge and kernels compute.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param pool the pooling; a maximum comes with the places of its maxima, a norm with its input and output
 * @param accumulate whether the gradient is added to what the destination holds
 */
public record PoolGradientProblem(PoolProblem pool, boolean accumulate) {

    /** Checks that no part is missing. */
    public PoolGradientProblem {
        Checks.notNull("pooling", pool);
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
