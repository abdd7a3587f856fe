package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.TileGrid;

/**
 * How an implicit GEMM cuts its output: an image into groups, a group's plane into pieces of nearly the same number of
 * pixels, whole rows where several fit a piece, else parts of one row. Either way a piece's pixels are consecutive in
 * the output plane.
 *
 * @param grid the tiles
 * @param outW output columns
 * @param rowBlocks pieces along the rows
 * @param columnBlocks pieces of a row
 * @param outH output rows
 */
record Tiles(TileGrid grid, int outH, int outW, int rowBlocks, int columnBlocks) {

    /**
     * Cuts for at most {@code pixels} pixels a piece, fewer where an image would otherwise give a job less than two
     * pieces. The batch plays no part, so that the workspace does not depend on it.
     */
    static Tiles of(ConvProblem p, int pixels, int jobs) {
        int outH = p.outH();
        int outW = p.outW();
        long image = (long) p.groups() * outH * outW;
        int most = jobs == 1 ? pixels : Math.clamp(image / (2L * jobs), Math.min(16, pixels), pixels);
        int rows = Math.clamp(most / outW, 1, outH);
        int rowBlocks = BlockingFloat.pieces(outH, rows);
        int columnBlocks = rows > 1 ? 1 : BlockingFloat.pieces(outW, Math.max(1, most));
        TileGrid grid =
                new TileGrid(p.src().n(), Math.multiplyExact(Math.multiplyExact(p.groups(), rowBlocks), columnBlocks));
        return new Tiles(grid, outH, outW, rowBlocks, columnBlocks);
    }

    /** The most rows a piece has. */
    int mostRows() {
        return BlockingFloat.pieces(outH, rowBlocks);
    }

    /** The most columns a piece has. */
    int mostColumns() {
        return BlockingFloat.pieces(outW, columnBlocks);
    }

    int image(int tile) {
        return tile / grid.tilesPerImage();
    }

    int group(int tile) {
        return tile % grid.tilesPerImage() / (rowBlocks * columnBlocks);
    }

    int firstRow(int tile) {
        return BlockingFloat.start(outH, rowBlocks, rowBlock(tile));
    }

    int rows(int tile) {
        return BlockingFloat.start(outH, rowBlocks, rowBlock(tile) + 1) - firstRow(tile);
    }

    int firstColumn(int tile) {
        return BlockingFloat.start(outW, columnBlocks, tile % columnBlocks);
    }

    int columns(int tile) {
        return BlockingFloat.start(outW, columnBlocks, tile % columnBlocks + 1) - firstColumn(tile);
    }

    private int rowBlock(int tile) {
        return tile / columnBlocks % rowBlocks;
    }
}
