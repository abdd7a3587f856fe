package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.Sharing;
import io.github.jconv.spi.TileGrid;

/**
 * How Winograd cuts its output: an image into tiles of m x m pixels, and these, row after row, into blocks of nearly the
 * same number of consecutive tiles; a block's output channels into parts of nearly the same number of panels. A part is
 * what the scheduler calls a tile.
 *
 * @param grid the parts of all blocks
 * @param tilesW columns of tiles in an image
 * @param units what is cut: whole rows of tiles, or single tiles
 * @param unit tiles of one of these
 * @param blocks pieces of them
 * @param panels panels of output channels
 * @param parts pieces of these
 */
record Blocks(TileGrid grid, int tilesW, int units, int unit, int blocks, int panels, int parts) {

    /**
     * Cuts for at most {@code most} tiles a block, at the ends of rows where one fits a block, and so that jobs have even
     * shares of an image, which may take cuts inside of rows. The batch plays no part, so that the workspace does not
     * depend on it.
     *
     * @param panels panels of output channels
     * @param cost what a part takes
     */
    static Blocks of(ConvProblem p, Form form, int most, int jobs, int panels, Cost cost) {
        int tilesH = BlockingFloat.pieces(p.outH(), form.m);
        int tilesW = BlockingFloat.pieces(p.outW(), form.m);
        int images = p.src().n();
        int unit = tilesW <= most ? tilesW : 1;
        Blocks best = cut(images, tilesH, tilesW, unit, most, panels, 1);
        int first = best.blocks;
        if (jobs == 1 || first >= Sharing.EVEN * jobs) {
            return best;
        }
        double shortest = best.time(jobs, cost);
        int last = Math.max(Sharing.MOST_TILES * jobs, first + jobs);
        for (int blocks = first; blocks <= last; blocks++) {
            int limit = Math.min(Math.ceilDiv(tilesH * tilesW, blocks), most);
            int mostParts = Math.clamp(Math.ceilDiv(Sharing.MOST_TILES * jobs, blocks), 1, panels);
            for (int parts = 1; parts <= mostParts; parts++) {
                Blocks rows = cut(images, tilesH, tilesW, tilesW <= limit ? tilesW : 1, limit, panels, parts);
                Blocks runs = cut(images, tilesH, tilesW, 1, limit, panels, parts);
                Blocks cut = rows.time(jobs, cost) <= runs.time(jobs, cost) ? rows : runs;
                double time = cut.time(jobs, cost);
                if (time < shortest) {
                    shortest = time;
                    best = cut;
                }
            }
        }
        return best;
    }

    private static Blocks cut(int images, int tilesH, int tilesW, int unit, int most, int panels, int parts) {
        int units = tilesH * tilesW / unit;
        int blocks = BlockingFloat.pieces(units, most / unit);
        TileGrid grid = new TileGrid(images, Math.multiplyExact(blocks, parts));
        return new Blocks(grid, tilesW, units, unit, blocks, panels, parts);
    }

    /**
     * What a part of a block takes, all in one unit.
     *
     * @param input a tile's transform, done anew for each part
     * @param multiply a row of a panel's products
     * @param call a call of the micro-kernel, for one panel, besides
     * @param output a tile's way back, for one panel
     * @param fetch a panel of weights that the core does not keep, fetched while it multiplies
     * @param kept tiles of a block up to which it keeps all of them
     * @param mr rows of a call
     */
    record Cost(double input, double multiply, double call, double output, double fetch, int kept, int mr) {

        private double of(double tiles, int panels) {
            double products = tiles * multiply + Math.ceil(tiles / mr) * call;
            double fetched = tiles <= kept ? 0 : fetch;
            return tiles * input + panels * (Math.max(products, fetched) + tiles * output);
        }
    }

    /** What an image takes jobs. */
    private double time(int jobs, Cost cost) {
        double tiles = (double) units * unit;
        double total = blocks * cost.of(tiles / blocks, panels) + (parts - 1) * tiles * cost.input;
        double longest = cost.of(mostTiles(), BlockingFloat.pieces(panels, parts));
        return Sharing.time(grid.tilesPerImage(), total, longest, jobs);
    }

    /** The most tiles a block has. */
    int mostTiles() {
        return BlockingFloat.pieces(units, blocks) * unit;
    }

    /** The most rows of tiles that a block has all of, or one that it has a part of. */
    int mostRows() {
        return Math.max(1, mostTiles() / tilesW);
    }

    /** The most columns of tiles that a block has of a row. */
    int mostColumns() {
        return Math.min(mostTiles(), tilesW);
    }

    int image(int part) {
        return part / grid.tilesPerImage();
    }

    /** The first tile of a part's block. */
    int firstTile(int part) {
        return Sharing.start(units, blocks, block(part)) * unit;
    }

    /** The tile behind its last. */
    int endTile(int part) {
        return Sharing.start(units, blocks, block(part) + 1) * unit;
    }

    /** The row of a tile. */
    int row(int tile) {
        return tile / tilesW;
    }

    /** The column of a tile. */
    int column(int tile) {
        return tile % tilesW;
    }

    /** How many of the tiles from one to another lie in the first's row. */
    int columns(int tile, int end) {
        return Math.min(tilesW - column(tile), end - tile);
    }

    /** How many rows from a tile on are alike: all that are whole, or the first. */
    int rows(int tile, int end) {
        return columns(tile, end) < tilesW ? 1 : (end - tile) / tilesW;
    }

    /** The first panel of a part. */
    int firstPanel(int part) {
        return Sharing.start(panels, parts, part % parts);
    }

    /** The first panel of the next part. */
    int endPanel(int part) {
        return Sharing.start(panels, parts, part % parts + 1);
    }

    private int block(int part) {
        return part % grid.tilesPerImage() / parts;
    }
}
