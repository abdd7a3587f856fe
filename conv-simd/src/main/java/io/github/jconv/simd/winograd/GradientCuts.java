package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;

/**
 * How Winograd cuts a gradient by the weights. The gradient falls into blocks of output and input channels, whose sums
 * stay in the second cache; the tiles that are summed over fall into chunks, boxes of images, rows and columns of tiles;
 * and where there are fewer blocks than work for all cores, the chunks of a block fall into splits, whose sums are added
 * afterwards. Nothing depends on the number of jobs.
 *
 * @param tilesH rows of tiles in an image
 * @param tilesW columns of tiles in an image
 * @param rowPanels panels of output channels
 * @param rowBlocks blocks of these
 * @param columnPanels panels of input channels
 * @param columnBlocks blocks of these
 * @param images images of a chunk
 * @param rows rows of tiles in a chunk, at most
 * @param columns columns of tiles in a chunk, at most
 * @param chunks chunks of the batch
 * @param splits parts of the chunks, each summed by itself
 */
record GradientCuts(
        int tilesH,
        int tilesW,
        int rowPanels,
        int rowBlocks,
        int columnPanels,
        int columnBlocks,
        int images,
        int rows,
        int columns,
        int chunks,
        int splits) {

    /** Tiles of a chunk. */
    private static final int TILES = 64;

    /** Output and input channels of a block: each is transformed anew for every block of the other. */
    private static final int CHANNELS = 64;

    /** Elements of all splits' sums: 16 MiB of floats. */
    private static final int MOST_SHARED = 1 << 22;

    /** Tiles that keep a machine of two cores busy; a larger one gets two for each core. */
    private static final int LEAST_TILES = 4;

    /**
     * Cuts.
     *
     * @param step output channels of a panel
     * @param nr input channels of a panel
     */
    static GradientCuts of(ConvProblem p, Form form, int step, int nr, int cores) {
        int tilesH = BlockingFloat.pieces(p.outH(), form.m);
        int tilesW = BlockingFloat.pieces(p.outW(), form.m);
        int rowPanels = BlockingFloat.pieces(p.k(), step);
        int rowBlocks = BlockingFloat.pieces(rowPanels, Math.max(1, CHANNELS / step));
        int columnPanels = BlockingFloat.pieces(p.src().c(), nr);
        int columnBlocks = BlockingFloat.pieces(columnPanels, Math.max(1, CHANNELS / nr));
        long plane = (long) tilesH * tilesW;
        int images = (int) Math.max(1, TILES / plane);
        int columns = evenly(tilesW, TILES);
        int rows = evenly(tilesH, Math.max(1, TILES / columns));
        int chunks = Math.multiplyExact(
                BlockingFloat.pieces(p.src().n(), images),
                Math.multiplyExact(BlockingFloat.pieces(tilesH, rows), BlockingFloat.pieces(tilesW, columns)));
        int blocks = Math.multiplyExact(rowBlocks, columnBlocks);
        long sums = (long) blocks
                * form.products
                * BlockingFloat.pieces(rowPanels, rowBlocks)
                * step
                * BlockingFloat.pieces(columnPanels, columnBlocks)
                * nr;
        int wanted = BlockingFloat.pieces(Math.max(LEAST_TILES, 2 * cores), blocks);
        int splits = Math.clamp(Math.min(chunks, MOST_SHARED / sums), 1, wanted);
        return new GradientCuts(
                tilesH,
                tilesW,
                rowPanels,
                rowBlocks,
                columnPanels,
                columnBlocks,
                images,
                rows,
                columns,
                chunks,
                splits);
    }

    /** The length of a piece when a length is cut into as few as possible of nearly the same length. */
    private static int evenly(int length, int most) {
        return BlockingFloat.pieces(length, BlockingFloat.pieces(length, most));
    }

    /** Blocks of the gradient. */
    int blocks() {
        return rowBlocks * columnBlocks;
    }

    /** The most tiles a chunk has. */
    int tiles() {
        return images * rows * columns;
    }

    /** The most panels of output channels a block has. */
    int mostRowPanels() {
        return BlockingFloat.pieces(rowPanels, rowBlocks);
    }

    /** The most panels of input channels a block has. */
    int mostColumnPanels() {
        return BlockingFloat.pieces(columnPanels, columnBlocks);
    }
}
