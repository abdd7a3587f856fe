package io.github.jconv;

import io.github.jconv.reference.Divisor;

/**
 * A pooling with everything resolved: what algorithms judge and kernels compute.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param isMax whether it is a maximum, else a sum
 * @param norm the p of an Lp pooling, else 0
 * @param window with the padding in numbers; in global pooling as large as the plane
 * @param divisor what a sum is divided by; one for a maximum. In Lp pooling the sum of powers is multiplied by R * S too
 * @param src the input's shape
 * @param dst the output's shape
 * @param type of the elements
 * @param indices whether the place of each maximum is wanted too
 */
public record PoolProblem(
        boolean isMax, double norm, Window window, Divisor divisor, Shape src, Shape dst, DType type, boolean indices) {

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

    /**
     * Whether it is the root of a sum of powers.
     *
     * @return true for Lp pooling
     */
    public boolean isLp() {
        return norm != 0;
    }

    /**
     * What the sum of one output row's windows is divided by, as far as rows count; times {@link #divisorOfColumn} it is
     * the divisor, whole elements in a mean, a share of a whole window in Lp pooling.
     *
     * @param oh output row
     * @return 1 for sums
     */
    public double divisorOfRow(int oh) {
        double counted = divisor.rows(window, src, oh);
        return isLp() ? counted / window.r() : counted;
    }

    /**
     * What the sum of one output column's windows is divided by, as far as columns count.
     *
     * @param ow output column
     * @return 1 for sums
     */
    public double divisorOfColumn(int ow) {
        double counted = divisor.columns(window, src, ow);
        return isLp() ? counted / window.s() : counted;
    }

    @Override
    public String toString() {
        String what = isMax ? "max" : isLp() ? "l" + norm : divisor == Divisor.ONE ? "sum" : "average";
        return what + " pooling "
                + type.name().toLowerCase(java.util.Locale.ROOT) + " " + src + " " + window
                + (indices ? " with indices" : "");
    }
}
