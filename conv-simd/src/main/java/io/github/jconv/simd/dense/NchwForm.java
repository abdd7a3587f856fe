package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingDouble;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.Blocking;

/**
 * How an NCHW problem is multiplied: whether pixels are columns of the product, which are vectors and are stored as they are,
 * or its rows, of which none are wasted but which are transposed at the end; and whether the pixels of a tile's rows are
 * joined in one line by packing their windows, or computed line by line.
 *
 * @param across whether pixels are columns
 * @param joined whether lines are joined
 */
record NchwForm(boolean across, boolean joined) {

    // Costs in multiply-adds of vectors.

    /** What a tile takes for each product besides its rows. */
    private static final double PRODUCT = 0.5;

    /** Packing a vector. */
    private static final double PACKED = 10;

    /** Storing a vector. */
    private static final double STORED = 4;

    /** Storing a tile transposed, for each of its columns. */
    private static final double TRANSPOSED = 14;

    /** The cheapest form. */
    static NchwForm of(ConvProblem problem, Blocking blocking) {
        ConvProblem p = ImplicitGemm.asOneRow(problem);
        NchwForm best = null;
        double least = Double.POSITIVE_INFINITY;
        for (NchwForm form : new NchwForm[] {
            new NchwForm(true, false), new NchwForm(false, false), new NchwForm(true, true), new NchwForm(false, true)
        }) {
            double cost = form.cost(p, blocking);
            if (cost < least) {
                least = cost;
                best = form;
            }
        }
        return best;
    }

    private double cost(ConvProblem p, Blocking blocking) {
        boolean single = p.type() == DType.FLOAT32;
        int mr = single ? BlockingFloat.of(blocking).mr : BlockingDouble.of(blocking).mr;
        int kc = single ? BlockingFloat.of(blocking).kc : BlockingDouble.of(blocking).kc;
        int nr = single ? BlockingFloat.NR : BlockingDouble.NR;
        int lanes = nr / 2;
        // Tiles of whole rows are one line each where their rows are, too.
        if (joined && runsOn(p)) {
            return Double.POSITIVE_INFINITY; // joined as they are
        }
        long lines = joined || runsOn(p) ? 1 : p.outH();
        long length = (long) p.outH() * p.outW() / lines;
        double depth = p.depth();
        if (across) {
            // All forms add in the same order, for a transposed convolution's channels, and so its form, depend on the
            // jobs.
            if (length < lanes || (depth > kc && (joined || !inPieces(p, mr, kc)))) {
                return Double.POSITIVE_INFINITY;
            }
            double vectors = Math.ceilDiv(lines * Math.ceilDiv(length, lanes), 2L) * 2.0;
            double panels = Math.ceilDiv(p.groupK(), mr);
            double stored = p.groupK() * STORED * Math.ceil(depth / kc);
            return vectors * (depth * (p.groupK() + panels * PRODUCT + (joined ? PACKED : 0)) + stored);
        }
        double pieces = (double) lines * Math.ceilDiv(length, mr);
        double panels = Math.ceilDiv(p.groupK(), nr);
        return panels * (depth * (2.0 * lines * length + PRODUCT * pieces) + TRANSPOSED * nr * pieces)
                + (joined ? pieces * depth * PACKED : 0);
    }

    /**
     * Whether pixels may be columns of sums of several KC: with one panel of output channels, for the input of so many
     * products leaves the first cache before another could read it, and with pieces of whole kernel elements.
     */
    private static boolean inPieces(ConvProblem p, int mr, int kc) {
        int pieces = Math.ceilDiv(p.depth(), kc);
        boolean whole = p.depth() % pieces == 0 && p.depth() / pieces % p.groupC() == 0;
        return p.groupK() <= mr && (whole || p.depth() == p.groupC());
    }

    /** Whether the lines of a tile follow each other without a gap, in the source or in its copy. */
    private static boolean runsOn(ConvProblem p) {
        Window window = p.window();
        return p.outH() == 1 || (window.extentW() - 1) / window.strideW() == 0;
    }
}
