package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.StridedKernelFloat;
import io.github.jconv.simd.gemm.WindowKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.TileGrid;

/**
 * {@link ImplicitGemm} for NHWC problems whose windows are long runs of consecutive inputs, or short: the rows of A are read
 * where they lie, so that nothing is copied, padding is not multiplied, and the input is fetched while the processor works.
 * A tile runs
 *
 * <pre>
 * for each few kernel rows                      their weights stay in the second cache
 *   for each panel of output channels, a few vectors wide
 *     for each few pixels of a line             {@link Lines}: equally far apart in memory
 *       for each of these kernel rows           {@link StridedKernelFloat}; after the last {@link FinishFloat}
 *       or for all, where windows are short     {@link WindowKernelFloat}
 * </pre>
 */
final class InPlaceFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;

    /** Pixels of a tile of short windows: several rows, so that there are several pixels down the columns at the sides, too. */
    private static final int WINDOW_PIXELS = 8 * ImplicitGemm.MOST_PIXELS;

    private final ConvProblem p;
    private final Window window;
    private final Tiles tiles;
    private final Lines lines;

    private final Blocking blocking;

    /** Products summed in one go: twice KC, for a tile has half as many rows. */
    private final int kc;

    private final ChannelPanelsFloat panels;

    /** Whether a window that is not cut at the sides is summed in one go. */
    private final boolean whole;

    /** From the first element of a window to each of its elements, where these lie in several short runs; else null. */
    private final int[] offsets;

    /** Kernel columns that one run of inputs holds. */
    private final int runTaps;

    /** Kernel rows whose weights are used together. */
    private final int blockRows;

    InPlaceFloat(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        window = p.window();
        lines = new Lines(p);
        blocking = context.blocking();
        BlockingFloat sizes = BlockingFloat.of(blocking);
        kc = 2 * sizes.kc;
        runTaps = ImplicitGemm.tapsInARun(p);
        int run = runTaps * p.groupC();
        boolean single = run == p.depth();
        whole = single ? run <= kc : ImplicitGemm.shortWindows(p);
        offsets = whole && !single ? lines.offsets() : null;
        int mostVectors = offsets == null ? StridedKernelFloat.MAX_VECTORS : WindowKernelFloat.MAX_VECTORS;
        panels = new ChannelPanelsFloat(p, weights, bias, mostVectors);
        int widest = panels.widest();
        int unit = p.outH() == 1 ? mostRows(widest) : 1;
        tiles = Tiles.of(
                p,
                ImplicitGemm.pixels(
                        context.blocking(), whole && p.outH() > 1 ? WINDOW_PIXELS : ImplicitGemm.MOST_PIXELS),
                unit,
                context.jobs(),
                panels.count(),
                panels.groupBytes(),
                0);
        long together = (long) sizes.kc * sizes.nc / 2;
        int most = Math.clamp(together / ((long) window.s() * p.groupC() * widest * L), 1, window.r());
        blockRows = whole ? window.r() : most;
    }

    /** Padding is not multiplied here, as in the reference it is. */
    static boolean takes(ConvProblem problem, float[] weights) {
        return !problem.window().isPadded() || PackFloat.isFinite(weights);
    }

    /** Rows of a tile so many vectors wide. */
    private int mostRows(int vectors) {
        int most = offsets == null ? StridedKernelFloat.mostRows(vectors) : WindowKernelFloat.mostRows(vectors);
        return blocking.or(Blocking.Size.MR, most, most);
    }

    @Override
    public TileGrid grid() {
        return tiles.grid();
    }

    @Override
    public int workspaceElements() {
        return mostRows(1) * 2 * L;
    }

    @Override
    public int packedElements() {
        return panels.elements();
    }

    @Override
    public String detail() {
        return (offsets == null ? "in place, " : "windows in place, ") + p.groups() * panels.count() + " panels";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int group = tiles.group(tile);
        int image = tiles.image(tile);
        int from = srcOffset + image * p.src().imageElements() + group * p.groupC();
        int to = dstOffset + image * p.outH() * p.outW() * p.k() + group * p.groupK();
        int ow = tiles.firstColumn(tile);
        int endColumn = ow + tiles.columns(tile);
        int inside = Math.clamp(lines.firstInside(), ow, endColumn);
        int endInside = Math.clamp(lines.endInside(), inside, endColumn);
        if (whole && inside < endInside) {
            int oh = tiles.firstRow(tile);
            for (int row = oh; row < oh + tiles.rows(tile); row++) {
                for (int j = tiles.firstPanel(tile); j < tiles.endPanel(tile); j++) {
                    int first = to + panels.firstChannel(j);
                    windows(group, j, row, inside, endInside - inside, src, from, dst, first, workspace);
                }
            }
        }
        for (int r = 0; r < window.r(); r += blockRows) {
            int end = Math.min(window.r(), r + blockRows);
            for (int j = tiles.firstPanel(tile); j < tiles.endPanel(tile); j++) {
                int first = to + panels.firstChannel(j);
                panel(tile, group, j, r, end, inside, endInside, src, from, dst, first, workspace);
            }
        }
    }

    /** Pixels of a tile: those whose windows lie between the plane's sides, row by row, unless windows were whole; the others down their columns. */
    private void panel(
            int tile,
            int group,
            int j,
            int r,
            int end,
            int inside,
            int endInside,
            float[] src,
            int from,
            float[] dst,
            int to,
            float[] workspace) {
        int oh = tiles.firstRow(tile);
        int endRow = oh + tiles.rows(tile);
        int ow = tiles.firstColumn(tile);
        int endColumn = ow + tiles.columns(tile);
        for (int row = oh; row < endRow && !whole && inside < endInside; row++) {
            line(group, j, r, end, row, inside, endInside - inside, false, src, from, dst, to, workspace);
        }
        for (int column = ow; column < inside; column++) {
            line(group, j, r, end, oh, column, endRow - oh, true, src, from, dst, to, workspace);
        }
        for (int column = endInside; column < endColumn; column++) {
            line(group, j, r, end, oh, column, endRow - oh, true, src, from, dst, to, workspace);
        }
    }

    /**
     * Pixels of a row whose windows are not cut at the sides, a few at a time: all kernel rows that meet the input in one go.
     * What is the same for all is computed before: a kernel may run for less than a hundred nanoseconds.
     */
    private void windows(
            int group,
            int j,
            int oh,
            int ow,
            int pixels,
            float[] src,
            int from,
            float[] dst,
            int to,
            float[] workspace) {
        int vectors = panels.vectors(j);
        int most = mostRows(vectors);
        int channels = Math.min(vectors * L, p.groupK() - panels.firstChannel(j));
        boolean direct = channels == vectors * L;
        int firstRow = lines.firstKernelRow(oh);
        int row = window.s() * p.groupC();
        int q = firstRow * row;
        int kc = Math.max(0, lines.endKernelRow(oh) - firstRow) * row;
        int lda = lines.sourceStep(false);
        int b = panels.weights(group, j) + q * vectors * L;
        int bias = panels.bias(group, j);
        int a = from + lines.source(oh, ow, 0, 0);
        int at = to + (oh * p.outW() + ow) * p.k();
        int ldc = direct ? p.k() : 2 * L;
        float[] c = direct ? dst : workspace;
        for (int rest = pixels; rest > 0; ) {
            int count = rest <= most ? rest : Math.min(most, (rest + 1) / 2); // the last two share what is left
            int cOffset = direct ? at : 0;
            if (p.accumulate() && !direct) {
                FinishFloat.load(count, channels, dst, at, p.k(), workspace, 0);
            }
            product(count, vectors, kc, src, a, lda, q, b, bias, c, cOffset, ldc);
            if (!direct) {
                FinishFloat.activation(count, vectors, c, cOffset, ldc, p.activation());
                FinishFloat.store(count, channels, workspace, 0, dst, at, p.k());
            }
            rest -= count;
            a += count * lda;
            at += count * p.k();
        }
        if (direct) {
            // Not before the stores have left the core's queue: loads from there of vectors across lines are slow.
            FinishFloat.activation(pixels, vectors, dst, at - pixels * p.k(), p.k(), p.activation());
        }
    }

    /** Windows of a few pixels, kc elements from q on. */
    private void product(
            int count,
            int vectors,
            int kc,
            float[] src,
            int a,
            int lda,
            int q,
            int b,
            int bias,
            float[] c,
            int cOffset,
            int ldc) {
        float[] weights = panels.weights;
        float[] biases = panels.bias;
        if (offsets == null) {
            if (p.accumulate()) {
                StridedKernelFloat.onto(count, vectors, kc, src, a, lda, weights, b, biases, bias, c, cOffset, ldc);
            } else {
                StridedKernelFloat.into(count, vectors, kc, src, a, lda, weights, b, biases, bias, c, cOffset, ldc);
            }
        } else if (p.accumulate()) {
            WindowKernelFloat.onto(
                    count, vectors, kc, src, a, lda, offsets, q, weights, b, biases, bias, c, cOffset, ldc);
        } else {
            WindowKernelFloat.into(
                    count, vectors, kc, src, a, lda, offsets, q, weights, b, biases, bias, c, cOffset, ldc);
        }
    }

    /** The pixels of a line, from (oh, ow) on to the right or down, a few at a time. */
    private void line(
            int group,
            int j,
            int r,
            int end,
            int oh,
            int ow,
            int pixels,
            boolean down,
            float[] src,
            int from,
            float[] dst,
            int to,
            float[] workspace) {
        int vectors = panels.vectors(j);
        int channels = Math.min(vectors * L, p.groupK() - panels.firstChannel(j));
        boolean direct = channels == vectors * L;
        int step = lines.destinationStep(down);
        int pieces = BlockingFloat.pieces(pixels, mostRows(vectors));
        for (int i = 0; i < pieces; i++) {
            int first = BlockingFloat.start(pixels, pieces, i);
            int count = BlockingFloat.start(pixels, pieces, i + 1) - first;
            int row = down ? oh + first : oh;
            int column = down ? ow : ow + first;
            int at = to + (row * p.outW() + column) * p.k();
            if (direct) {
                sum(group, j, r, end, row, column, count, down, src, from, dst, at, step);
                continue;
            }
            if (r > 0 || p.accumulate()) {
                FinishFloat.load(count, channels, dst, at, step, workspace, 0);
            }
            sum(group, j, r, end, row, column, count, down, src, from, workspace, 0, 2 * L);
            FinishFloat.store(count, channels, workspace, 0, dst, at, step);
        }
    }

    /** What kernel rows r to end give for a few pixels of a line; before the first the bias, after the last the activation. */
    private void sum(
            int group,
            int j,
            int r,
            int end,
            int oh,
            int ow,
            int count,
            boolean down,
            float[] src,
            int from,
            float[] c,
            int cOffset,
            int ldc) {
        int vectors = panels.vectors(j);
        if (r == 0) {
            int bias = panels.bias(group, j);
            FinishFloat.start(count, vectors, panels.bias, bias, p.accumulate(), c, cOffset, ldc);
        }
        int span = down ? count : 1;
        for (int kernelRow = r; kernelRow < end; kernelRow++) {
            int skipped = Math.clamp(lines.firstRow(kernelRow) - oh, 0, span);
            int rows = Math.clamp(lines.endRow(kernelRow) - oh, skipped, span) - skipped;
            if (rows > 0) {
                int meeting = down ? rows : count;
                runs(group, j, kernelRow, oh + skipped, ow, meeting, down, src, from, c, cOffset + skipped * ldc, ldc);
            }
        }
        if (end == window.r()) {
            FinishFloat.activation(count, vectors, c, cOffset, ldc, p.activation());
        }
    }

    /** The runs of one kernel row, all cut alike. */
    private void runs(
            int group,
            int j,
            int r,
            int oh,
            int ow,
            int count,
            boolean down,
            float[] src,
            int from,
            float[] c,
            int cOffset,
            int ldc) {
        int firstTap = lines.firstTap(ow);
        int endTap = lines.endTap(ow);
        int vectors = panels.vectors(j);
        if (offsets != null) {
            int q = (r * window.s() + firstTap) * p.groupC();
            int length = Math.max(0, endTap - firstTap) * p.groupC();
            int first = from + lines.source(oh, ow, 0, 0);
            int panel = panels.weights(group, j) + q * vectors * L;
            int step = lines.sourceStep(down);
            WindowKernelFloat.onto(
                    count,
                    vectors,
                    length,
                    src,
                    first,
                    step,
                    offsets,
                    q,
                    panels.weights,
                    panel,
                    null,
                    0,
                    c,
                    cOffset,
                    ldc);
            return;
        }
        int weights = panels.weights(group, j) + r * window.s() * p.groupC() * vectors * L;
        int lda = lines.sourceStep(down);
        for (int s = firstTap; s < endTap; s += runTaps) {
            int length = Math.min(runTaps, endTap - s) * p.groupC();
            int a = from + lines.source(oh, ow, r, s);
            int b = weights + s * p.groupC() * vectors * L;
            int pieces = BlockingFloat.pieces(length, kc);
            for (int i = 0; i < pieces; i++) {
                int q = BlockingFloat.start(length, pieces, i);
                int products = BlockingFloat.start(length, pieces, i + 1) - q;
                StridedKernelFloat.onto(
                        count,
                        vectors,
                        products,
                        src,
                        a + q,
                        lda,
                        panels.weights,
                        b + q * vectors * L,
                        null,
                        0,
                        c,
                        cOffset,
                        ldc);
            }
        }
    }
}
