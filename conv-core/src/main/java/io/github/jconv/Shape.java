package io.github.jconv;

/**
 * The four sizes of a tensor and the order they have in memory. Elements are dense: no row is padded.
 *
 * <p>The batch {@code n} may be 0, the other sizes are at least 1. A shape whose element count does not fit a Java
 * array cannot exist. Immutable and safe for use by many threads.
 *
 * @param layout the order in memory
 * @param n images
 * @param c channels
 * @param h rows
 * @param w columns
 */
public record Shape(Layout layout, int n, int c, int h, int w) {

    /** The longest array the common virtual machines can allocate. */
    public static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if n is negative, another size is below 1, or the element count exceeds
     *     {@link #MAX_ELEMENTS}
     */
    public Shape {
        Checks.notNull("layout", layout);
        if (n < 0) {
            throw new IllegalArgumentException("shape has " + n + " images but needs at least 0");
        }
        Checks.atLeastOne("shape", "channels", c);
        Checks.atLeastOne("shape", "rows", h);
        Checks.atLeastOne("shape", "columns", w);
        Checks.elements(layout + " shape", n, c, h, w);
    }

    /**
     * A shape with channels outside the plane.
     *
     * @param n images
     * @param c channels
     * @param h rows
     * @param w columns
     * @return the shape
     * @throws IllegalArgumentException as the constructor
     */
    public static Shape nchw(int n, int c, int h, int w) {
        return new Shape(Layout.NCHW, n, c, h, w);
    }

    /**
     * A shape with channels innermost.
     *
     * @param n images
     * @param h rows
     * @param w columns
     * @param c channels
     * @return the shape
     * @throws IllegalArgumentException as the constructor
     */
    public static Shape nhwc(int n, int h, int w, int c) {
        return new Shape(Layout.NHWC, n, c, h, w);
    }

    /**
     * How many elements the tensor has.
     *
     * @return n * c * h * w
     */
    public int elements() {
        return n * c * h * w;
    }

    /**
     * How many elements one image has.
     *
     * @return c * h * w
     */
    public int imageElements() {
        return c * h * w;
    }

    /**
     * Where an element lies.
     *
     * @param in the image
     * @param ic the channel
     * @param ih the row
     * @param iw the column
     * @return its index from the start of the tensor; not checked
     */
    public int index(int in, int ic, int ih, int iw) {
        return layout == Layout.NCHW ? ((in * c + ic) * h + ih) * w + iw : ((in * h + ih) * w + iw) * c + ic;
    }

    /**
     * The same sizes with another number of images.
     *
     * @param images the new n
     * @return the shape
     * @throws IllegalArgumentException as the constructor
     */
    public Shape withN(int images) {
        return new Shape(layout, images, c, h, w);
    }

    @Override
    public String toString() {
        return layout == Layout.NCHW
                ? "NCHW " + n + "x" + c + "x" + h + "x" + w
                : "NHWC " + n + "x" + h + "x" + w + "x" + c;
    }
}
