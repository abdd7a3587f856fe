package io.github.jconv.portable;

/**
 * The portable inner loop: a row of sums takes eight scaled vectors. C2 makes whole vectors of it, and only of loops of
 * this form. It must know that no store meets a later load, so everything is read at the loop's own index, the vectors
 * at constant distances in one array, the sums in another; and it must see the loop as small enough to unroll, so the
 * number of turns is a constant and few range checks are left. Offsets that vary or arrays of their own for the vectors
 * leave scalar code, four to seven times slower. A second row of sums is faster at times and scalar at others.
 *
 * <p>The loop spends about sixteen scalar turns on reaching an aligned address and on its end, so long rows pay.
 * Products are rounded before they are added, because a fused multiply-add is slow wherever it is not one instruction.
 */
final class PassFloat {

    /** Vectors in an array. */
    static final int TAPS = 8;

    private static final int WIDE = 512;
    private static final int MIDDLE = 256;
    private static final int NARROW = 64;

    /** Rows of sums that stay in the first cache while the vectors pass by. */
    private static final int KEPT = 16384 / (WIDE * Float.BYTES);

    private PassFloat() {}

    /**
     * Adds products to sums.
     *
     * @param width the length of all rows and vectors, 512, 256 or 64
     * @param rows how many rows of sums
     * @param sums the rows
     * @param blocks arrays of vectors, each {@code [TAPS][width]}
     * @param vectors the arrays
     * @param firstBlock the first of them
     * @param scales {@code [rows][blocks * TAPS]} with rows scaleStep apart
     * @param scaleOffset where they start
     * @param scaleStep from one row to the next
     */
    static void add(
            int width,
            int rows,
            float[][] sums,
            int blocks,
            float[][] vectors,
            int firstBlock,
            float[] scales,
            int scaleOffset,
            int scaleStep) {
        for (int first = 0; first < rows; first += KEPT) {
            int end = Math.min(rows, first + KEPT);
            for (int block = 0; block < blocks; block++) {
                float[] x = vectors[firstBlock + block];
                for (int row = first; row < end; row++) {
                    int a = scaleOffset + row * scaleStep + block * TAPS;
                    switch (width) {
                        case WIDE -> wide(sums[row], x, scales, a);
                        case MIDDLE -> middle(sums[row], x, scales, a);
                        default -> narrow(sums[row], x, scales, a);
                    }
                }
            }
        }
    }

    private static void wide(float[] y, float[] x, float[] scales, int a) {
        float a0 = scales[a];
        float a1 = scales[a + 1];
        float a2 = scales[a + 2];
        float a3 = scales[a + 3];
        float a4 = scales[a + 4];
        float a5 = scales[a + 5];
        float a6 = scales[a + 6];
        float a7 = scales[a + 7];
        for (int i = 0; i < WIDE; i++) {
            y[i] += a0 * x[i]
                    + a1 * x[i + WIDE]
                    + a2 * x[i + 2 * WIDE]
                    + a3 * x[i + 3 * WIDE]
                    + a4 * x[i + 4 * WIDE]
                    + a5 * x[i + 5 * WIDE]
                    + a6 * x[i + 6 * WIDE]
                    + a7 * x[i + 7 * WIDE];
        }
    }

    private static void middle(float[] y, float[] x, float[] scales, int a) {
        float a0 = scales[a];
        float a1 = scales[a + 1];
        float a2 = scales[a + 2];
        float a3 = scales[a + 3];
        float a4 = scales[a + 4];
        float a5 = scales[a + 5];
        float a6 = scales[a + 6];
        float a7 = scales[a + 7];
        for (int i = 0; i < MIDDLE; i++) {
            y[i] += a0 * x[i]
                    + a1 * x[i + MIDDLE]
                    + a2 * x[i + 2 * MIDDLE]
                    + a3 * x[i + 3 * MIDDLE]
                    + a4 * x[i + 4 * MIDDLE]
                    + a5 * x[i + 5 * MIDDLE]
                    + a6 * x[i + 6 * MIDDLE]
                    + a7 * x[i + 7 * MIDDLE];
        }
    }

    private static void narrow(float[] y, float[] x, float[] scales, int a) {
        float a0 = scales[a];
        float a1 = scales[a + 1];
        float a2 = scales[a + 2];
        float a3 = scales[a + 3];
        float a4 = scales[a + 4];
        float a5 = scales[a + 5];
        float a6 = scales[a + 6];
        float a7 = scales[a + 7];
        for (int i = 0; i < NARROW; i++) {
            y[i] += a0 * x[i]
                    + a1 * x[i + NARROW]
                    + a2 * x[i + 2 * NARROW]
                    + a3 * x[i + 3 * NARROW]
                    + a4 * x[i + 4 * NARROW]
                    + a5 * x[i + 5 * NARROW]
                    + a6 * x[i + 6 * NARROW]
                    + a7 * x[i + 7 * NARROW];
        }
    }
}
