package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.TileGrid;

/**
 * How Winograd cuts its output: an image into tiles of m x m pixels, and these into rectangular blocks of nearly the same
 * number of tiles, whole rows of tiles where several fit, else parts of one row; a block's output channels into parts of
 * nearly the same number of panels. A part is what the scheduler calls a tile.
 *
 * @param grid the blocks
 * @param tilesH rows of tiles in an image
 * @param tilesW columns of tiles in an image
 * @param rowBlocks pieces along the rows
 * @param columnBlocks pieces of a row
 * @param panels panels of output channels
 * @param parts pieces of these
 */
record Blocks(TileGrid grid, int tilesH, int tilesW, int rowBlocks, int columnBlocks, int panels, int parts) {

    /** A job's share is not cut below this: the weights of a block are read anew for each. */
    private static final int FEWEST = 7;

    /**
     * Cuts for at most {@code most} tiles a block, and so that each job has two parts of an image. The batch plays no part,
     * so that the workspace does not depend on it.
     *
     * @param panels panels of output channels
     * @param weightsStay whether a core keeps the weights from block to block. If not, smaller blocks would fetch them
     *     more often; then the channels are cut instead, and parts of a block transform the same input.
     */
    static Blocks of(ConvProblem p, Form form, int most, int jobs, int panels, boolean weightsStay) {
        int tilesH = BlockingFloat.pieces(p.outH(), form.m);
        int tilesW = BlockingFloat.pieces(p.outW(), form.m);
        long image = (long) tilesH * tilesW;
        int limit = jobs == 1 || !weightsStay ? most : Math.clamp(image / (2L * jobs), Math.min(FEWEST, most), most);
        int rowBlocks = BlockingFloat.pieces(tilesH, Math.clamp(limit / tilesW, 1, tilesH));
        int columnBlocks = rowBlocks < tilesH ? 1 : BlockingFloat.pieces(tilesW, limit);
        int blocks = Math.multiplyExact(rowBlocks, columnBlocks);
        int parts = jobs == 1 || weightsStay ? 1 : Math.clamp(BlockingFloat.pieces(2 * jobs, blocks), 1, panels);
        TileGrid grid = new TileGrid(p.src().n(), Math.multiplyExact(blocks, parts));
        return new Blocks(grid, tilesH, tilesW, rowBlocks, columnBlocks, panels, parts);
    }

    /** The most rows of tiles a block has. */
    int mostRows() {
        return BlockingFloat.pieces(tilesH, rowBlocks);
    }

    /** The most columns of tiles a block has. */
    int mostColumns() {
        return BlockingFloat.pieces(tilesW, columnBlocks);
    }

    int image(int block) {
        return block / grid.tilesPerImage();
    }

    int firstRow(int block) {
        return BlockingFloat.start(tilesH, rowBlocks, rowBlock(block));
    }

    int rows(int block) {
        return BlockingFloat.start(tilesH, rowBlocks, rowBlock(block) + 1) - firstRow(block);
    }

    int firstColumn(int block) {
        return BlockingFloat.start(tilesW, columnBlocks, columnBlock(block));
    }

    int columns(int block) {
        return BlockingFloat.start(tilesW, columnBlocks, columnBlock(block) + 1) - firstColumn(block);
    }

    /** The first panel of a part. */
    int firstPanel(int block) {
        return BlockingFloat.start(panels, parts, block % parts);
    }

    /** The first panel of the next part. */
    int endPanel(int block) {
        return BlockingFloat.start(panels, parts, block % parts + 1);
    }

    private int columnBlock(int block) {
        return block / parts % columnBlocks;
    }

    private int rowBlock(int block) {
        return block % grid.tilesPerImage() / parts / columnBlocks;
    }
}
