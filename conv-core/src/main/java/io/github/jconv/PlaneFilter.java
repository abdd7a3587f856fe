package io.github.jconv;

/**
 * The geometry of a filter over planes: its size, how far windows reach over the edge, what they see there and how they
 * move. {@link Planner#plan(PlaneFilter, int, int, int, float[])} binds it to numbers; the plan correlates, it flips
 * nothing.
 *
 * <p>{@code scipy.ndimage.correlate} is {@link Padding#sameLower()} with its mode as border, and
 * {@code scipy.ndimage.convolve} is the flipped filter with {@link Padding#same()}.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * {@snippet class="Examples" region="plane-plan"}
 */
public final class PlaneFilter {

    private final Window window;
    private final Padding padding;
    private final Border border;

    private PlaneFilter(Window window, Padding padding, Border border) {
        this.window = window;
        this.padding = padding;
        this.border = border;
    }

    /**
     * A filter that stays inside the plane and moves pixel by pixel.
     *
     * @param rows of the filter
     * @param columns of the filter
     * @return the filter
     * @throws IllegalArgumentException if a size is below 1
     */
    public static PlaneFilter of(int rows, int columns) {
        return new PlaneFilter(Window.of(rows, columns), Padding.valid(), Border.ZERO);
    }

    /**
     * The filter of a problem.
     *
     * @param problem what {@link #problem} made
     * @return a filter that makes the same problem over such planes
     */
    public static PlaneFilter of(PlaneProblem problem) {
        Window window = Checks.notNull("problem", problem).conv().window();
        return new PlaneFilter(
                window.withPadding(0, 0, 0, 0),
                Padding.of(window.padTop(), window.padLeft(), window.padBottom(), window.padRight()),
                problem.border());
    }

    /**
     * The same filter reaching over the edge.
     *
     * @param wanted how far
     * @return a new filter
     * @throws IllegalArgumentException if null
     */
    public PlaneFilter padding(Padding wanted) {
        return new PlaneFilter(window, Checks.notNull("padding", wanted), border);
    }

    /**
     * The same filter with another border.
     *
     * @param wanted what windows see over the edge
     * @return a new filter
     * @throws IllegalArgumentException if null
     */
    public PlaneFilter border(Border wanted) {
        return new PlaneFilter(window, padding, Checks.notNull("border", wanted));
    }

    /**
     * The same filter at some pixels only.
     *
     * @param rows from one window to the next
     * @param columns from one window to the next
     * @return a new filter
     * @throws IllegalArgumentException if one is below 1
     */
    public PlaneFilter stride(int rows, int columns) {
        return new PlaneFilter(window.withStride(rows, columns), padding, border);
    }

    /** Elements of the filter. */
    int elements() {
        Checks.elements("kernel", window.r(), window.s());
        return window.r() * window.s();
    }

    int rows() {
        return window.r();
    }

    int columns() {
        return window.s();
    }

    /**
     * The filter over planes of a size.
     *
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param type of the elements
     * @param precision how much rounding error is allowed
     * @param separable whether the numbers will be a column and a row
     * @return what algorithms judge
     * @throws IllegalArgumentException if a size is below 1 or too large, the count below 0, or the filter larger than
     *     the padded plane
     */
    public PlaneProblem problem(int count, int h, int w, DType type, Precision precision, boolean separable) {
        Shape src = Shape.nchw(count, 1, h, w);
        Window resolved = padding.resolve(window, h, w);
        return new PlaneProblem(
                new ConvProblem(src, 1, resolved, 1, type, Activation.NONE, precision, false), border, separable);
    }

    @Override
    public String toString() {
        return window + " " + padding + " " + border.name().toLowerCase(java.util.Locale.ROOT);
    }
}
