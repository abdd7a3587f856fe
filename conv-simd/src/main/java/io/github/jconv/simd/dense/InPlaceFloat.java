package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.StridedKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileGrid;

/**
 * {@link ImplicitGemm} for NHWC problems whose windows are long runs of consecutive inputs: the rows of A are read where
 * they lie, so that nothing is copied, padding is not multiplied, and the input is fetched while the processor works. A
 * tile runs
 *
 * <pre>
 * for each few kernel rows                      their weights stay in the second cache
 *   for each panel of output channels, a few vectors wide
 *     for each few pixels of a line             {@link Lines}: equally far apart in memory
 *       for each of these kernel rows           {@link StridedKernelFloat}; after the last {@link FinishFloat}
 * </pre>
 */
final class InPlaceFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Window window;
    private final Tiles tiles;
    private final Lines lines;

    /** The most rows of a tile of C. */
    private final int mr;

    /** Products summed in one go: twice KC, for a tile has half as many rows. */
    private final int kc;

    private final ChannelPanelsFloat panels;

    /** Kernel columns that one run of inputs holds. */
    private final int runTaps;

    /** Kernel rows whose weights are used together. */
    private final int blockRows;

    /** Whether a sum is made in one go, so that it need not start from what the destination holds. */
    private final boolean once;

    InPlaceFloat(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        window = p.window();
        lines = new Lines(p);
        panels = new ChannelPanelsFloat(p, weights, bias);
        int widest = panels.widest();
        BlockingFloat sizes = BlockingFloat.of(context.blocking());
        mr = sizes.mr;
        kc = 2 * sizes.kc;
        int unit = p.outH() == 1 ? mostRows(widest) : 1;
        tiles = Tiles.of(
                p,
                ImplicitGemm.pixels(context, ImplicitGemm.MOST_PIXELS),
                unit,
                context.jobs(),
                panels.count(),
                panels.groupBytes(),
                0);
        runTaps = ImplicitGemm.tapsInARun(p);
        int run = runTaps * p.groupC();
        long together = (long) sizes.kc * sizes.nc / 2;
        blockRows = Math.clamp(together / ((long) window.s() * p.groupC() * widest * L), 1, window.r());
        once = p.depth() == run && run <= kc && !window.isPadded() && !p.accumulate();
    }

    /** Padding is not multiplied here, as in the reference it is. */
    static boolean takes(ConvProblem problem, float[] weights) {
        return !problem.window().isPadded() || PackFloat.isFinite(weights);
    }

    /** Rows of a tile so many vectors wide. */
    private int mostRows(int vectors) {
        return Math.min(mr, StridedKernelFloat.mostRows(vectors));
    }

    @Override
    public TileGrid grid() {
        return tiles.grid();
    }

    @Override
    public int workspaceElements() {
        return StridedKernelFloat.mostRows(1) * 2 * L;
    }

    @Override
    public int packedElements() {
        return panels.elements();
    }

    @Override
    public String detail() {
        return "in place, " + p.groups() * panels.count() + " panels";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int group = tiles.group(tile);
        int image = tiles.image(tile);
        int from = srcOffset + image * p.src().imageElements() + group * p.groupC();
        int to = dstOffset + image * p.outH() * p.outW() * p.k() + group * p.groupK();
        for (int r = 0; r < window.r(); r += blockRows) {
            int end = Math.min(window.r(), r + blockRows);
            for (int j = tiles.firstPanel(tile); j < tiles.endPanel(tile); j++) {
                panel(tile, group, j, r, end, src, from, dst, to + panels.firstChannel(j), workspace);
            }
        }
    }

    /** All pixels of a tile: those whose windows lie between the plane's sides, row by row, the others down their columns. */
    private void panel(
            int tile, int group, int j, int r, int end, float[] src, int from, float[] dst, int to, float[] workspace) {
        int oh = tiles.firstRow(tile);
        int endRow = oh + tiles.rows(tile);
        int ow = tiles.firstColumn(tile);
        int endColumn = ow + tiles.columns(tile);
        int inside = Math.clamp(lines.firstInside(), ow, endColumn);
        int endInside = Math.clamp(lines.endInside(), inside, endColumn);
        for (int row = oh; row < endRow && inside < endInside; row++) {
            line(group, j, r, end, row, inside, endInside - inside, false, src, from, dst, to, workspace);
        }
        for (int column = ow; column < inside; column++) {
            line(group, j, r, end, oh, column, endRow - oh, true, src, from, dst, to, workspace);
        }
        for (int column = endInside; column < endColumn; column++) {
            line(group, j, r, end, oh, column, endRow - oh, true, src, from, dst, to, workspace);
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
        if (r == 0 && !once) {
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
        int vectors = panels.vectors(j);
        int weights = panels.weights(group, j) + r * window.s() * p.groupC() * vectors * L;
        int bias = panels.bias(group, j);
        int lda = lines.sourceStep(down);
        int endTap = lines.endTap(ow);
        for (int s = lines.firstTap(ow); s < endTap; s += runTaps) {
            int length = Math.min(runTaps, endTap - s) * p.groupC();
            int a = from + lines.source(oh, ow, r, s);
            int b = weights + s * p.groupC() * vectors * L;
            if (once) {
                StridedKernelFloat.into(
                        count, vectors, length, src, a, lda, panels.weights, b, panels.bias, bias, c, cOffset, ldc);
                continue;
            }
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
