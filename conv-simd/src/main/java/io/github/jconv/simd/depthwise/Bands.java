package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.TileGrid;

/**
 * How an NCHW image is cut, and the form of the copy of a tile's input. A tile is a few whole output planes side by
 * side, so that narrow planes fill vectors, or a strip of rows of one plane. A copied row holds the planes' padded rows
 * one after the other; at stride T it is T rows, one for each remainder of a column by T.
 *
 * @param planes output planes of a tile at the most
 * @param strips pieces along the rows; 1 where there are several planes
 * @param stride columns from one output column to the next; 1 where there is only one
 * @param pitch from one plane to the next in a row
 * @param lanes elements of a vector
 * @param p the problem
 */
record Bands(int planes, int strips, int stride, int pitch, int lanes, ConvProblem p) {

    /** Elements the copy should not exceed: half of a second cache of 512 KiB. */
    private static final int WANTED = 1 << 15;

    /** Lanes beyond which more planes gain nothing. */
    private static final int WIDE = 256;

    static Bands of(ConvProblem p, int lanes, int jobs) {
        Window w = p.window();
        int stride = p.outW() == 1 ? 1 : w.strideW();
        int pitch = stride == 1 ? sharedPitch(p) : p.outW() + (w.extentW() - 1) / stride;
        Bands best = new Bands(1, 1, stride, pitch, lanes, p);
        int most = jobs == 1 ? p.k() : Math.max(1, p.k() / (2 * jobs));
        for (int planes = 2; planes <= Math.min(most, WIDE / pitch); planes++) {
            Bands more = new Bands(planes, 1, stride, pitch, lanes, p);
            // A tenth less is worth it: each column then has weights of its own.
            if (more.copyElements() <= WANTED
                    && more.lanesEach() < best.lanesEach() * (best.planes == 1 ? 0.9 : 0.98)) {
                best = more;
            }
        }
        int strips = 1;
        while (best.planes == 1 && strips < p.outH() && (best.copyElements() > WANTED || p.k() * strips < 2 * jobs)) {
            strips++;
            best = new Bands(1, strips, stride, pitch, lanes, p);
        }
        return best;
    }

    /** A plane's row where the zeros behind it also stand before the next plane's. */
    private static int sharedPitch(ConvProblem p) {
        long length = p.outW() + p.window().extentW() - 1L;
        long begin = Math.min(length, p.window().padLeft());
        long end = Math.clamp((long) p.src().w() + p.window().padLeft(), begin, length);
        return Math.clamp(end - begin + Math.max(begin, length - end), p.outW(), Integer.MAX_VALUE / 2);
    }

    /** Lanes a plane's row costs. */
    private double lanesEach() {
        return (double) vectors() * lanes / planes;
    }

    /** Vectors of an output row of all planes. */
    int vectors() {
        return BlockingFloat.pieces((planes - 1) * pitch + p.outW(), lanes);
    }

    int tiles() {
        return Math.multiplyExact(BlockingFloat.pieces(p.k(), planes), strips);
    }

    /** Elements that the weights and the bias take: one vector for all columns of a plane, or one number for each column. */
    double packedElements() {
        double tap = planes == 1 ? lanes : (double) vectors() * lanes;
        return (p.depth() + 1) * tap * BlockingFloat.pieces(p.k(), planes);
    }

    TileGrid grid() {
        return new TileGrid(p.src().n(), tiles());
    }

    int mostRows() {
        return BlockingFloat.pieces(p.outH(), strips);
    }

    /** Input rows under so many output rows. */
    int inputRows(int rows) {
        return Math.toIntExact((rows - 1L) * p.window().strideH() + p.window().extentH());
    }

    /** Elements of a copied row of one remainder: what vectors read, and room for a vector that is written too far. */
    int phaseStep() {
        return vectors() * lanes + ((p.window().extentW() - 1) / stride / lanes + 2) * lanes;
    }

    int rowStep() {
        return stride * phaseStep();
    }

    /** Elements of the copy, or somewhat more. */
    double copyElements() {
        double inputRows =
                (mostRows() - 1.0) * p.window().strideH() + p.window().extentH();
        int halo = (p.window().extentW() - 1) / stride;
        return inputRows * stride * ((double) vectors() * lanes + halo + 2.0 * lanes);
    }
}
