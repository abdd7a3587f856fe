package io.github.jconv.simd.winograd;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.MicroKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileGrid;

/**
 * The kernel of {@link Winograd}. A block of tiles runs
 *
 * <pre>
 * for each vector of input channels
 *   transform the block's tiles               {@link GatherFloat}, {@link InputFloat}
 * for each NR output channels
 *   for each of the alpha * alpha products, each chunk of input channels, each MR tiles
 *     multiply                                {@link MicroKernelFloat}
 *   transform back and store                  {@link OutputFloat}, {@link EdgesFloat}, {@link FinishFloat}
 * </pre>
 *
 * <p>Each sum runs over the chunks, and in a chunk over the input channels, in their order, so the cut into blocks changes no bit.
 */
final class WinogradFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int CHUNK = BlockingFloat.CHUNK;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    private final ConvProblem p;
    private final Form form;
    private final Activation activation;
    private final boolean nhwc;
    private final int mr;
    private final Blocks blocks;
    private final GatherFloat gather;
    private final WeightsFloat weights;

    /** Sums what lies at the edges of the plane; null where it is transformed as the rest. */
    private final EdgesFloat edges;

    /** {@code [panels * NR]}, or null without bias. */
    private final float[] packedBias;

    /** From one product of the transformed input, {@code [product][chunk][tile][CHUNK]}, to the next. */
    private final int inputStep;

    /** From one product of the sums, {@code [product][tile][NR]}, to the next. */
    private final int sumStep;

    private final int sums;
    private final int outputs;
    private final int scratch;
    private final int lines;
    private final int workspaceElements;

    WinogradFloat(ConvProblem problem, Form form, BindContext context, float[] weights, float[] bias) {
        p = problem;
        this.form = form;
        activation = problem.activation();
        nhwc = problem.src().layout() == Layout.NHWC;
        int panels = BlockingFloat.pieces(problem.k(), NR);
        edges = Winograd.sumsEdges(problem, form) ? new EdgesFloat(problem, panels) : null;
        this.weights = new WeightsFloat(problem, form, weights, edges);
        mr = BlockingFloat.of(context.blocking()).mr;
        int most = Winograd.tilesInABlock(problem, form, 2 * L, context.blocking());
        blocks = Blocks.of(problem, form, most, context.jobs(), panels, Winograd.partCost(problem, form, NR, mr));
        gather = new GatherFloat(
                problem.src(),
                problem.window().padTop(),
                problem.window().padLeft(),
                form,
                false,
                blocks.mostRows(),
                blocks.mostColumns(),
                CHUNK);
        packedBias = PackFloat.bias(bias, 1, p.k());
        int tiles = blocks.mostTiles();
        // One cache line more than a multiple of many lines: else the products of a tile would share a cache set.
        inputStep = BlockingFloat.pieces(p.src().c(), CHUNK) * tiles * CHUNK + L;
        sumStep = tiles * NR + L;
        sums = START + form.products * inputStep;
        outputs = sums + form.products * sumStep;
        scratch = outputs + form.m * pixelColumns(blocks.mostColumns()) * NR;
        lines = scratch + gather.scratchElements();
        workspaceElements = lines + (edges == null ? 0 : (int) EdgesFloat.scratchElements(p));
    }

    /** Output columns of a row of tiles, rounded up to whole squares, which the transposed store reads. */
    private int pixelColumns(int tiles) {
        return BlockingFloat.pieces(tiles * form.m, L) * L;
    }

    @Override
    public TileGrid grid() {
        return blocks.grid();
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public int packedElements() {
        return weights.packed.length
                + weights.scales.length
                + (edges == null ? 0 : edges.packedElements())
                + (packedBias == null ? 0 : packedBias.length);
    }

    @Override
    public String detail() {
        return mr + "x" + NR + " block=" + blocks.mostTiles();
    }

    @Override
    public void run(int part, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = blocks.image(part);
        int first = blocks.firstTile(part);
        int end = blocks.endTile(part);
        int srcImage = srcOffset + image * p.src().imageElements();
        int channels = p.src().c();
        int atOnce = nhwc ? channels : L;
        for (int c = 0; c < channels; c += atOnce) {
            gather(c, Math.min(c + atOnce, channels), first, end, src, srcImage, workspace);
        }
        if (edges != null) {
            int oh1 = (blocks.row(end - 1) + 1) * form.m;
            edges.copy(src, srcImage, blocks.row(first) * form.m, oh1, workspace, lines);
        }
        int dstImage = dstOffset + image * p.k() * p.outH() * p.outW();
        for (int j = blocks.firstPanel(part); j < blocks.endPanel(part); j++) {
            multiply(j, end - first, workspace);
            for (int tile = first; tile < end; ) {
                int columns = blocks.columns(tile, end);
                finish(j, tile - first, blocks.row(tile), blocks.column(tile), columns, dst, dstImage, workspace);
                tile += columns;
            }
        }
    }

    /** Transforms some channels of a block's tiles: part of a row, whole rows, part of a row. */
    private void gather(int c0, int c1, int first, int end, float[] src, int srcImage, float[] workspace) {
        for (int tile = first; tile < end; ) {
            int rows = blocks.rows(tile, end);
            int columns = blocks.columns(tile, end);
            gather.transform(
                    src,
                    srcImage,
                    c0,
                    c1,
                    blocks.row(tile),
                    rows,
                    blocks.column(tile),
                    columns,
                    workspace,
                    scratch,
                    START + (tile - first) * CHUNK,
                    inputStep,
                    (end - first) * CHUNK);
            tile += rows * columns;
        }
    }

    /** All products of the block's tiles with one panel of output channels. */
    private void multiply(int panel, int tiles, float[] workspace) {
        int channels = p.src().c();
        int b = START + panel * form.products * channels * NR;
        for (int i = 0; i < form.products; i++) {
            int a = START + i * inputStep;
            int c = sums + i * sumStep;
            for (int c0 = 0; c0 < channels; c0 += CHUNK, a += tiles * CHUNK) {
                int kc = Math.min(CHUNK, channels - c0);
                multiply(tiles, kc, c0 > 0, a, b, c, workspace);
                b += kc * NR;
            }
        }
    }

    /** One product of one chunk of channels. */
    private void multiply(int tiles, int kc, boolean add, int a, int b, int c, float[] workspace) {
        int pieces = BlockingFloat.pieces(tiles, mr);
        for (int piece = 0; piece < pieces; piece++) {
            int first = BlockingFloat.start(tiles, pieces, piece);
            int count = BlockingFloat.start(tiles, pieces, piece + 1) - first;
            int rows = a + first * CHUNK;
            int sum = c + first * NR;
            if (add) {
                MicroKernelFloat.chunkOnto(count, kc, workspace, rows, weights.packed, b, null, 0, workspace, sum, NR);
            } else {
                MicroKernelFloat.chunk(count, kc, workspace, rows, weights.packed, b, workspace, sum);
            }
        }
    }

    /** Transforms a row of tiles back and stores its pixels of one panel. */
    private void finish(
            int panel, int tile, int tileRow, int column0, int columns, float[] dst, int dstImage, float[] workspace) {
        int rowStep = pixelColumns(columns) * NR;
        for (int j = 0; j < columns; j++) {
            OutputFloat.transform(
                    form,
                    workspace,
                    sums + (tile + j) * NR,
                    sumStep,
                    weights.scales,
                    panel * NR,
                    workspace,
                    scratch,
                    workspace,
                    outputs + j * form.m * NR,
                    rowStep);
        }
        int oh0 = tileRow * form.m;
        int rows = Math.min(form.m, p.outH() - oh0);
        int ow0 = column0 * form.m;
        int pixels = Math.min(columns * form.m, p.outW() - ow0);
        int channels = Math.min(NR, p.k() - panel * NR);
        if (edges != null) {
            edges.replace(panel, oh0, rows, ow0, pixels, workspace, lines, outputs, rowStep);
        }
        for (int i = 0; i < rows; i++) {
            int from = outputs + i * rowStep;
            int pixel = (oh0 + i) * p.outW() + ow0;
            int plane = p.outH() * p.outW();
            int to = nhwc ? dstImage + pixel * p.k() + panel * NR : dstImage + panel * NR * plane + pixel;
            if (p.accumulate() && nhwc) {
                FinishFloat.add(pixels, channels, dst, to, p.k(), workspace, from);
            } else if (p.accumulate()) {
                FinishFloat.addTransposed(pixels, channels, dst, to, plane, workspace, from);
            }
            if (packedBias != null) {
                FinishFloat.bias(pixels, workspace, from, packedBias, panel * NR);
            }
            FinishFloat.activation(pixels, 2, workspace, from, NR, activation);
            if (nhwc) {
                FinishFloat.store(pixels, channels, workspace, from, dst, to, p.k());
            } else {
                storeTransposed(pixels, channels, workspace, from, dst, to, plane);
            }
        }
    }

    private static void storeTransposed(
            int pixels, int channels, float[] sums, int from, float[] dst, int to, int plane) {
        for (int c = 0; c < channels; c += L) {
            for (int i = 0; i < pixels; i += L) {
                TransposeFloat.square(
                        sums,
                        from + i * NR + c,
                        NR,
                        dst,
                        to + c * plane + i,
                        plane,
                        Math.min(L, channels - c),
                        Math.min(L, pixels - i));
            }
        }
    }
}
