package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.TileGrid;

/**
 * How an NCHW image is cut, and the form of the copy of a plane. A tile is a few whole output planes, or a strip of rows
 * of one plane. A copied row is the padded row; at stride T it is T rows, one for each remainder of a column by T.
 *
 * @param planes output planes of a tile at the most
 * @param strips pieces along the rows; 1 where there are several planes
 * @param lanes elements of a vector
 * @param p the problem
 */
record Bands(int planes, int strips, int lanes, ConvProblem p) {

    /** Elements the copy should not exceed: half of a second cache of 512 KiB. */
    private static final int WANTED = 1 << 15;

    /** Elements the planes of a tile have at least: smaller tiles cost more to hand out than to compute. */
    private static final int WORTH = 1 << 14;

    static Bands of(ConvProblem p, int lanes, int jobs) {
        int strips = 1;
        while (strips < p.outH()
                && (new Bands(1, strips, lanes, p).copyElements() > WANTED || (long) p.k() * strips < 2L * jobs)) {
            strips++;
        }
        int most = jobs == 1 ? p.k() : Math.max(1, p.k() / (2 * jobs));
        int worth = (int) Math.max(1, WORTH / Math.max(1, (long) p.outH() * p.outW()));
        return new Bands(strips > 1 ? 1 : Math.min(most, worth), strips, lanes, p);
    }

    /** Copied rows of a row: 1 where there is one output column. */
    int stride() {
        return p.outW() == 1 ? 1 : p.window().strideW();
    }

    int planeGroups() {
        return BlockingFloat.pieces(p.k(), planes);
    }

    TileGrid grid() {
        return new TileGrid(p.src().n(), Math.multiplyExact(planeGroups(), strips));
    }

    int mostRows() {
        return BlockingFloat.pieces(p.outH(), strips);
    }

    /** Input rows under so many output rows. */
    int inputRows(int rows) {
        return Math.toIntExact((rows - 1L) * p.window().strideH() + p.window().extentH());
    }

    /** Elements of a copied row of one remainder that vectors of output columns read. */
    int phaseStep() {
        Window w = p.window();
        int vectors = BlockingFloat.pieces(p.outW(), lanes);
        return Math.addExact(vectors * lanes, (w.extentW() - 1) / stride());
    }

    int rowStep() {
        return Math.multiplyExact(stride(), phaseStep());
    }

    /** Elements of the copy and of the rows that kernels read too far. */
    double copyElements() {
        Window w = p.window();
        double rows = (mostRows() - 1.0) * w.strideH() + w.extentH() + w.strideH() - 1;
        double halo = (w.extentW() - 1.0) / stride() + 1;
        return rows * stride() * ((double) BlockingFloat.pieces(p.outW(), lanes) * lanes + halo);
    }
}
