package io.github.jconv.simd.depthwise;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;

/**
 * Pieces of a few output rows by the straight-line kernel {@link SlideFloat}: where its rows lie, how many channels a call
 * takes, and whether it stores to the destination itself.
 */
final class SlidesFloat {

    private static final int L = LanesFloat.LANES;

    /** Output columns in a piece. */
    private static final int COLUMNS = 14;

    /** The same where the input under them, with all channels, stays in the second cache. */
    private static final int MANY_COLUMNS = 28;

    private static final int MOST_INPUT_BYTES = 256 << 10;

    /**
     * Columns of all vectors of channels in a call. With many more the virtual machine compiles the kernel's loop before the
     * method, which takes several times as long.
     */
    private static final int STEPS = 28;

    /** Vectors of channels from which one more costs less than that all of them straddle cache lines. */
    private static final int MANY_VECTORS = 6;

    /**
     * Pixels a multiple of this apart share so few sets of the first cache that lines are written back half full: sums then
     * wait in the workspace.
     */
    private static final int CROWDED_BYTES = 2048;

    /** Beyond this many channels a row of zeros as long as a piece would be large itself. */
    private static final int MOST_CHANNELS = 8192;

    private final ConvProblem p;
    private final Window window;
    private final Activation activation;
    private final PackedFloat packed;

    /** Whether the kernel stores to the destination: not if that is added to, or its pixels crowd. */
    private final boolean direct;

    /** Whether it applies the activation itself, and its bounds. */
    private final boolean clamps;

    private final float lower;
    private final float upper;

    /** The walk along each piece; null where so much is padding that no step fits. */
    private final Walk[] walks;

    /** A row of padding. */
    private final float[] zeros;

    /** Where sums that wait start in the workspace, and from one pixel to the next. */
    private final int sums;

    private final int sumStep;

    SlidesFloat(ConvProblem problem, PackedFloat packed, int pieces, int sums, int sumStep) {
        p = problem;
        window = problem.window();
        activation = problem.activation();
        this.packed = packed;
        this.sums = sums;
        this.sumStep = sumStep;
        direct = !problem.accumulate() && !isCrowded(problem.k());
        boolean relu = activation.kind() == Activation.Kind.RELU;
        clamps = !problem.accumulate() && (relu || activation.kind() == Activation.Kind.CLAMP);
        lower = relu ? 0 : (float) activation.lower();
        upper = relu ? Float.POSITIVE_INFINITY : (float) activation.upper();
        walks = new Walk[pieces];
        for (int piece = 0; piece < pieces; piece++) {
            walks[piece] = walk(piece);
        }
        int columns = BlockingFloat.pieces(problem.outW(), pieces);
        zeros = new float
                [((columns + 1) * window.strideW() + window.s()) * problem.src().c()];
    }

    private Walk walk(int piece) {
        int ow = BlockingFloat.start(p.outW(), walks.length, piece);
        int count = BlockingFloat.start(p.outW(), walks.length, piece + 1) - ow;
        int w = p.src().w();
        return Walk.of(ow, count, window.s(), window.strideW(), window.padLeft(), w);
    }

    /** Output rows of the kernel for a problem, 0 where there is none. */
    static int rows(ConvProblem p, float[] weights) {
        Window w = p.window();
        boolean dense = w.dilationH() == 1 && w.dilationW() == 1 && w.strideH() == w.strideW();
        if (p.groupK() != 1 || p.k() < L || p.k() > MOST_CHANNELS || !dense) {
            return 0;
        }
        return PackFloat.isFinite(weights) ? SlideFloat.rows(w.r(), w.s(), w.strideH()) : 0;
    }

    /** Output columns in a piece at the most, for pieces of so many rows; without a kernel, 0 rows, {@link #COLUMNS}. */
    static int columns(ConvProblem p, int rows) {
        Window w = p.window();
        long inputRows = (rows - 1L) * w.strideH() + w.r();
        long inputColumns = (MANY_COLUMNS - 1L) * w.strideW() + w.s();
        boolean fits = inputRows * inputColumns * p.k() * Float.BYTES <= MOST_INPUT_BYTES;
        return rows > 0 && fits ? MANY_COLUMNS : COLUMNS;
    }

