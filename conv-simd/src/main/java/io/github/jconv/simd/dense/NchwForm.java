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
 * @param direct whether windows are packed from the source and not from a copy of the input under a tile, which is large where
 *     there are many channels, or wide windows of few elements
 * @param pixels the most of a tile, so that the workspace has room for it
 */
record NchwForm(boolean across, boolean joined, boolean direct, int pixels) {

    // Costs in multiply-adds of vectors.

    /** What a tile takes for each product besides its rows. */
    private static final double PRODUCT = 0.5;

    /** Packing a vector, or copying one. */
    private static final double PACKED = 10;

    /** Packing an element of a stride above 2, one by one. */
    private static final double STRIDED = 2;

    /** Beginning a row of a copy, or a row's part of one depth element. */
    private static final double ROW = 5;

    /** Fetching a vector of weights for a further tile. */
    private static final double FETCHED = 2;

    /** Storing a vector. */
    private static final double STORED = 4;

    /** Storing a tile transposed, for each of its columns. */
    private static final double TRANSPOSED = 14;

    /** Panels of pixels in a tile where these are rows: each panel of weights, fetched from behind, is used so often. */
    private static final int PANELS_DOWN = 16;

    /** Panels of pixels that a tile has at least. */
    private static final int LEAST_PANELS = 2;

    /**
     * The cheapest form.
     *
     * @param problem the problem
     * @param blocking sizes that take the place of the kernels' own
     * @param room bytes of a thread's workspace
     */
    static NchwForm of(ConvProblem problem, Blocking blocking, int room) {
        Fit fit = new Fit(ImplicitGemm.asOneRow(problem), blocking, room);
        NchwForm best = null;
        double least = Double.POSITIVE_INFINITY;
        for (NchwForm form : new NchwForm[] {
            fit.form(true, false, false),
            fit.form(false, false, false),
            fit.form(true, true, false),
            fit.form(false, true, false),
            fit.form(true, true, true),
            fit.form(false, true, true)
        }) {
            double cost = fit.cost(form);
            if (cost < least) {
                least = cost;
                best = form;
            }
        }
        return best;
    }

    /** The most elements of sums that are kept from one KC to the next. */
    static int mostSums(ConvProblem p, int room) {
        return room / 2 / p.type().bytes();
    }

    /** What fits the workspace, and what it takes. */
    private static final class Fit {

        private final ConvProblem p;
        private final Window window;
        private final Blocking blocking;
        private final int room;
        private final int mr;
        private final int kc;
        private final int nr;
        private final int lanes;

        /** Rows and columns by which a copy is larger than its tile, and its phases. */
        private final int spanH;

        private final int spanW;
        private final double phases;

        Fit(ConvProblem problem, Blocking sizes, int bytes) {
            p = problem;
            window = problem.window();
            blocking = sizes;
            room = bytes;
            boolean single = p.type() == DType.FLOAT32;
            mr = single ? BlockingFloat.of(blocking).mr : BlockingDouble.of(blocking).mr;
            kc = single ? BlockingFloat.of(blocking).kc : BlockingDouble.of(blocking).kc;
            nr = single ? BlockingFloat.NR : BlockingDouble.NR;
            lanes = nr / 2;
            spanH = (window.extentH() - 1) / window.strideH();
            spanW = (window.extentW() - 1) / window.strideW();
            phases = (double) Math.min(window.r(), window.strideH()) * Math.min(window.s(), window.strideW());
        }

        /** A form with as many pixels as there is room for, 0 where too few would be left. */
        NchwForm form(boolean across, boolean joined, boolean direct) {
            int panel = across ? nr : mr;
            int panels = across ? ImplicitGemm.PANELS : PANELS_DOWN;
            if (!across && p.depth() > kc) {
                int channels = BlockingFloat.pieces(p.groupK(), nr) * nr;
                panels = Math.clamp(mostSums(p, room) / ((long) channels * mr), 1, panels);
            }
            int pixels = ImplicitGemm.pixels(blocking, panels * panel);
            int least = LEAST_PANELS * panel;
            while (bytes(across, joined, direct, pixels) > room) {
                if (pixels <= least) {
                    return new NchwForm(across, joined, direct, 0);
                }
                pixels = Math.max(least, pixels - pixels / 4);
            }
            return new NchwForm(across, joined, direct, pixels);
        }

        private int rows(int pixels) {
            return Math.clamp(pixels / p.outW(), 1, p.outH());
        }

