package io.github.jconv.simd.depthwise;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;

/**
 * The kernel of {@link Depthwise} for NHWC. A tile runs
 *
 * <pre>
 * for each few output rows
 *   for each COLUMNS output columns
 *     for each vector of channels             {@link SlideFloat}, or {@link PatchFloat} for other windows
 *       activation                            {@link FinishFloat}, unless it is a clamp, which SlideFloat does
 * </pre>
 *
 * where the straight-line kernel stores to the destination itself if that is not added to and its pixels spread over the
 * first cache.
 */
final class NhwcFloat implements TileKernel<float[], WorkspaceFloat> {

    private static final int L = LanesFloat.LANES;

    /** Output columns in a piece. */
    private static final int COLUMNS = 14;

    /** The same where the straight-line kernel's input under them, with all channels, stays in the second cache. */
    private static final int MANY_COLUMNS = 28;

    private static final int MOST_INPUT_BYTES = 256 << 10;

    /**
     * Columns of all vectors of channels in a call of the straight-line kernel. With many more the virtual machine compiles
     * its loop before the method, which takes several times as long.
     */
    private static final int STEPS = 28;

    /** Vectors of channels from which one more costs less than that all of them straddle cache lines. */
    private static final int MANY_VECTORS = 6;

    /**
     * Pixels a multiple of this apart share so few sets of the first cache that lines are written back half full: sums then
     * wait in the workspace.
     */
    private static final int CROWDED_BYTES = 2048;

    /** Output rows at once where there is no straight-line kernel. */
    private static final int ROWS = 4;

    /** Beyond this many channels a row of zeros as long as a piece would be large itself. */
    private static final int MOST_CHANNELS = 8192;

    private final ConvProblem p;
    private final Window window;
    private final Activation activation;

    /** Whether the straight-line kernel stores to the destination. */
    private final boolean direct;

    /** Whether it applies the activation itself, and its bounds. */
    private final boolean clamps;

    private final float lower;
    private final float upper;

    /** Output rows of a call of the kernel, and whether there is a straight-line one. */
    private final int rows;

    private final boolean slides;
    private final Strips strips;
    private final int columnPieces;

    /** The straight-line kernel's walk along each piece; null where so much is padding that no step fits. */
    private final Walk[] walks;

    /** {@code [R * S][weightStep]} and {@code [weightStep]}, zeros behind K. */
    private final float[] packedWeights;

    private final float[] packedBias;
    private final int weightStep;
    private final PatchFloat patch;

    /** A row of padding. */
    private final float[] zeros;

    /** From one pixel of the sums, {@code [rows][columns][sumStep]}, to the next. */
    private final int sumStep;

    private final int sums;
    private final int workspaceElements;

    NhwcFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = problem;
        window = problem.window();
        activation = problem.activation();
        boolean relu = activation.kind() == Activation.Kind.RELU;
        clamps = !problem.accumulate() && (relu || activation.kind() == Activation.Kind.CLAMP);
        lower = relu ? 0 : (float) activation.lower();
        upper = relu ? Float.POSITIVE_INFINITY : (float) activation.upper();
        int straight = straightRows(problem, weights);
        slides = straight > 0;
        rows = slides ? straight : ROWS;
        strips = Strips.of(problem, L, 2 * rows, jobs);
        direct = slides && !problem.accumulate() && !isCrowded(problem.k());
        columnPieces = BlockingFloat.pieces(problem.outW(), mostColumns());
        walks = new Walk[slides ? columnPieces : 0];
        for (int piece = 0; piece < walks.length; piece++) {
            int ow = BlockingFloat.start(p.outW(), columnPieces, piece);
            int count = BlockingFloat.start(p.outW(), columnPieces, piece + 1) - ow;
            walks[piece] = Walk.of(
                    ow,
                    count,
                    window.s(),
                    window.strideW(),
                    window.padLeft(),
                    p.src().w());
        }
        weightStep = Math.multiplyExact(BlockingFloat.pieces(problem.k(), L), L);
        int taps = window.r() * window.s();
        packedWeights = new float[Math.multiplyExact(taps, weightStep)];
        for (int q = 0; q < taps; q++) {
            System.arraycopy(weights, q * problem.k(), packedWeights, q * weightStep, problem.k());
        }
        packedBias = new float[weightStep];
        if (bias != null) {
            System.arraycopy(bias, 0, packedBias, 0, problem.k());
        }
        PatchSize size = PatchSize.of(problem, L);
        patch = new PatchFloat(problem, size, packedWeights, packedBias, weightStep);
        int columns = BlockingFloat.pieces(problem.outW(), columnPieces);
        int zeroElements =
                ((columns + 1) * window.strideW() + window.s()) * problem.src().c();
        zeros = new float[slides ? Math.max(zeroElements, 2 * L) : 2 * L];
        int dense = BlockingFloat.pieces(strips.mostChannels(), L) * L;
        sumStep = isCrowded(dense) ? dense + L : dense;
        sums = patch.elements();
        workspaceElements = sums + rows * columns * sumStep + 2 * L;
    }

    /** Output rows of the straight-line kernel for a problem, 0 where there is none. */
    private static int straightRows(ConvProblem p, float[] weights) {
        Window w = p.window();
        boolean dense = w.dilationH() == 1 && w.dilationW() == 1 && w.strideH() == w.strideW();
        if (p.groupK() != 1 || p.k() < L || p.k() > MOST_CHANNELS || !dense) {
            return 0;
        }
        return PackFloat.isFinite(weights) ? SlideFloat.rows(w.r(), w.s(), w.strideH()) : 0;
    }

    private static boolean isCrowded(int step) {
        return (long) step * Float.BYTES % CROWDED_BYTES == 0;
    }

    private int mostColumns() {
        long inputRows = (rows - 1L) * window.strideH() + window.r();
        long inputColumns = (MANY_COLUMNS - 1L) * window.strideW() + window.s();
        boolean fits = inputRows * inputColumns * p.k() * Float.BYTES <= MOST_INPUT_BYTES;
        return slides && fits ? MANY_COLUMNS : COLUMNS;
    }

    @Override
    public TileGrid grid() {
        return strips.grid();
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public WorkspaceFloat newWorkspace() {
        return newWorkspace(workspaceElements);
    }

    /**
     * A workspace that also serves kernels of the same window with more channels. Only straight-line kernels ask where rows
     * lie; for other windows, whose strides may be of any size, there is no room for that.
     */
    WorkspaceFloat newWorkspace(int elements) {
        int straight = SlideFloat.rows(window.r(), window.s(), window.strideH());
        return new WorkspaceFloat(elements, straight == 0 ? 0 : (straight - 1) * window.strideH() + window.r());
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        return packedWeights.length + packedBias.length + zeros.length;
    }

    @Override
    public String detail() {
        return slides ? rows + " rows" : "any window";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, WorkspaceFloat workspace) {
        int image = strips.image(tile);
        int oh0 = strips.firstRow(tile);
        int height = strips.rows(tile);
        int c0 = strips.firstChannel(tile);
        int channels = strips.channels(tile);
        int srcImage = srcOffset + image * p.src().imageElements();
        int dstImage = dstOffset + image * p.outH() * p.outW() * p.k();
        int groups = BlockingFloat.pieces(height, rows);
        for (int g = 0; g < groups; g++) {
            int oh = oh0 + BlockingFloat.start(height, groups, g);
            int m = oh0 + BlockingFloat.start(height, groups, g + 1) - oh;
            for (int piece = 0; piece < columnPieces; piece++) {
                int ow0 = BlockingFloat.start(p.outW(), columnPieces, piece);
                int columns = BlockingFloat.start(p.outW(), columnPieces, piece + 1) - ow0;
                int to = dstImage + (oh * p.outW() + ow0) * p.k() + c0;
                if (slides && slide(src, srcImage, oh, m, piece, ow0, columns, c0, channels, dst, to, workspace)) {
                    continue;
                }
                patch.run(src, srcImage, oh, m, ow0, columns, c0, channels, workspace.numbers, 0, sums, sumStep);
                finish(m, columns, channels, workspace.numbers, dst, to, true);
            }
        }
    }

    /**
     * Computes a piece by the straight-line kernel, unless so much of it is padding that no step fits.
     *
     * @return whether it did
     */
    private boolean slide(
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
                        packedWeights,
                        weightStep,
                        packedBias,
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
        if (!direct) {
            finish(m, columns, channels, workspace.numbers, dst, to, !clamps);
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

    /** What the destination holds if it is added to, activation, and the way of a piece's sums to the destination. */
    private void finish(int m, int columns, int channels, float[] scratch, float[] dst, int to, boolean activates) {
        boolean whole = channels == p.k() && channels == sumStep;
        int run = whole ? columns * channels : channels;
        int runs = whole ? 1 : columns;
        int runStep = whole ? 0 : sumStep;
        for (int i = 0; i < m && p.accumulate(); i++) {
            int sum = sums + i * columns * sumStep;
            int row = to + i * p.outW() * p.k();
            for (int j = 0; j < runs; j++) {
                FinishFloat.add(run, dst, row + j * p.k(), scratch, sum + j * runStep);
            }
        }
        if (activates) {
            int pairs = BlockingFloat.pieces(m * columns * sumStep, 2 * L);
            FinishFloat.activation(pairs, 2, scratch, sums, 2 * L, activation);
        }
        for (int i = 0; i < m; i++) {
            int sum = sums + i * columns * sumStep;
            int row = to + i * p.outW() * p.k();
            for (int j = 0; j < runs; j++) {
                System.arraycopy(scratch, sum + j * runStep, dst, row + j * p.k(), run);
            }
        }
    }
}
