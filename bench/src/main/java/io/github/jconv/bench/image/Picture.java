package io.github.jconv.bench.image;

/**
 * An image as planes of numbers, one grey or three colours, each {@code height * width} long, row by row, from 0 to
 * {@code max}. Alpha is kept apart, because a filter must not touch it.
 *
 * @param height rows
 * @param width columns
 * @param max the value of white: 255 or 65535
 * @param planes one grey plane, or red, green and blue, one after the other
 * @param alpha the alpha plane, or null where the image has none
 */
public record Picture(int height, int width, int max, float[] planes, float[] alpha) {

    /**
     * The colour planes.
     *
     * @return 1 or 3
     */
    public int channels() {
        return planes.length / (height * width);
    }

    /**
     * The planes with their edges repeated outwards, so that a filter with no padding of its own gives an output as
     * large as the picture and no dark frame around it.
     *
     * @param top rows added above
     * @param left columns added on the left
     * @param bottom rows added below
     * @param right columns added on the right
     * @return the larger planes
     */
    public float[] extended(int top, int left, int bottom, int right) {
        int rows = height + top + bottom;
        int columns = width + left + right;
        float[] larger = new float[Math.multiplyExact(channels(), Math.multiplyExact(rows, columns))];
        int at = 0;
        for (int c = 0; c < channels(); c++) {
            for (int h = -top; h < height + bottom; h++) {
                int row = (c * height + Math.clamp(h, 0, height - 1)) * width;
                for (int w = -left; w < width + right; w++) {
                    larger[at++] = planes[row + Math.clamp(w, 0, width - 1)];
                }
            }
        }
        return larger;
    }

    /**
     * Every stride-th pixel of the alpha plane.
     *
     * @param stride pixels from one to the next
     * @return the smaller plane, or null where the image has none
     */
    public float[] alphaEvery(int stride) {
        if (alpha == null || stride == 1) {
            return alpha;
        }
        int rows = (height - 1) / stride + 1;
        int columns = (width - 1) / stride + 1;
        float[] smaller = new float[rows * columns];
        for (int h = 0; h < rows; h++) {
            for (int w = 0; w < columns; w++) {
                smaller[h * columns + w] = alpha[h * stride * width + w * stride];
            }
        }
        return smaller;
    }
}
