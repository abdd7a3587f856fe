package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;

/**
 * How many output rows, columns and channels {@link PatchFloat} copies the input of at once: as many as stay in the
 * second cache, so that overlapping windows share a copy.
 *
 * @param rows output rows
 * @param columns output columns
 * @param channels output channels, whole vectors
 */
record PatchSize(int rows, int columns, int channels) {

    private static final int MOST_ROWS = 4;
    private static final int MOST_COLUMNS = 16;
    private static final int MOST_CHANNELS = 64;

    /** Elements a copy should not exceed. */
    private static final long WANTED = 1 << 15;

    static PatchSize of(ConvProblem p, int lanes) {
        int vectors = Math.ceilDiv(Math.min(p.k(), MOST_CHANNELS), lanes);
        PatchSize size =
                new PatchSize(Math.min(p.outH(), MOST_ROWS), Math.min(p.outW(), MOST_COLUMNS), vectors * lanes);
        while (size.elements(p.window()) > WANTED) {
            if (size.channels > lanes) {
                size = new PatchSize(size.rows, size.columns, lanes);
            } else if (size.rows > 1) {
                size = new PatchSize(1, size.columns, lanes);
            } else if (size.columns > 1) {
                size = new PatchSize(1, (size.columns + 1) / 2, lanes);
            } else {
                break;
            }
        }
        return size;
    }

    int inputColumns(Window window) {
        return (int) extent(columns, window.strideW(), window.extentW());
    }

    /** Elements of the copy. */
    long elements(Window window) {
        double exact = (double) extent(rows, window.strideH(), window.extentH())
                * extent(columns, window.strideW(), window.extentW())
                * channels;
        return (long) exact;
    }

    private static long extent(int outputs, int stride, int extent) {
        return (outputs - 1L) * stride + extent;
    }
}