    /** Whether pixels so many elements apart crowd a few sets of the first cache. */
    static boolean isCrowded(int step) {
        return (long) step * Float.BYTES % CROWDED_BYTES == 0;
    }

    boolean isDirect() {
        return direct;
    }

    boolean clamps() {
        return clamps;
    }

    int elements() {
        return zeros.length;
    }

    /**
     * Computes a piece, unless so much of it is padding that no step fits. Where the kernel does not store to the
     * destination, sums are left in the workspace, {@code [m][columns][sumStep]}.
     *
     * @return whether it did
     */
    boolean run(
            float[] src,
            int srcImage,
            int oh,
            int m,
            int piece,
            int ow0,
            int columns,
            int c0,
            int channels,
            float[] dst,
            int to,
            WorkspaceFloat workspace) {
        Walk walk = walks[piece];
        if (walk == null) {
            return false;
        }
        int iw = ow0 * window.strideW() - window.padLeft() + walk.begin();
        boolean activates = direct && !clamps && activation.kind() != Activation.Kind.NONE;
        int most = activates ? L : L * Math.max(1, STEPS / columns); // an activation that follows meets each sum once
        float[] y = direct ? dst : workspace.numbers;
        int yCol = direct ? p.k() : sumStep;
        int yRow = direct ? p.outW() * p.k() : columns * sumStep;
        int yo = direct ? to : sums;
        int together = isSplit(oh, m) ? 1 : m;
        int lead = lead(src, srcImage + c0, channels);
        for (int i = 0; i < m; i += together, yo += yRow) {
            inputRows(src, srcImage, oh + i, together, iw, workspace);
            int next;
            for (int c = 0; c < channels; c = next) {
                boolean leads = c == 0 && lead > 0;
                next = leads ? lead : c + most;
                int count = leads ? L : Math.clamp(channels - c, L, most);
                int at = Math.min(c, channels - count); // the last vector may overlap the one before
                SlideFloat.run(
                        window.r(),
                        window.strideW(),
                        together,
                        clamps,
                        count,
                        workspace.x,
                        workspace.xo,
                        c0 + at,
                        p.src().w() * p.src().c(),
                        p.src().c(),
                        packed.weights(),
                        packed.step(),
                        packed.bias(),
                        y,
                        yo + at,
                        yRow,
                        yCol,
                        walk.startsOdd(),
                        walk.first(),
                        walk.steps(),
                        walk.endsOdd(),
                        walk.trail(),
                        lower,
                        upper);
                for (int row = 0; row < together && activates; row++) {
                    FinishFloat.activation(columns, 1, y, yo + at + row * yRow, yCol, activation);
                }
            }
        }
        return true;
    }

    /**
     * Channels before the first vector that begins where a cache line does: with a vector more at the start none of the
     * others straddles two. 0 where that is no gain or nobody knows.
     */
    private int lead(float[] src, int from, int channels) {
        boolean known = src.length >= LanesFloat.LEAST_LARGE && p.src().c() % L == 0;
        return known && channels >= MANY_VECTORS * L ? Math.floorMod(LanesFloat.FIRST_ALIGNED - from, L) : 0;
    }

    /**
     * Whether padding covers an input row other than the first and last R / 2 under m output rows: too much for a kernel
     * of several rows. Padding of R / 2 never does.
     */
    private boolean isSplit(int oh, int m) {
        int ih = oh * window.strideH() - window.padTop() + window.r() / 2;
        return m > 1 && (ih < 0 || ih + (m - 1) * window.strideH() >= p.src().h());
    }

    /** Where the rows under m output rows lie; those in the padding are zeros. */
    private void inputRows(float[] src, int srcImage, int oh, int m, int iw, WorkspaceFloat workspace) {
        int inputRows = (m - 1) * window.strideH() + window.r();
        int ih0 = oh * window.strideH() - window.padTop();
        for (int i = 0; i < inputRows; i++) {
            int ih = ih0 + i;
            boolean padding = ih < 0 || ih >= p.src().h();
            workspace.x[i] = padding ? zeros : src;
            workspace.xo[i] =
                    padding ? 0 : srcImage + (ih * p.src().w() + iw) * p.src().c();
        }
    }
}
