package io.github.jconv;

/**
 * How many zeros surround a plane: four numbers, or a rule that is resolved once the plane's size is known.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Padding {

    private enum Rule {
        EXPLICIT,
        SAME,
        SAME_LOWER,
        VALID,
        FULL
    }

    private static final Padding SAME = new Padding(Rule.SAME, 0, 0, 0, 0);
    private static final Padding SAME_LOWER = new Padding(Rule.SAME_LOWER, 0, 0, 0, 0);
    private static final Padding VALID = new Padding(Rule.VALID, 0, 0, 0, 0);
    private static final Padding FULL = new Padding(Rule.FULL, 0, 0, 0, 0);

    private final Rule rule;
    private final int top;
    private final int left;
    private final int bottom;
    private final int right;

    private Padding(Rule rule, int top, int left, int bottom, int right) {
        this.rule = rule;
        this.top = top;
        this.left = left;
        this.bottom = bottom;
        this.right = right;
    }

    /**
     * The same padding on all four sides.
     *
     * @param all zeros on each side
     * @return the padding
     * @throws IllegalArgumentException if all is negative
     */
    public static Padding of(int all) {
        return of(all, all, all, all);
    }

    /**
     * One padding for top and bottom, one for left and right.
     *
     * @param vertical rows above and below
     * @param horizontal columns left and right
     * @return the padding
     * @throws IllegalArgumentException if one is negative
     */
    public static Padding of(int vertical, int horizontal) {
        return of(vertical, horizontal, vertical, horizontal);
    }

    /**
     * Four sides.
     *
     * @param top rows above
     * @param left columns left
     * @param bottom rows below
     * @param right columns right
     * @return the padding
     * @throws IllegalArgumentException if one is negative
     */
    public static Padding of(int top, int left, int bottom, int right) {
        new Window(1, 1, 1, 1, top, left, bottom, right, 1, 1); // refuses what no window can have
        return new Padding(Rule.EXPLICIT, top, left, bottom, right);
    }

    /**
     * TensorFlow's SAME: the output has ceil(size / stride) rows and columns; an odd zero goes to the bottom and right.
     *
     * @return the rule
     */
    public static Padding same() {
        return SAME;
    }

    /**
     * As {@link #same()} with an odd zero at the top and left (ONNX calls it SAME_LOWER). With stride 1 this is what
     * scipy's {@code mode='same'} correlates with.
     *
     * @return the rule
     */
    public static Padding sameLower() {
        return SAME_LOWER;
    }

    /**
     * No padding: only windows that lie inside the plane.
     *
     * @return the rule
     */
    public static Padding valid() {
        return VALID;
    }

    /**
     * Every window that touches the plane (scipy's {@code mode='full'}): the dilated kernel's extent less one on each
     * side.
     *
     * @return the rule
     */
    public static Padding full() {
        return FULL;
    }

    /**
     * Turns the rule into numbers for a plane.
     *
     * @param bare the window without padding; padding it already has is replaced
     * @param h the plane's rows
     * @param w the plane's columns
     * @return the window with this padding
     * @throws IllegalArgumentException if the window is null, a size is below 1, or the numbers exceed an int
     */
    public Window resolve(Window bare, int h, int w) {
        Checks.notNull("window", bare);
        Checks.atLeastOne("plane", "rows", h);
        Checks.atLeastOne("plane", "columns", w);
        return switch (rule) {
            case EXPLICIT -> bare.withPadding(top, left, bottom, right);
            case VALID -> bare.withPadding(0, 0, 0, 0);
            case FULL -> {
                int vertical = bare.extentH() - 1;
                int horizontal = bare.extentW() - 1;
                yield bare.withPadding(vertical, horizontal, vertical, horizontal);
            }
            case SAME, SAME_LOWER -> {
                int vertical = sameTotal(h, bare.extentH(), bare.strideH());
                int horizontal = sameTotal(w, bare.extentW(), bare.strideW());
                int odd = rule == Rule.SAME_LOWER ? 1 : 0;
                int before = (vertical + odd) / 2;
                int beforeW = (horizontal + odd) / 2;
                yield bare.withPadding(before, beforeW, vertical - before, horizontal - beforeW);
            }
        };
    }

    /** All the zeros one axis needs so that ceil(size / stride) windows fit. */
    private static int sameTotal(int size, int extent, int stride) {
        long windows = (size + stride - 1L) / stride;
        return (int) Math.max(0, (windows - 1) * stride + extent - size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Padding p
                && rule == p.rule
                && top == p.top
                && left == p.left
                && bottom == p.bottom
                && right == p.right;
    }

    @Override
    public int hashCode() {
        return (((rule.hashCode() * 31 + top) * 31 + left) * 31 + bottom) * 31 + right;
    }

    /** The text the command line takes: a rule's name or {@code top,left,bottom,right}. */
    @Override
    public String toString() {
        return switch (rule) {
            case EXPLICIT -> top + "," + left + "," + bottom + "," + right;
            case SAME -> "same";
            case SAME_LOWER -> "same-lower";
            case VALID -> "valid";
            case FULL -> "full";
        };
    }
}
