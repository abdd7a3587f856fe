package io.github.jconv;

import io.github.jconv.reference.Divisor;

/**
 * Max, average, sum and Lp pooling, over windows or over whole planes, with their gradients: PyTorch's
 * {@code max_pool2d}, {@code avg_pool2d}, {@code lp_pool2d} and {@code adaptive_..._pool2d} to 1x1.
 *
 * <p>Output channel {@code c}, row {@code oh}, column {@code ow} is the maximum, mean, sum or norm of the input elements at
 * rows {@code oh * strideH - padTop + r * dilationH} and the columns likewise. Padding is absent, not zero: the maximum
 * never sees it and a sum does not change by it, but a mean counts it unless {@link #countIncludePad} says otherwise.
 * In a maximum NaN wins over every number, of equal numbers the first is taken and of several NaN the last.
 *
 * <p>Lp pooling is {@code (sum x^p)^(1/p)}, of x itself and not of its magnitude, as PyTorch computes it. So with odd p
 * negative elements take part with their sign, and where the sum of powers is negative the result is NaN, for p = 1 the
 * sum itself; where p is no whole number, a negative element makes the result NaN. Padding adds zeros. A window that ceil
 * mode lets run past the padded plane is scaled up to a whole one: with m of its R * S elements inside, the sum of powers
 * is multiplied by R * S / m before the root. The gradient is 0 where a window's result is 0.
 *
 * <p>Sums are at most {@code gamma_n * sum |x|} from the exact ones, with n the window's elements and one more for the
 * division ({@link io.github.jconv.numerics.Numerics}); maxima are exact. A norm is at most {@code gamma_(n + p + 3)}
 * times itself from the exact one; for p = 1, which is a sum, {@code gamma_(n + 4) * sum |x|}. Powers that a float cannot
 * hold are computed as doubles; those of doubles overflow where {@code Math.pow} does. All work is done on the calling
 * thread.
 *
 * <p>Immutable and safe for use by many threads; each wither returns a new one.
 *
 * {@snippet class="Examples" region="pool"}
 *
 * @param kind maximum, average, sum or norm
 * @param norm the p of an Lp pooling, a finite number above 0; 0 for all others
 * @param global whether the window is the whole plane; the following then keep their defaults
 * @param bare kernel size, stride and dilation; its padding is not used
 * @param padding how many absent elements surround the plane
 * @param ceilMode whether a last window that runs past the padded plane counts too
 * @param countIncludePad whether an average counts its padding
 */
