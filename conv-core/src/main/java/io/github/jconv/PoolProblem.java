package io.github.jconv;

import io.github.jconv.reference.Divisor;

/**
 * A pooling with everything resolved: what algorithms judge and kernels compute.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param isMax whether it is a maximum, else a sum
 * @param window with the padding in numbers; in global pooling as large as the plane
 * @param divisor what a sum is divided by; one for a maximum
 * @param src the input's shape
 * @param dst the output's shape
 * @param type of the elements
 * @param indices whether the place of each maximum is wanted too
 */
public record PoolProblem(
        boolean isMax, Window window, Divisor divisor, Shape src, Shape dst, DType type, boolean indices) {

    /** Checks that no part is missing. */
    public PoolProblem {
        Checks.notNull("window", window);
        Checks.notNull("divisor", divisor);
        Checks.notNull("input shape", src);
        Checks.notNull("output shape", dst);
        Checks.notNull("element type", type);
    }

    /**
     * Elements that all windows together see, padding included.
     *
     * @return output elements times R * S
     */
    public long taps() {
        return (long) dst.elements() * window.r() * window.s();
    }

    @Override
    public String toString() {
        String what = isMax ? "max" : divisor == Divisor.ONE ? "sum" : "average";
        return what + " pooling "
                + type.name().toLowerCase(java.util.Locale.ROOT) + " " + src + " " + window
                + (indices ? " with indices" : "");
    }
}
