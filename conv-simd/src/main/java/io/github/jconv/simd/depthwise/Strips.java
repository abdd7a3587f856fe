package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.TileGrid;

/**
 * How an NHWC image is cut: into strips of whole output rows, each into blocks of channels. A block is a whole number of
 * vectors, and the last one takes the channels that fill no vector.
 *
 * @param grid the tiles
 * @param outH output rows
 * @param k output channels
 * @param lanes channels of a vector
 * @param strips pieces along the rows
 * @param blocks pieces along the channels
 */
record Strips(TileGrid grid, int outH, int k, int lanes, int strips, int blocks) {

    /** Channels of a block at the most. */
    static final int MOST_CHANNELS = 1024;

    /** Cuts into at least two tiles a job where there are as many strips or vectors. */
    static Strips of(ConvProblem p, int lanes, int rows, int jobs) {
        int outH = p.outH();
        int strips = BlockingFloat.pieces(outH, rows);
        int vectors = Math.max(1, p.k() / lanes);
        int blocks = BlockingFloat.pieces(vectors, MOST_CHANNELS / lanes);
        if (jobs > 1 && (long) strips * blocks < 2L * jobs) {
            blocks = Math.clamp(BlockingFloat.pieces(2 * jobs, strips), blocks, vectors);
        }
        return new Strips(
                new TileGrid(p.src().n(), Math.multiplyExact(strips, blocks)), outH, p.k(), lanes, strips, blocks);
    }

    int image(int tile) {
        return tile / grid.tilesPerImage();
    }

    int firstRow(int tile) {
        return BlockingFloat.start(outH, strips, tile % grid.tilesPerImage() / blocks);
    }

    int rows(int tile) {
        return BlockingFloat.start(outH, strips, tile % grid.tilesPerImage() / blocks + 1) - firstRow(tile);
    }

    int firstChannel(int tile) {
        return blockStart(tile % blocks);
    }

    int channels(int tile) {
        return blockStart(tile % blocks + 1) - firstChannel(tile);
    }

    private int blockStart(int block) {
        return block == blocks ? k : BlockingFloat.start(k / lanes, blocks, block) * lanes;
    }

    /** The most channels a block has. */
    int mostChannels() {
        int most = 0;
        for (int block = 0; block < blocks; block++) {
            most = Math.max(most, blockStart(block + 1) - blockStart(block));
        }
        return most;
    }
}
