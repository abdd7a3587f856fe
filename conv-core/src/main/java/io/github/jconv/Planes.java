package io.github.jconv;

/**
 * Filters over single planes and batches of planes with one kernel, as in scipy: {@code correlate} takes the kernel as
 * it is ({@code scipy.signal.correlate2d}, {@code scipy.ndimage.correlate}), {@code convolve} flips it in both axes
 * ({@code convolve2d}). scipy's {@code mode} is the padding here:
 * {@link Padding#valid()}, {@link Padding#full()}, and for its {@code 'same'} {@link Padding#same()} with
 * {@code correlate2d} and {@link Padding#sameLower()} with {@code convolve2d}; they differ where kernels have even sizes.
 * {@link PlaneFilter} says which those of {@code scipy.ndimage} are.
 *
 * <p>Planes are row-major {@code [rows][columns]}, a batch is {@code [count][rows][columns]}, the kernel is
 * {@code [kh][kw]}. The fastest algorithm for the machine runs on the calling thread, each element at most
 * {@code gamma_n * sum |x||w|} from the exact one with n = kh * kw ({@link io.github.jconv.numerics.Numerics}). Kernels
 * that are the product of a column and a row take two passes where that is faster and keeps the bound. Large ones, from
 * about 16x16 on, take Fourier transforms, whose bound is {@linkplain Precision#DEFAULT another}. Where one kernel
 * is used many times, or on several threads, {@link Planner#plan(PlaneFilter, int, int, int, float[])} saves preparing it
 * each time. Outside the plane are zeros unless a {@link Border} is given.
 *
 * <p>All methods are static and safe for use by many threads. All of them throw {@link IllegalArgumentException} if an
 * array is null or its length does not fit the sizes, a size or stride is below 1 (a count may be 0), or the kernel is
 * larger than the padded plane.
 *
 * {@snippet class="Examples" region="planes"}
 */
public final class Planes {
    private Planes() {}