public record Pool2d(
        Kind kind,
        double norm,
        boolean global,
        Window bare,
        Padding padding,
        boolean ceilMode,
        boolean countIncludePad) {

    /** What is taken of each window. */
    public enum Kind {
        /** The largest element. */
        MAX,
        /** The mean. */
        AVERAGE,
        /** The sum. */
        SUM,
        /** The p-th root of the sum of p-th powers. */
        LP
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if a part is null, a norm does not fit the kind, a dilated window is asked for
     *     anything but its maximum, or a global pooling was given a kernel, stride, padding, dilation or ceil mode
     */
    public Pool2d {
        Checks.notNull("pooling kind", kind);
        Checks.notNull("window", bare);
        Checks.notNull("padding", padding);
        if (kind == Kind.LP && !(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("norm is " + norm + " but must be a finite number above 0"
                    + (norm == Double.POSITIVE_INFINITY ? "; the limit is max pooling of magnitudes" : ""));
        }
        if (kind != Kind.LP && norm != 0) {
            throw new IllegalArgumentException("norm is " + norm + " but " + kind + " pooling has none: it must be 0");
        }
        if (kind != Kind.MAX && (bare.dilationH() != 1 || bare.dilationW() != 1)) {
            throw new IllegalArgumentException("dilation is " + bare.dilationH() + "x" + bare.dilationW()
                    + " but only max pooling takes one other than 1x1");
        }
        if (global && !(bare.equals(Window.of(1, 1)) && padding.equals(Padding.valid()) && !ceilMode)) {
            throw new IllegalArgumentException("global pooling takes the whole plane as its only window,"
                    + " so it has no kernel, stride, padding, dilation or ceil mode to set");
        }
    }

    /**
     * Max pooling with a square kernel, as stride the kernel, no padding and no dilation.
     *
     * @param kernel kernel rows and columns
     * @return the pooling
     * @throws IllegalArgumentException if kernel is below 1
     */
    public static Pool2d max(int kernel) {
        return max(kernel, kernel);
    }

    /**
     * Max pooling with as stride the kernel, no padding and no dilation.
     *
     * @param kernelH kernel rows
     * @param kernelW kernel columns
     * @return the pooling
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Pool2d max(int kernelH, int kernelW) {
        return of(Kind.MAX, 0, kernelH, kernelW);
    }

    /**
     * Average pooling with a square kernel, as stride the kernel, and no padding.
     *
     * @param kernel kernel rows and columns
     * @return the pooling
     * @throws IllegalArgumentException if kernel is below 1
     */
    public static Pool2d average(int kernel) {
        return average(kernel, kernel);
    }

    /**
     * Average pooling with as stride the kernel, and no padding.
     *
     * @param kernelH kernel rows
     * @param kernelW kernel columns
     * @return the pooling
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Pool2d average(int kernelH, int kernelW) {
        return of(Kind.AVERAGE, 0, kernelH, kernelW);
    }

    /**
     * Sum pooling with a square kernel, as stride the kernel, and no padding.
     *
     * @param kernel kernel rows and columns
     * @return the pooling
     * @throws IllegalArgumentException if kernel is below 1
     */
    public static Pool2d sum(int kernel) {
        return sum(kernel, kernel);
    }

    /**
     * Sum pooling with as stride the kernel, and no padding.
     *
     * @param kernelH kernel rows
     * @param kernelW kernel columns
     * @return the pooling
     * @throws IllegalArgumentException if a size is below 1
     */
    public static Pool2d sum(int kernelH, int kernelW) {
        return of(Kind.SUM, 0, kernelH, kernelW);
    }

    /**
     * Lp pooling with a square kernel, as stride the kernel, and no padding.
     *
     * @param norm the power p
     * @param kernel kernel rows and columns
     * @return the pooling
     * @throws IllegalArgumentException if the norm is not a finite number above 0, or kernel is below 1
     */
    public static Pool2d lp(double norm, int kernel) {
        return lp(norm, kernel, kernel);
    }

    /**
     * Lp pooling with as stride the kernel, and no padding.
     *
     * @param norm the power p
     * @param kernelH kernel rows
     * @param kernelW kernel columns
     * @return the pooling
     * @throws IllegalArgumentException if the norm is not a finite number above 0, or a size is below 1
     */
    public static Pool2d lp(double norm, int kernelH, int kernelW) {
        return of(Kind.LP, norm, kernelH, kernelW);
    }

    /**
     * The maximum of each plane.
     *
     * @return a pooling to one row and one column
     */
    public static Pool2d globalMax() {
        return ofPlane(Kind.MAX, 0);
    }

    /**
     * The mean of each plane.
     *
     * @return a pooling to one row and one column
     */
    public static Pool2d globalAverage() {
        return ofPlane(Kind.AVERAGE, 0);
    }

    /**
     * The sum of each plane.
     *
     * @return a pooling to one row and one column
     */
    public static Pool2d globalSum() {
        return ofPlane(Kind.SUM, 0);
    }

    /**
     * The Lp norm of each plane.
     *
     * @param norm the power p
     * @return a pooling to one row and one column
     * @throws IllegalArgumentException if the norm is not a finite number above 0
     */
    public static Pool2d globalLp(double norm) {
        return ofPlane(Kind.LP, norm);
    }

    private static Pool2d of(Kind kind, double norm, int kernelH, int kernelW) {
        Window bare = new Window(kernelH, kernelW, kernelH, kernelW, 0, 0, 0, 0, 1, 1);
        return new Pool2d(kind, norm, false, bare, Padding.valid(), false, true);
    }

    private static Pool2d ofPlane(Kind kind, double norm) {
        return new Pool2d(kind, norm, true, Window.of(1, 1), Padding.valid(), false, true);
    }

    /**
     * The pooling of a problem. A global one becomes a window as large as the plane, which is the same problem.
     *
     * @param problem what {@link #problem} made
     * @return a pooling that makes the same problem over its input
     */
    public static Pool2d of(PoolProblem problem) {
        Window window = Checks.notNull("problem", problem).window();
        Kind kind = problem.isMax()
                ? Kind.MAX
                : problem.isLp() ? Kind.LP : problem.divisor() == Divisor.ONE ? Kind.SUM : Kind.AVERAGE;
        int h = problem.src().h();
        int w = problem.src().w();
        return new Pool2d(
                kind,
                problem.norm(),
                false,
                window.withPadding(0, 0, 0, 0),
                Padding.of(window.padTop(), window.padLeft(), window.padBottom(), window.padRight()),
                problem.dst().h() > window.outH(h) || problem.dst().w() > window.outW(w),
                problem.divisor() != Divisor.WITHOUT_PADDING);
    }

    /**
     * The same with one stride for both axes.
     *
     * @param stride pixels from one window to the next
     * @return a new pooling
     * @throws IllegalArgumentException if stride is below 1
     */
    public Pool2d stride(int stride) {
        return stride(stride, stride);
    }

    /**
     * The same with a stride for each axis.
     *
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new pooling
     * @throws IllegalArgumentException if a stride is below 1
     */
    public Pool2d stride(int strideH, int strideW) {
        return with(bare.withStride(strideH, strideW));
    }

    /**
     * The same with one dilation for both axes; max pooling only.
     *
     * @param dilation pixels from one kernel element to the next
     * @return a new pooling
     * @throws IllegalArgumentException if dilation is below 1, or above 1 in an average or sum
     */
    public Pool2d dilation(int dilation) {
        return dilation(dilation, dilation);
    }

    /**
     * The same with a dilation for each axis; max pooling only.
     *
     * @param dilationH rows from one kernel row to the next
     * @param dilationW columns from one kernel column to the next
     * @return a new pooling
     * @throws IllegalArgumentException if a dilation is below 1, or above 1 in an average or sum
     */
    public Pool2d dilation(int dilationH, int dilationW) {
        return with(bare.withDilation(dilationH, dilationW));
    }

    /**
     * The same with one padding for all sides.
     *
     * @param all absent elements on each side, at most half the kernel
     * @return a new pooling
     * @throws IllegalArgumentException if all is negative
     */
    public Pool2d padding(int all) {
        return padding(Padding.of(all));
    }

    /**
     * The same with a padding for each axis.
     *
     * @param vertical rows above and below, at most half the kernel
     * @param horizontal columns left and right, at most half the kernel
     * @return a new pooling
     * @throws IllegalArgumentException if one is negative
     */
    public Pool2d padding(int vertical, int horizontal) {
        return padding(Padding.of(vertical, horizontal));
    }

    /**
     * The same with another padding. That no side exceeds half the dilated kernel's extent is checked once the input is
     * known, since a rule has no numbers before.
     *
     * @param other four numbers or a rule
     * @return a new pooling
     */
    public Pool2d padding(Padding other) {
        return new Pool2d(kind, norm, global, bare, other, ceilMode, countIncludePad);
    }

    /**
     * The same with or without ceil mode: a last window that runs past the padded plane counts too, if it starts inside
     * the plane or its padding before it.
     *
     * @param ceil whether such a window counts; by default it does not
     * @return a new pooling
     */
    public Pool2d ceilMode(boolean ceil) {
        return new Pool2d(kind, norm, global, bare, padding, ceil, countIncludePad);
    }

    /**
     * The same with averages that count their padding as elements, or do not. What lies beyond the padding, where ceil
     * mode lets a window run, never counts. Other poolings do not depend on it.
     *
     * @param count whether padding counts; by default it does
     * @return a new pooling
     */
    public Pool2d countIncludePad(boolean count) {
        return new Pool2d(kind, norm, global, bare, padding, ceilMode, count);
    }

    private Pool2d with(Window other) {
        return new Pool2d(kind, norm, global, other, padding, ceilMode, countIncludePad);
    }

    /**
     * The window over a given input: padding resolved, everything checked.
     *
     * @param src the input's shape
     * @return the window; the whole plane for a global pooling
     * @throws IllegalArgumentException if a side's padding exceeds half the kernel's extent, or the kernel spans more
     *     than the padded input
     */
    public Window window(Shape src) {
        Checks.notNull("input shape", src);
        if (global) {
            return Window.of(src.h(), src.w());
        }
        Window window = padding.resolve(bare, src.h(), src.w());
        atMostHalf("top", window.padTop(), window.extentH());
        atMostHalf("left", window.padLeft(), window.extentW());
        atMostHalf("bottom", window.padBottom(), window.extentH());
        atMostHalf("right", window.padRight(), window.extentW());
        return window;
    }

    private static void atMostHalf(String side, int padding, int extent) {
        if (padding > extent / 2) {
            throw new IllegalArgumentException(side + " padding is " + padding + " but a pooling allows at most "
                    + extent / 2 + ", half of the " + extent + " pixels the kernel spans");
        }
    }

    /**
     * The output's shape over a given input.
     *
     * @param src the input's shape
     * @return the output's shape, in the same layout
     * @throws IllegalArgumentException as {@link #window}
     */
    public Shape outputShape(Shape src) {
        Window window = window(src);
        int outH = ceilMode ? window.outHCeil(src.h()) : window.outH(src.h());
        int outW = ceilMode ? window.outWCeil(src.w()) : window.outW(src.w());
        return new Shape(src.layout(), src.n(), src.c(), outH, outW);
    }

    /**
     * This pooling of an input, with everything resolved: what algorithms judge.
     *
     * @param src the input's shape
     * @param type of the elements
     * @param indices whether the place of each maximum is wanted
     * @return the problem
     * @throws IllegalArgumentException if indices are wanted of another than max pooling, or the window does not fit
     */
    public PoolProblem problem(Shape src, DType type, boolean indices) {
        only(!indices || kind == Kind.MAX, "planWithIndices", "plan");
        Shape dst = outputShape(src);
        Divisor divisor = kind == Kind.MAX ? Divisor.ONE : divisor();
        return new PoolProblem(kind == Kind.MAX, norm, window(src), divisor, src, dst, type, indices);
    }

    private Divisor divisor() {
        if (kind == Kind.SUM) {
            return Divisor.ONE;
        }
        return countIncludePad || kind == Kind.LP ? Divisor.WITH_PADDING : Divisor.WITHOUT_PADDING;
    }

    /** Refuses a method that other kinds of pooling have. */
    void only(boolean allowed, String method, String other) {
        if (!allowed) {
            throw new IllegalArgumentException(
                    method + " was called on " + kind + " pooling but is not defined for it; use " + other);
        }
    }

    /**
     * Pools a tensor.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @return a new array with the output
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public float[] apply(float[] x, Shape src) {
        return PoolOnceFloat.apply(this, x, src);
    }

    /**
     * Max pooling that also tells where each maximum was found.
     *
     * @param x the input, at least as long as its shape; only read
     * @param src the input's shape
     * @param y the output, another array than x; every element of the shape is written
     * @param indices as long as the output: the place h * W + w of each maximum within its plane, or -1 where a dilated
     *     window meets no element at all and the maximum is negative infinity
     * @throws IllegalArgumentException if this is no max pooling, or the parts do not fit each other
     */
    public void maxWithIndices(float[] x, Shape src, float[] y, int[] indices) {
        PoolOnceFloat.maxWithIndices(this, x, src, y, indices);
    }

    /**
     * The gradient of a loss by the input of a max pooling: each output element's gradient goes to its maximum.
     *
     * @param gradDst the loss's gradient by the output
     * @param indices as {@link #maxWithIndices(float[], Shape, float[], int[])} gave them
     * @param src the input's shape
     * @return a new array with the loss's gradient by the input
     * @throws IllegalArgumentException if this is no max pooling, the parts do not fit each other, or an index lies
     *     outside the plane
     */
    public float[] inputGradient(float[] gradDst, int[] indices, Shape src) {
        return PoolOnceFloat.gradient(this, gradDst, indices, src);
    }

    /**
     * The gradient of a loss by the input of an average or sum pooling: each output element's gradient, divided as the
     * sum was, goes to every element of its window.
     *
     * @param gradDst the loss's gradient by the output
     * @param src the input's shape
     * @return a new array with the loss's gradient by the input
     * @throws IllegalArgumentException if this is a max or Lp pooling, or the parts do not fit each other
     */
    public float[] inputGradient(float[] gradDst, Shape src) {
        return PoolOnceFloat.gradient(this, gradDst, src);
    }

    /**
     * The gradient of a loss by the input of an Lp pooling: each output element's gradient, times
     * {@code (x / y)^(p - 1)}, goes to every element x of its window, and nothing where y is 0.
     *
     * @param gradDst the loss's gradient by the output
     * @param x the pooling's input
     * @param y its output, as {@link #apply(float[], Shape)} gave it
     * @param src the input's shape
     * @return a new array with the loss's gradient by the input
     * @throws IllegalArgumentException if this is no Lp pooling, or the parts do not fit each other
     */
    public float[] inputGradient(float[] gradDst, float[] x, float[] y, Shape src) {
        return PoolOnceFloat.gradient(this, gradDst, x, y, src);
    }

    /**
     * The double twin of {@link #apply(float[], Shape)}.
     *
     * @param x the input, at least as long as its shape
     * @param src the input's shape
     * @return a new array with the output
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public double[] apply(double[] x, Shape src) {
        return PoolOnceDouble.apply(this, x, src);
    }

    /**
     * The double twin of {@link #maxWithIndices(float[], Shape, float[], int[])}.
     *
     * @param x the input, at least as long as its shape; only read
     * @param src the input's shape
     * @param y the output, another array than x; every element of the shape is written
     * @param indices as long as the output: the place h * W + w of each maximum within its plane, or -1 where a dilated
     *     window meets no element at all and the maximum is negative infinity
     * @throws IllegalArgumentException if this is no max pooling, or the parts do not fit each other
     */
    public void maxWithIndices(double[] x, Shape src, double[] y, int[] indices) {
        PoolOnceDouble.maxWithIndices(this, x, src, y, indices);
    }

    /**
     * The double twin of {@link #inputGradient(float[], int[], Shape)}.
     *
     * @param gradDst the loss's gradient by the output
     * @param indices as {@link #maxWithIndices(double[], Shape, double[], int[])} gave them
     * @param src the input's shape
     * @return a new array with the loss's gradient by the input
     * @throws IllegalArgumentException if this is no max pooling, the parts do not fit each other, or an index lies
     *     outside the plane
     */
    public double[] inputGradient(double[] gradDst, int[] indices, Shape src) {
        return PoolOnceDouble.gradient(this, gradDst, indices, src);
    }

    /**
     * The double twin of {@link #inputGradient(float[], Shape)}.
     *
     * @param gradDst the loss's gradient by the output
     * @param src the input's shape
     * @return a new array with the loss's gradient by the input
     * @throws IllegalArgumentException if this is a max or Lp pooling, or the parts do not fit each other
     */
    public double[] inputGradient(double[] gradDst, Shape src) {
        return PoolOnceDouble.gradient(this, gradDst, src);
    }

    /**
     * The double twin of {@link #inputGradient(float[], float[], float[], Shape)}.
     *
     * @param gradDst the loss's gradient by the output
     * @param x the pooling's input
     * @param y its output, as {@link #apply(double[], Shape)} gave it
     * @param src the input's shape
     * @return a new array with the loss's gradient by the input
     * @throws IllegalArgumentException if this is no Lp pooling, or the parts do not fit each other
     */
    public double[] inputGradient(double[] gradDst, double[] x, double[] y, Shape src) {
        return PoolOnceDouble.gradient(this, gradDst, x, y, src);
    }
}
