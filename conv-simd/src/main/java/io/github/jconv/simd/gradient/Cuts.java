package io.github.jconv.simd.gradient;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;

/**
 * How a weight gradient is cut. The gradient, output channels by window elements, falls into blocks; the pixels that are
 * summed over fall into chunks, boxes of images, rows and columns; and where there are fewer blocks than work for all
 * cores, the chunks of a block fall into splits, whose sums are added afterwards. Nothing depends on the number of jobs.
 *
 * <p>A window element is a tap, a kernel row and column, and an input channel. Where channels are fewer than lanes, a
 * whole kernel row is one tap and its columns and channels, which lie together in the copy of the input, one run.
 *
 * <p>With stride 1 the copy can be what the product multiplies with: two vectors of channels at a time lie together for
 * all pixels, padding among them, and a tap is a distance between the pixels of both operands. The columns of padding
 * between two rows are then multiplied by zeros; where that costs more than packing the windows, they are packed.
 *
 * @param merged whether a kernel row is one tap
 * @param unpacked whether windows are multiplied as they lie in the copy
 * @param taps taps of a window
 * @param run elements of the longest run: channels of a block, or columns times channels
 * @param runVectors vectors that hold a run
 * @param lanes elements of a vector
 * @param channelBlocks blocks of input channels
 * @param mr output channels of a panel, at most
 * @param rowPanels panels of a group's output channels
 * @param rowBlocks blocks of these panels
 * @param splits parts of the chunks, each summed by itself
 * @param images images of a chunk
 * @param rows output rows of a chunk, at most
 * @param columns output columns of a chunk, at most
 * @param chunks chunks of the batch
 */
record Cuts(
        boolean merged,
        boolean unpacked,
        int taps,
        int run,
        int runVectors,
        int lanes,
        int channelBlocks,
        int mr,
        int rowPanels,
        int rowBlocks,
        int splits,
        int images,
        int rows,
        int columns,
        int chunks) {

    /** Columns of a block, window elements, unless a single vector for each tap takes more. */
    private static final int WIDE = 640;

    /** Elements of a block: its sums are read and written once a chunk, from the second cache. */
    private static final int MOST_SUMS = 1 << 17;

    /** Elements of all splits' sums: 16 MiB of floats. */
    private static final int MOST_SHARED = 1 << 22;

    /** Packing a vector of windows takes as long as multiplying it with half as many output channels. */
    private static final double PACKING = 12;

    /** Tiles that keep a machine of four cores busy; a larger one gets two for each core. */
    private static final int LEAST_TILES = 8;

    /**
     * Cuts.
     *
     * @param mr output channels of a panel
     * @param pixels pixels of a chunk, at most
     */
    static Cuts of(ConvProblem p, int lanes, int mr, int pixels, int cores) {
        Window w = p.window();
        int c = p.groupC();
        int rowVectors = vectors(w.s() * c, lanes);
        boolean merged = p.groups() == 1 && w.dilationW() == 1 && rowVectors < w.s() * vectors(c, lanes);
        int taps = merged ? w.r() : w.r() * w.s();
        int most = Math.max(1, WIDE / (lanes * taps));
        int channelBlocks = merged ? 1 : pieces(vectors(c, lanes), most);
        int runVectors = merged ? rowVectors : pieces(vectors(c, lanes), channelBlocks);
        int run = merged ? w.s() * c : Math.min(c, runVectors * lanes);
        int panels = pieces(p.groupK(), mr);
        int wide = pieces(taps * runVectors, 2) * 2 * lanes;
        int rowBlocks = pieces(panels, Math.clamp(MOST_SUMS / ((long) wide * mr), 1, panels));

        int plane = p.outH() * p.outW();
        boolean onePixel = w.extentH() == 1 && w.extentW() == 1;
        boolean unpacked = !merged
                && runVectors % 2 == 0
                && w.strideH() == 1
                && w.strideW() == 1
                && (onePixel || (p.outW() + w.extentW() - 1 <= pixels && 2 * plane > pixels))
                && (w.extentW() - 1) * (double) pieces(panels, rowBlocks) * mr <= PACKING * p.outW();
        int images = unpacked && !onePixel ? 1 : Math.max(1, pixels / plane);
        int wholeRow = unpacked ? p.outW() + w.extentW() - 1 : p.outW();
        int rows = images > 1 ? p.outH() : evenly(p.outH(), Math.clamp(pixels / wholeRow, 1, p.outH()));
        int columns = evenly(p.outW(), Math.min(p.outW(), pixels));
        int chunks = pieces(p.src().n(), images) * pieces(p.outH(), rows) * pieces(p.outW(), columns);

        int blocks = p.groups() * channelBlocks * rowBlocks;
        long sums = (long) blocks * pieces(panels, rowBlocks) * mr * wide;
        int wanted = pieces(Math.max(LEAST_TILES, 2 * cores), blocks);
        int splits = Math.clamp(Math.min(chunks, MOST_SHARED / sums), 1, wanted);
        return new Cuts(
                merged,
                unpacked,
                taps,
                run,
                runVectors,
                lanes,
                channelBlocks,
                mr,
                panels,
                rowBlocks,
                splits,
                images,
                rows,
                columns,
                chunks);
    }

    private static int vectors(int elements, int lanes) {
        return pieces(elements, lanes);
    }

    private static int pieces(int length, int most) {
        return (length + most - 1) / most;
    }

    /** The length of a piece when a length is cut into as few as possible of nearly the same length. */
    private static int evenly(int length, int most) {
        return pieces(length, pieces(length, most));
    }

    /** Blocks of the gradient, all groups. */
    int blocks(int groups) {
        return groups * channelBlocks * rowBlocks;
    }

    /** Panels of window elements, two vectors each. */
    int panels() {
        return pieces(taps * runVectors, 2);
    }

    /** From one output channel's sums to the next. */
    int step() {
        return panels() * 2 * lanes;
    }

    /** Input rows under a chunk. */
    int inputRows(Window w) {
        return Math.addExact(Math.multiplyExact(rows - 1, w.strideH()), w.extentH());
    }

    /** Input columns under a chunk. */
    int inputColumns(Window w) {
        return Math.addExact(Math.multiplyExact(columns - 1, w.strideW()), w.extentW());
    }

    /** From one pixel to the next in the copy of the input. */
    int pixelStep(int groupC) {
        return merged ? groupC : unpacked ? 2 * lanes : runVectors * lanes;
    }

    /** From one pair of vectors of channels to the next where windows are not packed. */
    int pairStep(Window w) {
        return Math.multiplyExact(images, Math.multiplyExact(inputRows(w), inputColumns(w))) * 2 * lanes;
    }

    /** How many terms a chunk's product sums. */
    int depth(Window w, int chunkImages, int chunkRows, int chunkColumns) {
        boolean padded = unpacked && chunkImages == 1;
        return padded ? (chunkRows - 1) * inputColumns(w) + chunkColumns : chunkImages * chunkRows * chunkColumns;
    }

    /** Elements of the copy of the input under a chunk. */
    double copied(ConvProblem p) {
        Window w = p.window();
        double inputRows = (rows - 1.0) * w.strideH() + w.extentH();
        double inputColumns = (columns - 1.0) * w.strideW() + w.extentW();
        return images * inputRows * inputColumns * (merged ? p.groupC() : runVectors * lanes);
    }
}
