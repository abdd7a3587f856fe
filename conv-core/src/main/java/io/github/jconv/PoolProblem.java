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
        boolean isMax, double norm, Window window, Divisor divisor, Shape src, Shape dst, DType type, boolean indices)
        implements Tunable {

    /** How its key begins. */
    static final String WORD = "pooling";

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

    /**
     * The first output row whose windows span an input row, holes of a dilated window included.
     *
     * @param ih input row
     * @return from 0 to the output's rows
     */
    public int firstRowOver(int ih) {
        return first(ih + window.padTop(), window.extentH(), window.strideH(), dst.h());
    }

    /**
     * The end of those output rows.
     *
     * @param ih input row
     * @return at least {@link #firstRowOver}
     */
    public int endRowOver(int ih) {
        return Math.max(firstRowOver(ih), Math.min(dst.h(), (ih + window.padTop()) / window.strideH() + 1));
    }

    /**
     * The first output column whose windows span an input column, holes of a dilated window included.
     *
     * @param iw input column
     * @return from 0 to the output's columns
     */
    public int firstColumnOver(int iw) {
        return first(iw + window.padLeft(), window.extentW(), window.strideW(), dst.w());
    }

    /**
     * The end of those output columns.
     *
     * @param iw input column
     * @return at least {@link #firstColumnOver}
     */
    public int endColumnOver(int iw) {
        return Math.max(firstColumnOver(iw), Math.min(dst.w(), (iw + window.padLeft()) / window.strideW() + 1));
    }

    private static int first(int padded, int extent, int stride, int size) {
        return padded < extent ? 0 : Math.min(size, (padded - extent) / stride + 1);
    }

    /**
     * What is taken of each window, where, and how many windows there are: ceil mode shows in their number.
     *
     * @return one line, such as {@code pooling max float32 NCHW 1x64x112x112 to 56x56 k3x3 s2x2 p1,1,1,1}
     */
    @Override
    public String tuningKey() {
        return WORD + " " + what() + " " + type.name().toLowerCase(java.util.Locale.ROOT) + " " + src + " to " + dst.h()
                + "x" + dst.w() + " " + window + (indices ? " indices" : "");
    }

    private String what() {
        return isMax
                ? "max"
                : isLp()
                        ? "l" + norm
                        : switch (divisor) {
                            case ONE -> "sum";
                            case WITH_PADDING -> "padded-average";
                            case WITHOUT_PADDING -> "average";
                        };
    }

    @Override
    public String toString() {
        String what = isMax ? "max" : isLp() ? "l" + norm : divisor == Divisor.ONE ? "sum" : "average";
        return what + " pooling "
                + type.name().toLowerCase(java.util.Locale.ROOT) + " " + src + " " + window
                + (indices ? " with indices" : "");
    }
}
