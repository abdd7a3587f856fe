package io.github.jconv;

/**
 * Unfold (im2col) and fold (col2im): every window of a tensor copied into a column, and the columns added back. A
 * convolution is a matrix product with the unfolded tensor, which makes this the way to look inside one; to compute
 * one, use {@link Conv2d}, which never builds the whole matrix.
 *
 * <p>With L = outH * outW window positions, the columns of an NCHW tensor are {@code [N][C*R*S][L]}, as in PyTorch:
 * KCRS weights, as a K x CRS matrix, times an image's columns are its convolution. The columns of an NHWC tensor are
 * {@code [N][L][R*S*C]}, an NL x RSC matrix, which times RSCK weights, as an RSC x K matrix, is the convolution of the
 * whole batch.
 *
 * <p>{@code unfold} copies, so it is exact; {@code fold} adds at most R * S elements and is at most {@code gamma_RS *
 * sum |x|} from the exact sum ({@link io.github.jconv.numerics.Numerics}). All work is done on the calling thread.
 *
 * <p>Immutable and safe for use by many threads; each wither returns a new one.
 *
 * {@snippet class="Examples" region="unfold"}
 *
 * @param bare kernel size, stride and dilation; its padding is not used
 * @param padding how many zeros surround the plane
 */
public record Unfold(Window bare, Padding padding) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a part is null
     */
    public Unfold {
        Checks.notNull("window", bare);
        Checks.notNull("padding", padding);
    }

    /**
     * A square window with stride 1, no padding and no dilation.
     *
     * @param kernel window rows and columns
     * @return the unfolding
     * @throws IllegalArgumentException if kernel is below 1
     */
    public static Unfold of(int kernel) {
        return of(kernel, kernel);
    }

    /**
     * A window with stride 1, no padding and no dilation.
     *
     * @param kernelH window rows
     * @param kernelW window columns
     * @return the unfolding
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Unfold of(int kernelH, int kernelW) {
        return new Unfold(Window.of(kernelH, kernelW), Padding.valid());
    }

    /**
     * The same with one stride for both axes.
     *
     * @param stride pixels from one window to the next
     * @return a new unfolding
     * @throws IllegalArgumentException if stride is below 1
     */
    public Unfold stride(int stride) {
        return stride(stride, stride);
    }

    /**
     * The same with a stride for each axis.
     *
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new unfolding
     * @throws IllegalArgumentException if a stride is below 1
     */
    public Unfold stride(int strideH, int strideW) {
        return new Unfold(bare.withStride(strideH, strideW), padding);
    }

    /**
     * The same with one dilation for both axes.
     *
     * @param dilation pixels from one window element to the next
     * @return a new unfolding
     * @throws IllegalArgumentException if dilation is below 1
     */
    public Unfold dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /**
     * The same with a dilation for each axis.
     *
     * @param dilationH rows from one window row to the next
     * @param dilationW columns from one window column to the next
     * @return a new unfolding
     * @throws IllegalArgumentException if a dilation is below 1
     */
    public Unfold dilation(int dilationH, int dilationW) {
        return new Unfold(bare.withDilation(dilationH, dilationW), padding);
    }

    /**
     * The same with one padding for all sides.
     *
     * @param all zeros on each side
     * @return a new unfolding
     * @throws IllegalArgumentException if all is negative
     */
    public Unfold padding(int all) {
        return padding(Padding.of(all));
    }

    /**
     * The same with a padding for each axis.
     *
     * @param vertical rows above and below
     * @param horizontal columns left and right
     * @return a new unfolding
     * @throws IllegalArgumentException if one is negative
     */
    public Unfold padding(int vertical, int horizontal) {
        return padding(Padding.of(vertical, horizontal));
    }

    /**
     * The same with another padding.
     *
     * @param other four numbers or a rule
     * @return a new unfolding
     */
    public Unfold padding(Padding other) {
        return new Unfold(bare, other);
    }

    /**
     * How many windows a plane has, L.
     *
     * @param image the shape of the tensor that is unfolded, or folded back
     * @return outH * outW
     * @throws IllegalArgumentException if the window spans more than the padded plane, or the columns have more
     *     elements than an array can hold
     */
    public int positions(Shape image) {
        Window window = window(image);
        return window.outH(image.h()) * window.outW(image.w());
    }

    /**
     * Length of the columns.
     *
     * @param image the shape of the tensor that is unfolded, or folded back
     * @return N * C * R * S * L
     * @throws IllegalArgumentException as {@link #positions}
     */
    public int columnElements(Shape image) {
        return image.n() * image.c() * bare.r() * bare.s() * positions(image);
    }

    private Window window(Shape image) {
        Checks.notNull("shape", image);
        Window window = padding.resolve(bare, image.h(), image.w());
        int outH = window.outH(image.h());
        int outW = window.outW(image.w());
        Checks.elements("columns NCRSL", image.n(), image.c(), window.r(), window.s(), outH, outW);
        return window;
    }

    /**
     * Copies every window into a column; padding gives zeros.
     *
     * @param x the tensor, at least as long as its shape
     * @param src the tensor's shape
     * @return a new array with the columns
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] unfold(float[] x, Shape src) {
        Window window = window(src);
        Checks.array("input", x, src.elements());
        float[] columns = new float[columnElements(src)];
        ColumnsFloat.unfold(window, src, x, columns);
        return columns;
    }

    /**
     * Adds every column back to where its window lies, the adjoint of {@link #unfold(float[], Shape)}: elements that
     * several windows hold are summed, those in the padding dropped.
     *
     * @param columns at least {@link #columnElements} numbers
     * @param dst the shape of the tensor to fold back to
     * @return a new array with the tensor
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] fold(float[] columns, Shape dst) {
        Window window = window(dst);
        Checks.array("columns", columns, columnElements(dst));
        float[] x = new float[dst.elements()];
        ColumnsFloat.fold(window, dst, columns, x);
        return x;
    }

    /**
     * The double twin of {@link #unfold(float[], Shape)}.
     *
     * @param x the tensor, at least as long as its shape
     * @param src the tensor's shape
     * @return a new array with the columns
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public double[] unfold(double[] x, Shape src) {
        Window window = window(src);
        Checks.array("input", x, src.elements());
        double[] columns = new double[columnElements(src)];
        ColumnsDouble.unfold(window, src, x, columns);
        return columns;
    }

    /**
     * The double twin of {@link #fold(float[], Shape)}.
     *
     * @param columns at least {@link #columnElements} numbers
     * @param dst the shape of the tensor to fold back to
     * @return a new array with the tensor
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public double[] fold(double[] columns, Shape dst) {
        Window window = window(dst);
        Checks.array("columns", columns, columnElements(dst));
        double[] x = new double[dst.elements()];
        ColumnsDouble.fold(window, dst, columns, x);
        return x;
    }
}