    /**
     * Correlates a plane with a kernel.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] correlate(float[] img, int h, int w, float[] kernel, int kh, int kw, Padding padding) {
        return correlate(img, 1, h, w, kernel, kh, kw, padding, 1, 1);
    }

    /**
     * Correlates a plane with a kernel at every strideH-th row and strideW-th column.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] correlate(
            float[] img, int h, int w, float[] kernel, int kh, int kw, Padding padding, int strideH, int strideW) {
        return correlate(img, 1, h, w, kernel, kh, kw, padding, strideH, strideW);
    }

    /**
     * Correlates each plane of a batch with one kernel.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around each plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] correlate(
            float[] imgs,
            int count,
            int h,
            int w,
            float[] kernel,
            int kh,
            int kw,
            Padding padding,
            int strideH,
            int strideW) {
        return PlanesOnceFloat.correlate(
                PlaneFilter.of(kh, kw).stride(strideH, strideW).padding(padding), imgs, count, h, w, kernel);
    }

    /**
     * Convolves a plane with a kernel: as {@link #correlate(float[], int, int, float[], int, int, Padding)} with the
     * kernel flipped in both axes.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] convolve(float[] img, int h, int w, float[] kernel, int kh, int kw, Padding padding) {
        return convolve(img, 1, h, w, kernel, kh, kw, padding, 1, 1);
    }

    /**
     * Convolves a plane with a kernel at every strideH-th row and strideW-th column.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers, flipped in both axes before use
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] convolve(
            float[] img, int h, int w, float[] kernel, int kh, int kw, Padding padding, int strideH, int strideW) {
        return convolve(img, 1, h, w, kernel, kh, kw, padding, strideH, strideW);
    }

    /**
     * Convolves each plane of a batch with one kernel.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers, flipped in both axes before use
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around each plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] convolve(
            float[] imgs,
            int count,
            int h,
            int w,
            float[] kernel,
            int kh,
            int kw,
            Padding padding,
            int strideH,
            int strideW) {
        return correlate(imgs, count, h, w, PlanesOnceFloat.flipped(kernel), kh, kw, padding, strideH, strideW);
    }

    /**
     * The double twin of {@link #correlate(float[], int, int, float[], int, int, Padding)}.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] correlate(double[] img, int h, int w, double[] kernel, int kh, int kw, Padding padding) {
        return correlate(img, 1, h, w, kernel, kh, kw, padding, 1, 1);
    }

    /**
     * The double twin of {@link #correlate(float[], int, int, float[], int, int, Padding, int, int)}.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] correlate(
            double[] img, int h, int w, double[] kernel, int kh, int kw, Padding padding, int strideH, int strideW) {
        return correlate(img, 1, h, w, kernel, kh, kw, padding, strideH, strideW);
    }

    /**
     * The double twin of {@link #correlate(float[], int, int, int, float[], int, int, Padding, int, int)}.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around each plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] correlate(
            double[] imgs,
            int count,
            int h,
            int w,
            double[] kernel,
            int kh,
            int kw,
            Padding padding,
            int strideH,
            int strideW) {
        return PlanesOnceDouble.correlate(
                PlaneFilter.of(kh, kw).stride(strideH, strideW).padding(padding), imgs, count, h, w, kernel);
    }

    /**
     * The double twin of {@link #convolve(float[], int, int, float[], int, int, Padding)}.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] convolve(double[] img, int h, int w, double[] kernel, int kh, int kw, Padding padding) {
        return convolve(img, 1, h, w, kernel, kh, kw, padding, 1, 1);
    }

    /**
     * The double twin of {@link #convolve(float[], int, int, float[], int, int, Padding, int, int)}.
     *
     * @param img h * w pixels
     * @param h rows
     * @param w columns
     * @param kernel kh * kw numbers, flipped in both axes before use
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around the plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new plane
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] convolve(
            double[] img, int h, int w, double[] kernel, int kh, int kw, Padding padding, int strideH, int strideW) {
        return convolve(img, 1, h, w, kernel, kh, kw, padding, strideH, strideW);
    }

    /**
     * The double twin of {@link #convolve(float[], int, int, int, float[], int, int, Padding, int, int)}.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers, flipped in both axes before use
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding the zeros around each plane
     * @param strideH rows from one window to the next
     * @param strideW columns from one window to the next
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] convolve(
            double[] imgs,
            int count,
            int h,
            int w,
            double[] kernel,
            int kh,
            int kw,
            Padding padding,
            int strideH,
            int strideW) {
        return correlate(imgs, count, h, w, PlanesOnceDouble.flipped(kernel), kh, kw, padding, strideH, strideW);
    }

    /**
     * Correlates each plane of a batch with one kernel under any border.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding how far windows reach over the edge
     * @param border what they see there
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] correlate(
            float[] imgs, int count, int h, int w, float[] kernel, int kh, int kw, Padding padding, Border border) {
        return PlanesOnceFloat.correlate(
                PlaneFilter.of(kh, kw).padding(padding).border(border), imgs, count, h, w, kernel);
    }

    /**
     * Convolves each plane of a batch with one kernel under any border.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers, flipped in both axes before use
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding how far windows reach over the edge
     * @param border what they see there
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] convolve(
            float[] imgs, int count, int h, int w, float[] kernel, int kh, int kw, Padding padding, Border border) {
        return correlate(imgs, count, h, w, PlanesOnceFloat.flipped(kernel), kh, kw, padding, border);
    }

    /**
     * Correlates each plane of a batch with the product of a column and a row, in two passes where that is faster.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param column the kernel's rows, one number each
     * @param row the kernel's columns, one number each
     * @param padding how far windows reach over the edge
     * @param border what they see there
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static float[] correlateSeparable(
            float[] imgs, int count, int h, int w, float[] column, float[] row, Padding padding, Border border) {
        int kh = Checks.notNull("column", column).length;
        int kw = Checks.notNull("row", row).length;
        PlaneFilter filter = PlaneFilter.of(kh, kw).padding(padding).border(border);
        return PlanesOnceFloat.separable(filter, imgs, count, h, w, column, row);
    }

    /**
     * The double twin of {@link #correlate(float[], int, int, int, float[], int, int, Padding, Border)}.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding how far windows reach over the edge
     * @param border what they see there
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] correlate(
            double[] imgs, int count, int h, int w, double[] kernel, int kh, int kw, Padding padding, Border border) {
        return PlanesOnceDouble.correlate(
                PlaneFilter.of(kh, kw).padding(padding).border(border), imgs, count, h, w, kernel);
    }

    /**
     * The double twin of {@link #convolve(float[], int, int, int, float[], int, int, Padding, Border)}.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel kh * kw numbers, flipped in both axes before use
     * @param kh kernel rows
     * @param kw kernel columns
     * @param padding how far windows reach over the edge
     * @param border what they see there
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] convolve(
            double[] imgs, int count, int h, int w, double[] kernel, int kh, int kw, Padding padding, Border border) {
        return correlate(imgs, count, h, w, PlanesOnceDouble.flipped(kernel), kh, kw, padding, border);
    }

    /**
     * The double twin of {@link #correlateSeparable(float[], int, int, int, float[], float[], Padding, Border)}.
     *
     * @param imgs count * h * w pixels
     * @param count planes
     * @param h rows of a plane
     * @param w columns of a plane
     * @param column the kernel's rows, one number each
     * @param row the kernel's columns, one number each
     * @param padding how far windows reach over the edge
     * @param border what they see there
     * @return a new batch
     * @throws IllegalArgumentException as above, if the parts do not fit
     */
    public static double[] correlateSeparable(
            double[] imgs, int count, int h, int w, double[] column, double[] row, Padding padding, Border border) {
        int kh = Checks.notNull("column", column).length;
        int kw = Checks.notNull("row", row).length;
        PlaneFilter filter = PlaneFilter.of(kh, kw).padding(padding).border(border);
        return PlanesOnceDouble.separable(filter, imgs, count, h, w, column, row);
    }
}
