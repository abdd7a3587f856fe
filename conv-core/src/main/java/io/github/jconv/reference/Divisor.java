package io.github.jconv.reference;

import io.github.jconv.Shape;
import io.github.jconv.Window;

/** What a pooled sum is divided by: PyTorch's rules for {@code avg_pool2d}, and nothing for sum pooling. */
public enum Divisor {
    /** Sum pooling: nothing is divided. */
    ONE,
    /**
     * {@code count_include_pad=True}: the window's elements that lie in the input or its padding. In ceil mode the last
     * window may run past the padding, and what lies there does not count.
     */
    WITH_PADDING,
    /** {@code count_include_pad=False}: the window's elements that lie in the input. */
    WITHOUT_PADDING;

    /**
     * The divisor of one window.
     *
     * @param w the window
     * @param in the input's shape
     * @param oh output row
     * @param ow output column
     * @return at least 1 for a window that meets the input
     */
    public long of(Window w, Shape in, int oh, int ow) {
        return rows(w, in, oh) * columns(w, in, ow);
    }

    /**
     * The rows of one window that count.
     *
     * @param w the window
     * @param in the input's shape
     * @param oh output row
     * @return the divisor is this times {@link #columns}
     */
    public long rows(Window w, Shape in, int oh) {
        boolean pad = this == WITH_PADDING;
        int top = oh * w.strideH() - w.padTop();
        return this == ONE ? 1 : overlap(top, w.r(), pad ? w.padTop() : 0, in.h(), pad ? w.padBottom() : 0);
    }

    /**
     * The columns of one window that count.
     *
     * @param w the window
     * @param in the input's shape
     * @param ow output column
     * @return the divisor is this times {@link #rows}
     */
    public long columns(Window w, Shape in, int ow) {
        boolean pad = this == WITH_PADDING;
        int left = ow * w.strideW() - w.padLeft();
        return this == ONE ? 1 : overlap(left, w.s(), pad ? w.padLeft() : 0, in.w(), pad ? w.padRight() : 0);
    }

    private static long overlap(int start, int length, int before, int size, int after) {
        return Math.min((long) start + length, (long) size + after) - Math.max(start, -before);
    }
}
