package io.github.jconv;

/**
 * The geometry of a kernel window that slides over a plane, once padding has been resolved to numbers: what a
 * convolution, its gradients, unfold, fold and pooling share. Output sizes are computed here and nowhere else.
 *
 * <p>Output row {@code oh} and window row {@code i} meet input row {@code oh * strideH - padTop + i * dilationH}; a row
 * outside the plane lies in the padding. Immutable and safe for use by many threads.
 *
 * @param r kernel rows
 * @param s kernel columns
 * @param strideH rows from one output row to the next
 * @param strideW columns from one output column to the next
 * @param padTop rows added above
 * @param padLeft columns added on the left
 * @param padBottom rows added below
 * @param padRight columns added on the right
 * @param dilationH rows from one kernel row to the next
 * @param dilationW columns from one kernel column to the next
 */
public record Window(
        int r,
        int s,
        int strideH,
        int strideW,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight,
        int dilationH,
        int dilationW) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a kernel size, stride or dilation is below 1, a padding is negative, or the
     *     dilated kernel's extent exceeds an int
     */
    public Window {
        Checks.atLeastOne("kernel", "rows", r);
        Checks.atLeastOne("kernel", "columns", s);
        Checks.atLeastOne("stride", "rows", strideH);
        Checks.atLeastOne("stride", "columns", strideW);
        Checks.atLeastOne("dilation", "rows", dilationH);
        Checks.atLeastOne("dilation", "columns", dilationW);
        notNegative("top", padTop);
        notNegative("left", padLeft);
        notNegative("bottom", padBottom);
        notNegative("right", padRight);
        extentFits("rows", r, dilationH);
        extentFits("columns", s, dilationW);
    }

    /**
     * A window with stride 1, dilation 1 and no padding.
     *
     * @param r kernel rows
     * @param s kernel columns
     * @return the window
     * @throws IllegalArgumentException as the constructor
     */
    public static Window of(int r, int s) {
        return new Window(r, s, 1, 1, 0, 0, 0, 0, 1, 1);
    }

    /**
     * The same window with another stride.
     *
     * @param rows rows from one output row to the next
     * @param columns columns from one output column to the next
     * @return a new window
     * @throws IllegalArgumentException as the constructor
     */
    public Window withStride(int rows, int columns) {
        return new Window(r, s, rows, columns, padTop, padLeft, padBottom, padRight, dilationH, dilationW);
    }

    /**
     * The same window with another padding.
     *
     * @param top rows added above
     * @param left columns added on the left
     * @param bottom rows added below
     * @param right columns added on the right
     * @return a new window
     * @throws IllegalArgumentException as the constructor
     */
    public Window withPadding(int top, int left, int bottom, int right) {
        return new Window(r, s, strideH, strideW, top, left, bottom, right, dilationH, dilationW);
    }

    /**
     * The same window with another dilation.
     *
     * @param rows rows from one kernel row to the next
     * @param columns columns from one kernel column to the next
     * @return a new window
     * @throws IllegalArgumentException as the constructor
     */
    public Window withDilation(int rows, int columns) {
        return new Window(r, s, strideH, strideW, padTop, padLeft, padBottom, padRight, rows, columns);
    }

    private static void notNegative(String side, int padding) {
        if (padding < 0) {
            throw new IllegalArgumentException(side + " padding is " + padding + " but needs at least 0");
        }
    }

    private static void extentFits(String axis, int kernel, int dilation) {
        if (extent(kernel, dilation) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a kernel of " + kernel + " " + axis + " with dilation " + dilation
                    + " spans " + extent(kernel, dilation) + " " + axis + " but at most " + Integer.MAX_VALUE
                    + " are supported");
        }
    }

    private static long extent(int kernel, int dilation) {
        return (kernel - 1L) * dilation + 1;
    }

    /**
     * The rows the dilated kernel spans.
     *
     * @return (r - 1) * dilationH + 1
     */
    public int extentH() {
        return (int) extent(r, dilationH);
    }

    /**
     * The columns the dilated kernel spans.
     *
     * @return (s - 1) * dilationW + 1
     */
    public int extentW() {
        return (int) extent(s, dilationW);
    }

    /**
     * The number of output rows over an input of h rows.
     *
     * @param h input rows
     * @return floor((h + padTop + padBottom - extentH) / strideH) + 1
     * @throws IllegalArgumentException if the kernel spans more rows than the padded input has
     */
    public int outH(int h) {
        return out("rows", h, padTop, padBottom, extentH(), strideH);
    }

    /**
     * The number of output columns over an input of w columns.
     *
     * @param w input columns
     * @return floor((w + padLeft + padRight - extentW) / strideW) + 1
     * @throws IllegalArgumentException if the kernel spans more columns than the padded input has
     */
    public int outW(int w) {
        return out("columns", w, padLeft, padRight, extentW(), strideW);
    }

    /**
     * The number of output rows when a last partial window counts too (PyTorch's ceil mode): the window may run past
     * the padded input, but it must start inside the input or its top padding.
     *
     * @param h input rows
     * @return the output rows, {@link #outH} or one more
     * @throws IllegalArgumentException as {@link #outH}
     */
    public int outHCeil(int h) {
        return outCeil(outH(h), h, padTop, padBottom, extentH(), strideH);
    }

    /**
     * The column twin of {@link #outHCeil}.
     *
     * @param w input columns
     * @return the output columns, {@link #outW} or one more
     * @throws IllegalArgumentException as {@link #outW}
     */
    public int outWCeil(int w) {
        return outCeil(outW(w), w, padLeft, padRight, extentW(), strideW);
    }

    private static int out(String axis, int size, int before, int after, int extent, int stride) {
        long padded = (long) size + before + after;
        if (padded < extent) {
            throw new IllegalArgumentException("the kernel spans " + extent + " " + axis + " but the padded input has "
                    + padded + " (" + size + " plus padding " + before + " and " + after + ")");
        }
        if (padded > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the padded input has " + padded + " " + axis + " (" + size
                    + " plus padding " + before + " and " + after + ") but at most " + Integer.MAX_VALUE
                    + " are supported");
        }
        long out = (padded - extent) / stride + 1;
        if (out > Shape.MAX_ELEMENTS) {
            throw new IllegalArgumentException(
                    "the output would have " + out + " " + axis + " but at most " + Shape.MAX_ELEMENTS + " fit");
        }
        return (int) out;
    }

    private static int outCeil(int floor, int size, int before, int after, int extent, int stride) {
        long remainder = ((long) size + before + after - extent) % stride;
        boolean startsInside = (long) floor * stride < (long) size + before;
        return remainder != 0 && startsInside ? floor + 1 : floor;
    }

    /**
     * Whether the window is a single element with stride 1 and no padding, so that output and input pixels pair up.
     *
     * @return true for a 1x1 kernel that moves pixel by pixel over the bare plane
     */
    public boolean isPointwise() {
        return r == 1 && s == 1 && strideH == 1 && strideW == 1 && !isPadded();
    }

    /**
     * Whether any side is padded.
     *
     * @return true if a padding is above 0
     */
    public boolean isPadded() {
        return (padTop | padLeft | padBottom | padRight) != 0;
    }

    /** The window in the shorthand of the one-line problem text, parts at their default left out. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("k").append(r).append('x').append(s);
        if (strideH != 1 || strideW != 1) {
            text.append(" s").append(strideH).append('x').append(strideW);
        }
        if (isPadded()) {
            text.append(" p").append(padTop).append(',').append(padLeft).append(',');
            text.append(padBottom).append(',').append(padRight);
        }
        if (dilationH != 1 || dilationW != 1) {
            text.append(" d").append(dilationH).append('x').append(dilationW);
        }
        return text.toString();
    }
}
