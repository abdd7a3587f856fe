package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.Sharing;
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

    /**
     * Cuts for at most {@code most} tiles a block, and so that jobs have even shares of an image. The batch plays no part,
     * so that the workspace does not depend on it.
     *
     * @param panels panels of output channels
     * @param cost what a part takes
     */
    static Blocks of(ConvProblem p, Form form, int most, int jobs, int panels, Cost cost) {
        int tilesH = BlockingFloat.pieces(p.outH(), form.m);
        int tilesW = BlockingFloat.pieces(p.outW(), form.m);
        int images = p.src().n();
        Blocks best = cut(images, tilesH, tilesW, most, panels, 1);
        int first = best.grid().tilesPerImage();
        if (jobs == 1 || first >= Sharing.EVEN * jobs) {
            return best;
        }
        double shortest = best.time(jobs, cost);
        int last = Math.max(Sharing.MOST_TILES * jobs, first + jobs);
        for (int blocks = first; blocks <= last; blocks++) {
            int limit = Math.min(Math.ceilDiv(tilesH * tilesW, blocks), most);
            int mostParts = Math.clamp(Math.ceilDiv(Sharing.MOST_TILES * jobs, blocks), 1, panels);
            for (int parts = 1; parts <= mostParts; parts++) {
                Blocks cut = cut(images, tilesH, tilesW, limit, panels, parts);
                double time = cut.time(jobs, cost);
                if (time < shortest) {
                    shortest = time;
                    best = cut;
                }
            }
        }
        return best;
    }

    private static Blocks cut(int images, int tilesH, int tilesW, int most, int panels, int parts) {
        int rowBlocks = BlockingFloat.pieces(tilesH, Math.clamp(most / tilesW, 1, tilesH));
        int columnBlocks = rowBlocks < tilesH ? 1 : BlockingFloat.pieces(tilesW, most);
        int blocks = Math.multiplyExact(rowBlocks, columnBlocks);
        TileGrid grid = new TileGrid(images, Math.multiplyExact(blocks, parts));
        return new Blocks(grid, tilesH, tilesW, rowBlocks, columnBlocks, panels, parts);
    }

    /**
     * What a part of a block takes, all in one unit.
     *
     * @param input a tile's transform, done anew for each part
     * @param multiply a row of a panel's products
     * @param call a call of the micro-kernel, for one panel, besides
     * @param output a tile's way back, for one panel
     * @param fetch a panel of weights that the core does not keep, fetched while it multiplies
     * @param mr rows of a call
     */
    record Cost(double input, double multiply, double call, double output, double fetch, int mr) {

        private double of(double tiles, int panels) {
            double products = tiles * multiply + Math.ceil(tiles / mr) * call;
            return tiles * input + panels * (Math.max(products, fetch) + tiles * output);
        }
    }

    /** What an image takes jobs. */
    private double time(int jobs, Cost cost) {
        int blocks = rowBlocks * columnBlocks;
        double tiles = (double) tilesH * tilesW;
        double total = blocks * cost.of(tiles / blocks, panels) + (parts - 1) * tiles * cost.input;
        double longest = cost.of(mostRows() * mostColumns(), BlockingFloat.pieces(panels, parts));
        return Sharing.time(grid.tilesPerImage(), total, longest, jobs);
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
        return Sharing.start(tilesH, rowBlocks, rowBlock(block));
    }

    int rows(int block) {
        return Sharing.start(tilesH, rowBlocks, rowBlock(block) + 1) - firstRow(block);
    }

    int firstColumn(int block) {
        return Sharing.start(tilesW, columnBlocks, columnBlock(block));
    }

    int columns(int block) {
        return Sharing.start(tilesW, columnBlocks, columnBlock(block) + 1) - firstColumn(block);
    }

    /** The first panel of a part. */
    int firstPanel(int block) {
        return Sharing.start(panels, parts, block % parts);
    }

    /** The first panel of the next part. */
    int endPanel(int block) {
        return Sharing.start(panels, parts, block % parts + 1);
    }

    private int columnBlock(int block) {
        return block / parts % columnBlocks;
    }

    private int rowBlock(int block) {
        return block % grid.tilesPerImage() / parts / columnBlocks;
    }
}
