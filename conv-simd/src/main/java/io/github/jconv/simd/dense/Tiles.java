package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.Sharing;
import io.github.jconv.spi.TileGrid;

/**
 * How an implicit GEMM cuts its output: an image into groups, a group's plane into pieces of nearly the same number of
 * pixels, whole rows where several fit a piece, else parts of one row. Either way a piece's pixels are consecutive in
 * the output plane. Where jobs share weights that no core keeps, a piece is cut once more, by output channels.
 *
 * @param grid the tiles
 * @param outW output columns
 * @param rowUnit rows that stay together
 * @param rowBlocks pieces along the rows
 * @param columnBlocks pieces of a row
 * @param outH output rows
 * @param unit pixels that are computed together
 * @param lead by how many more pixels the first piece of a row is longer, so that all others start with it
 * @param panels panels of a group's output channels
 * @param parts pieces of these; a piece of a plane has so many tiles
 */
record Tiles(
        TileGrid grid,
        int outH,
        int outW,
        int rowUnit,
        int rowBlocks,
        int columnBlocks,
        int unit,
        int lead,
        int panels,
        int parts) {

    /** Numbers of row blocks that are tried: planes of a million rows are cut well enough by the first. */
    private static final int MOST_TRIED = 100;

    /** What a tile costs besides, in pixels. */
    private static final double TILE = 4;

    /** What fetching a panel of weights that no core keeps costs, in pixels. */
    private static final double FETCH = 10;

    /**
     * Cuts for at most {@code pixels} pixels a piece, and so that jobs have even shares of an image. The batch plays no
     * part, so that the workspace does not depend on it.
     *
     * @param pixels at most so many in a piece, but for what remains of a unit
     * @param unit so many are computed together even where a piece has fewer left: rows are cut so that few are wasted
     */
    static Tiles of(ConvProblem p, int pixels, int unit, int jobs) {
        return of(p, pixels, unit, jobs, 1, 0, 0);
    }

    /**
     * The same for a kernel that may also cut the output channels. It does where pieces of a plane for all jobs would be so
     * small that each fetches weights, which no core's cache keeps, for few pixels.
     *
     * @param panels panels of a group's output channels
     * @param weightBytes what the weights of a group take
     * @param prepare what is done for a pixel in each tile it is in, in parts of what one of its panels takes
     */
    static Tiles of(ConvProblem p, int pixels, int unit, int jobs, int panels, long weightBytes, double prepare) {
        Tiles best = cut(p, pixels, unit, panels, 1);
        int first = best.grid().tilesPerImage();
        if (jobs == 1 || first >= Sharing.EVEN * jobs) {
            return best;
        }
        long image = (long) p.groups() * p.outH() * p.outW();
        boolean fetches = weightBytes > Machine.current().caches().l2() / 2;
        double shortest = best.time(jobs, fetches, prepare);
        int last = Math.max(Sharing.MOST_TILES * jobs, first + jobs);
        int least = Math.min(Math.max(16, unit), pixels);
        for (int pieces = first; pieces <= last; pieces++) {
            int limit = Math.clamp(Math.ceilDiv(image, pieces), least, pixels);
            int most = fetches ? Math.clamp(Math.ceilDiv(Sharing.MOST_TILES * jobs, pieces), 1, panels) : 1;
            for (int parts = 1; parts <= most; parts++) {
                Tiles tiles = cut(p, limit, unit, panels, parts);
                double time = tiles.time(jobs, fetches, prepare);
                if (time < shortest) {
                    shortest = time;
                    best = tiles;
                }
            }
        }
        return best;
    }

    /** The same tiles, but all pieces of a row except the first start so many pixels later, fewer than a unit. */
    Tiles withLead(int pixels) {
        return new Tiles(grid, outH, outW, rowUnit, rowBlocks, columnBlocks, unit, pixels, panels, parts);
    }

    private static Tiles cut(ConvProblem p, int pixels, int unit, int panels, int parts) {
        int outH = p.outH();
        int outW = p.outW();
        int rows = Math.clamp(pixels / outW, 1, outH);
        int rowUnit = 1;
        int rowBlocks = leastWaste(outH, outW, BlockingFloat.pieces(outH, rows), unit);
        int whole = unit / gcd(outW, unit);
        if (whole > 1 && whole <= rows) {
            int blocks = BlockingFloat.pieces(BlockingFloat.pieces(outH, whole), rows / whole);
            if (units(outH, outW, whole, blocks, unit) < units(outH, outW, 1, rowBlocks, unit)) {
                rowUnit = whole;
                rowBlocks = blocks;
            }
        }
        int units = wholeUnits(outW, unit);
        int columnBlocks = rows > 1 ? 1 : BlockingFloat.pieces(units, Math.max(1, pixels / unit));
        TileGrid grid = new TileGrid(
                p.src().n(),
                Math.multiplyExact(Math.multiplyExact(p.groups(), rowBlocks), Math.multiplyExact(columnBlocks, parts)));
        return new Tiles(grid, outH, outW, rowUnit, rowBlocks, columnBlocks, unit, 0, panels, parts);
    }

    /** What an image takes jobs, in pixels of a panel. */
    private double time(int jobs, boolean fetches, double prepare) {
        int tilesOfAPart = grid.tilesPerImage() / parts;
        int groups = tilesOfAPart / (rowBlocks * columnBlocks);
        double fixed = TILE + (fetches ? FETCH : 0);
        double pixels = (double) groups * outH * outW;
        double total = panels * (pixels + fixed * tilesOfAPart) + prepare * parts * pixels;
        int most = BlockingFloat.pieces(mostRows() * mostColumns(), unit) * unit;
        double largest = BlockingFloat.pieces(panels, parts) * (most + fixed) + prepare * most;
        return Sharing.time(grid.tilesPerImage(), total, largest, jobs);
    }

    /** The number of row blocks, from the least on, that computes the fewest units. */
    private static int leastWaste(int outH, int outW, int least, int unit) {
        int best = least;
        long fewest = Long.MAX_VALUE;
        long most = Math.min(outH, Math.min(2L * least, least + (long) MOST_TRIED));
        for (int blocks = least; blocks <= most && unit > 1; blocks++) {
            long units = units(outH, outW, 1, blocks, unit);
            if (units < fewest) {
                fewest = units;
                best = blocks;
            }
        }
        return best;
    }

    /** Units that are computed where so many blocks of rows are cut evenly, whole row units each. */
    private static long units(int outH, int outW, int rowUnit, int blocks, int unit) {
        // Blocks differ by one row unit at most, the longer ones first, and the last may end with a part of a unit.
        int rowUnits = BlockingFloat.pieces(outH, rowUnit);
        int rows = rowUnits / blocks * rowUnit;
        int longer = rowUnits % blocks;
        int last = rows - (rowUnits * rowUnit - outH);
        return (blocks - longer - 1L) * Math.ceilDiv((long) rows * outW, (long) unit)
                + longer * Math.ceilDiv((rows + (long) rowUnit) * outW, (long) unit)
                + Math.ceilDiv((long) last * outW, (long) unit);
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** The most rows a piece has. */
    int mostRows() {
        return Math.min(outH, BlockingFloat.pieces(BlockingFloat.pieces(outH, rowUnit), rowBlocks) * rowUnit);
    }

    /** The most columns a piece has. */
    int mostColumns() {
        return Math.min(
                outW, BlockingFloat.pieces(wholeUnits(outW, unit), columnBlocks) * unit + Math.max(lead, outW % unit));
    }

    int image(int tile) {
        return tile / grid.tilesPerImage();
    }

    int group(int tile) {
        return tile % grid.tilesPerImage() / (rowBlocks * columnBlocks * parts);
    }

    int firstRow(int tile) {
        return rowStart(rowBlock(tile));
    }

    int rows(int tile) {
        return rowStart(rowBlock(tile) + 1) - firstRow(tile);
    }

    private int rowStart(int block) {
        return Math.min(outH, Sharing.start(BlockingFloat.pieces(outH, rowUnit), rowBlocks, block) * rowUnit);
    }

    int firstColumn(int tile) {
        return columnStart(columnBlock(tile));
    }

    int columns(int tile) {
        return columnStart(columnBlock(tile) + 1) - firstColumn(tile);
    }

    private int columnStart(int block) {
        int start = Sharing.start(wholeUnits(outW, unit), columnBlocks, block) * unit;
        return block == 0 ? 0 : block == columnBlocks ? outW : start + lead;
    }

    /** Units of a row that is cut: what remains stays with the last, so that no piece is shorter than a unit. */
    private static int wholeUnits(int outW, int unit) {
        return Math.max(1, outW / unit);
    }

    /** The first panel of a tile. */
    int firstPanel(int tile) {
        return Sharing.start(panels, parts, tile % parts);
    }

    /** The panel behind its last. */
    int endPanel(int tile) {
        return Sharing.start(panels, parts, tile % parts + 1);
    }

    private int columnBlock(int tile) {
        return tile / parts % columnBlocks;
    }

    private int rowBlock(int tile) {
        return tile / parts / columnBlocks % rowBlocks;
    }
}
