package io.github.jconv.portable;

/**
 * The portable inner loop: two rows of sums take four scaled vectors each. C2 makes whole vectors of it, and only of
 * loops of this form, for it must know that no store meets a later load: vectors lie at constant distances in one array,
 * sums in another, both are read at the loop's own index, and the number of turns is a constant. Offsets that vary, a
 * third row of sums or a fifth vector leave scalar code, four to seven times slower. A loop spends about sixteen scalar
 * turns on reaching an aligned address and on its end, so long rows pay.
 *
 * <p>Products are rounded before they are added, because a fused multiply-add is slow wherever it is not one instruction.
 */
final class PassFloat {

    /** Rows of sums in an array. */
    static final int ROWS = 2;

    /** Vectors in an array. */
    static final int TAPS = 4;

    private static final int WIDE = 512;
    private static final int MIDDLE = 256;
    private static final int NARROW = 64;

    /** Arrays of sums that stay in the first cache while the vectors pass by. */
    private static final int KEPT = Math.max(1, 16384 / (ROWS * WIDE * Float.BYTES));

    private PassFloat() {}

    /**
     * Adds products to sums.
     *
     * @param width the length of all rows and vectors, 512, 256 or 64
     * @param pairs arrays of sums, each {@code [ROWS][width]}
     * @param sums the arrays
     * @param quads arrays of vectors, each {@code [TAPS][width]}
     * @param vectors the arrays
     * @param firstQuad the first of them
     * @param scales {@code [pairs * ROWS][quads * TAPS]} with rows scaleStep apart
     * @param scaleOffset where they start
     * @param scaleStep from one row to the next
     */
    static void add(
            int width,
            int pairs,
            float[][] sums,
            int quads,
            float[][] vectors,
            int firstQuad,
            float[] scales,
            int scaleOffset,
            int scaleStep) {
        for (int first = 0; first < pairs; first += KEPT) {
            int end = Math.min(pairs, first + KEPT);
            for (int quad = 0; quad < quads; quad++) {
                float[] x = vectors[firstQuad + quad];
                for (int pair = first; pair < end; pair++) {
                    int a = scaleOffset + pair * ROWS * scaleStep + quad * TAPS;
                    switch (width) {
                        case WIDE -> wide(sums[pair], x, scales, a, a + scaleStep);
                        case MIDDLE -> middle(sums[pair], x, scales, a, a + scaleStep);
                        default -> narrow(sums[pair], x, scales, a, a + scaleStep);
                    }
                }
            }
        }
    }

    private static void wide(float[] y, float[] x, float[] scales, int a, int b) {
        float a0 = scales[a];
        float a1 = scales[a + 1];
        float a2 = scales[a + 2];
        float a3 = scales[a + 3];
        float b0 = scales[b];
        float b1 = scales[b + 1];
        float b2 = scales[b + 2];
        float b3 = scales[b + 3];
        for (int i = 0; i < WIDE; i++) {
            float x0 = x[i];
            float x1 = x[i + WIDE];
            float x2 = x[i + 2 * WIDE];
            float x3 = x[i + 3 * WIDE];
            float y0 = y[i];
            float y1 = y[i + WIDE];
            y[i] = y0 + (a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3);
            y[i + WIDE] = y1 + (b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3);
        }
    }

    private static void middle(float[] y, float[] x, float[] scales, int a, int b) {
        float a0 = scales[a];
        float a1 = scales[a + 1];
        float a2 = scales[a + 2];
        float a3 = scales[a + 3];
        float b0 = scales[b];
        float b1 = scales[b + 1];
        float b2 = scales[b + 2];
        float b3 = scales[b + 3];
        for (int i = 0; i < MIDDLE; i++) {
            float x0 = x[i];
            float x1 = x[i + MIDDLE];
            float x2 = x[i + 2 * MIDDLE];
            float x3 = x[i + 3 * MIDDLE];
            float y0 = y[i];
            float y1 = y[i + MIDDLE];
            y[i] = y0 + (a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3);
            y[i + MIDDLE] = y1 + (b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3);
        }
    }

    private static void narrow(float[] y, float[] x, float[] scales, int a, int b) {
        float a0 = scales[a];
        float a1 = scales[a + 1];
        float a2 = scales[a + 2];
        float a3 = scales[a + 3];
        float b0 = scales[b];
        float b1 = scales[b + 1];
        float b2 = scales[b + 2];
        float b3 = scales[b + 3];
        for (int i = 0; i < NARROW; i++) {
            float x0 = x[i];
            float x1 = x[i + NARROW];
            float x2 = x[i + 2 * NARROW];
            float x3 = x[i + 3 * NARROW];
            float y0 = y[i];
            float y1 = y[i + NARROW];
            y[i] = y0 + (a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3);
            y[i + NARROW] = y1 + (b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3);
        }
    }
}