        private int columns(boolean across, int pixels) {
            int unit = across ? nr : 1;
            return pixels >= p.outW() ? p.outW() : Math.min(p.outW(), Math.max(pixels, unit) + unit);
        }

        private boolean inPlace() {
            return !window.isPadded() && window.strideW() == 1;
        }

        /** The workspace of a tile, at most. */
        private double bytes(boolean across, boolean joined, boolean direct, int pixels) {
            double rows = rows(pixels);
            double columns = columns(across, pixels);
            double spread = 2 * 64.0 / p.type().bytes() + lanes;
            double copy = direct || inPlace()
                    ? 0
                    : p.groupC() * (phases * ((rows + spanH) * (columns + spanW) + lanes) + spread);
            double packed = joined ? Math.min(p.depth(), kc) * (rows * columns + spread) : 0;
            double lines = joined || runsOn() ? 1 : rows;
            double pieces = lines * Math.ceil(rows * columns / lines / mr);
            double kept = pieces * Math.ceilDiv(p.groupK(), nr) * sumElements();
            double sums = across || p.depth() <= kc ? 0 : Math.min(kept, mostSums(p, room));
            double tile = 4.0 * sumElements();
            return (copy + packed + sums + tile) * p.type().bytes();
        }

        /** A tile of sums, whose rows are rounded up to whole squares. */
        private double sumElements() {
            return (double) (mr + lanes) * nr;
        }

        double cost(NchwForm form) {
            // Tiles of whole rows are one line each where their rows are, too.
            if (form.pixels == 0 || (form.direct ? inPlace() : form.joined && runsOn())) {
                return Double.POSITIVE_INFINITY;
            }
            long lines = form.joined || runsOn() ? 1 : p.outH();
            long length = (long) p.outH() * p.outW() / lines;
            double depth = p.depth();
            if (form.across) {
                // All forms add in the same order: a transposed convolution's channels, and so its form, depend on
                // jobs.
                if (length < lanes || (depth > kc && (form.joined || !inPieces()))) {
                    return Double.POSITIVE_INFINITY;
                }
                double vectors = Math.ceilDiv(lines * Math.ceilDiv(length, lanes), 2L) * 2.0;
                double panels = Math.ceilDiv(p.groupK(), mr);
                double packed = form.joined && !form.direct ? PACKED : 0;
                double stored = p.groupK() * STORED * Math.ceil(depth / kc);
                return vectors * (depth * (p.groupK() + panels * PRODUCT + packed) + stored) + moved(form);
            }
            double pieces = (double) lines * Math.ceilDiv(length, mr);
            double panels = Math.ceilDiv(p.groupK(), nr);
            double packed = form.joined && !form.direct ? pieces * depth * PACKED : 0;
            return panels * (depth * (2.0 * lines * length + PRODUCT * pieces) + TRANSPOSED * nr * pieces)
                    + packed
                    + moved(form);
        }

        /**
         * Whether pixels may be columns of sums of several KC: with one panel of output channels, for the input of so many
         * products leaves the first cache before another could read it, and with pieces of whole kernel elements.
         */
        private boolean inPieces() {
            int pieces = Math.ceilDiv(p.depth(), kc);
            boolean whole = p.depth() % pieces == 0 && p.depth() / pieces % p.groupC() == 0;
            return p.groupK() <= mr && (whole || p.depth() == p.groupC());
        }

        /** Bringing the input to where it is read, and the weights once more for each tile. */
        private double moved(NchwForm form) {
            double rows = rows(form.pixels);
            double columns = columns(form.across, form.pixels);
            double tiles = Math.ceil(p.outH() / rows) * Math.ceil(p.outW() / columns);
            double fetched = tiles * p.depth() * p.groupK() / lanes * FETCHED;
            if (inPlace()) {
                return fetched;
            }
            if (form.direct) {
                double element = window.strideW() <= 2 ? PACKED / lanes : STRIDED;
                double vectors = Math.ceil(columns / lanes) * lanes;
                return fetched + tiles * rows * p.depth() * (vectors * element + ROW);
            }
            double row = Math.ceil((columns + spanW) / lanes) * PACKED + ROW;
            return fetched + tiles * p.groupC() * phases * (rows + spanH) * row;
        }

        /** Whether the lines of a tile follow each other without a gap, in the source or in its copy. */
        private boolean runsOn() {
            return p.outH() == 1 || spanW == 0;
        }
    }
}
