package io.github.jconv.portable;

import io.github.jconv.ConvProblem;
import io.github.jconv.spi.TileGrid;

/**
 * How the portable loops cut a convolution. One of the two dimensions of an image's output, pixels or channels of a
 * group, runs along the vectors: the one whose passes cost less, which is the longer one unless both are long. The
 * other one makes rows. A tile is a piece of the first by a block of
 * the second.
 *
 * @param channelsAlong whether vectors run along channels: then weights are the vectors and pixels the scales
 * @param along the length of the dimension along the vectors
 * @param across the length of the other one
 * @param pieces tiles along the vectors, of nearly the same length
 * @param width the length of a vector, at least that of any piece
 * @param grid the tiles, {@code [image][group][piece][block]}
 */
record Cut(boolean channelsAlong, int along, int across, int pieces, int width, TileGrid grid) {

    /** Rows of a tile: its sums stay in the second cache. */
    static final int MOST_ROWS = 128;

    /** Taps of a window gathered at once, a multiple of {@link PassFloat#TAPS}: they stay in the second cache. */
    static final int MOST_TAPS = 64;

    /** Vector lengths for which {@link PassFloat} has a loop, the fastest a product first. */
    private static final int[] WIDTHS = {512, 256, 64};

    /** What a loop of that length costs besides its vectors, in elements: its scalar turns, and the call. */
    private static final int START_UP = 200;

    /** What a pass costs more where rows of the tile are not rows of the tensors. */
    private static final double TRANSPOSED = 1.2;

    static Cut of(ConvProblem p) {
        int pixels = Math.multiplyExact(p.outH(), p.outW());
        double pixelCost = (double) cost(pixels, width(pixels)) / pixels;
        double channelCost = (double) cost(p.groupK(), width(p.groupK())) / p.groupK();
        boolean channelsAlong = switch (p.src().layout()) {
            case NCHW -> channelCost * TRANSPOSED < pixelCost;
            case NHWC -> channelCost <= pixelCost * TRANSPOSED;
        };
        int along = channelsAlong ? p.groupK() : pixels;
        int across = channelsAlong ? pixels : p.groupK();
        int width = width(along);
        int pieces = Math.ceilDiv(along, width);
        int blocks = Math.ceilDiv(across, MOST_ROWS);
        int tiles = Math.multiplyExact(p.groups(), Math.multiplyExact(pieces, blocks));
        return new Cut(
                channelsAlong,
                along,
                across,
                pieces,
                width,
                new TileGrid(p.src().n(), tiles));
    }

    /** The width whose pieces cost least. */
    private static int width(int along) {
        int best = WIDTHS[0];
        for (int width : WIDTHS) {
            if (cost(along, width) < cost(along, best)) {
                best = width;
            }
        }
        return best;
    }

    private static long cost(int along, int width) {
        return (long) Math.ceilDiv(along, width) * (width + START_UP);
    }

    /** The cost of one pass over all pieces, in elements of vectors. */
    double passCost() {
        return cost(along, width);
    }

    int blocks() {
        return Math.ceilDiv(across, MOST_ROWS);
    }

    int image(int tile) {
        return tile / grid.tilesPerImage();
    }

    int group(int tile) {
        return tile % grid.tilesPerImage() / (pieces * blocks());
    }

    int piece(int tile) {
        return tile / blocks() % pieces;
    }

    /** Where a piece starts. */
    int start(int piece) {
        return (int) ((long) along * piece / pieces);
    }

    int firstRow(int tile) {
        return tile % blocks() * MOST_ROWS;
    }

    int rows(int tile) {
        return Math.min(MOST_ROWS, across - firstRow(tile));
    }

    /** Rows of the largest tile. */
    int mostRows() {
        return Math.min(MOST_ROWS, across);
    }

    /** A depth with the taps that fill its last block. */
    static int fullBlocks(int depth) {
        return Math.addExact(depth, PassFloat.TAPS - 1) / PassFloat.TAPS * PassFloat.TAPS;
    }

    /** Elements of the packed weights of all groups. */
    static double packedElements(ConvProblem p, Cut cut) {
        double rows = cut.channelsAlong ? (double) cut.pieces * cut.width : p.groupK();
        return rows * fullBlocks(p.depth()) * p.groups();
    }
}
