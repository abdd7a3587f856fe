package io.github.jconv.simd.dense;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
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
 * {@link ImplicitGemm} for NCHW planes too small to fill vectors with pixels, and for sums too deep for one pass: as in
 * {@link PixelRowsFloat} pixels are rows of A and output channels columns of B. A tile runs
 *
 * <pre>
 * for each KC of the depth
 *   pack the tile's windows                   {@link GatherNchwFloat}
 *   for each NR output channels
 *     for each MR pixels                      {@link MicroKernelFloat}
 *       after the last KC                     {@link FinishFloat}, {@link TransposeFloat}
 * </pre>
 */
final class SmallPlanesFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    /** A tile of sums with its rows rounded up to whole squares, which the transposed store reads. */
    private static final int TILE = (BlockingFloat.MR + L - 1) / L * L * NR;

    private final ConvProblem p;
    private final Activation activation;
    private final int mr;
    private final Tiles tiles;
    private final GatherNchwFloat gather;
    private final int plane;
    private final int depth;
    private final int kBlocks;
    private final int channelPanels;

    /** Panels of B, {@code [group][KC block][panel][kc][NR]}. */
    private final float[] packedWeights;

    /** {@code [group][panels * NR]}, or null without bias. */
    private final float[] packedBias;

    private final int aBlock;
    private final int sums;
    private final int workspaceElements;

    SmallPlanesFloat(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        activation = problem.activation();
        BlockingFloat blocking = BlockingFloat.of(context.blocking());
        mr = blocking.mr;
        tiles = Tiles.of(p, ImplicitGemm.pixels(context, ImplicitGemm.PANELS * mr), 1, context.jobs());
        gather = new GatherNchwFloat(p, tiles, STEP);
        plane = p.outH() * p.outW();
        depth = problem.depth();
        kBlocks = BlockingFloat.pieces(depth, blocking.kc);
        channelPanels = BlockingFloat.pieces(problem.groupK(), NR);
        packedWeights = packWeights(weights);
        packedBias = PackFloat.bias(bias, p.groups(), p.groupK());

        int pixelPanels = BlockingFloat.pieces(tiles.mostRows() * tiles.mostColumns(), mr);
        aBlock = gather.copyElements();
        // The gather may write a vector behind the last panel.
        sums = aBlock + pixelPanels * STEP * Math.min(blocking.kc, depth) + L;
        int sumTiles = kBlocks == 1 ? 1 : Math.multiplyExact(pixelPanels, channelPanels);
        workspaceElements = Math.addExact(sums, Math.multiplyExact(sumTiles, TILE));
    }

    private float[] packWeights(float[] weights) {
        int groupK = p.groupK();
        int groupElements = PackFloat.panelElements(depth, groupK);
        float[] packed = new float[Math.addExact(START, Math.multiplyExact(p.groups(), groupElements))];
        for (int g = 0; g < p.groups(); g++) {
            for (int kb = 0; kb < kBlocks; kb++) {
                int q0 = BlockingFloat.start(depth, kBlocks, kb);
                int kc = BlockingFloat.start(depth, kBlocks, kb + 1) - q0;
                int to = START + g * groupElements + channelPanels * NR * q0;
                PackFloat.panelsTransposed(weights, g * groupK * depth + q0, depth, kc, groupK, packed, to);
            }
        }
        return packed;
    }

    @Override
    public TileGrid grid() {
        return tiles.grid();
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public int packedElements() {
        return packedWeights.length + (packedBias == null ? 0 : packedBias.length);
    }

    @Override
    public String detail() {
        return mr + "x" + NR + " kc=" + BlockingFloat.pieces(depth, kBlocks);
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = tiles.image(tile);
        int group = tiles.group(tile);
        int oh0 = tiles.firstRow(tile);
        int rows = tiles.rows(tile);
        int ow0 = tiles.firstColumn(tile);
        int columns = tiles.columns(tile);
        int srcImage = srcOffset + image * p.src().imageElements();
        int firstPixel = oh0 * tiles.outW() + ow0;
        int to = dstOffset + (image * p.k() + group * p.groupK()) * plane + firstPixel;
        boolean inPlace = gather.readsInPlace(src.length, srcImage, group, oh0, rows, ow0, columns);
        if (!inPlace) {
            gather.copy(src, srcImage, group, oh0, rows, ow0, columns, workspace, 0);
        }
        float[] from = inPlace ? src : workspace;
        int fromOffset = inPlace ? srcImage : 0;
        int pixels = rows * columns;
        for (int kb = 0; kb < kBlocks; kb++) {
            int q0 = BlockingFloat.start(depth, kBlocks, kb);
            int q1 = BlockingFloat.start(depth, kBlocks, kb + 1);
            int weights = START + group * channelPanels * NR * depth + channelPanels * NR * q0;
            int bias = group * channelPanels * NR;
            gather(from, fromOffset, inPlace, group, oh0, rows, ow0, columns, q0, q1, workspace);
            multiply(pixels, kb, q1 - q0, weights, bias, dst, to, workspace);
        }
    }

    /** The windows of all pixels as panels of columns. */
    private void gather(
            float[] from,
            int fromOffset,
            boolean inPlace,
            int group,
            int oh0,
            int rows,
            int ow0,
            int columns,
            int q0,
            int q1,
            float[] workspace) {
        int pixels = rows * columns;
        int panels = BlockingFloat.pieces(pixels, mr);
        for (int i = 0; i < panels; i++) {
            int first = BlockingFloat.start(pixels, panels, i);
            int count = BlockingFloat.start(pixels, panels, i + 1) - first;
            int to = aBlock + i * STEP * (q1 - q0);
            gather.columns(
                    from, fromOffset, inPlace, group, oh0, rows, ow0, columns, first, count, q0, q1, workspace, to);
        }
    }

    /** One KC of the depth for all pixels of the tile and all output channels of the group. */
    private void multiply(int pixels, int kb, int kc, int weights, int bias, float[] dst, int to, float[] workspace) {
        int panels = BlockingFloat.pieces(pixels, mr);
        for (int j = 0; j < channelPanels; j++, weights += kc * NR, bias += NR) {
            int channels = Math.min(NR, p.groupK() - j * NR);
            for (int i = 0; i < panels; i++) {
                int first = BlockingFloat.start(pixels, panels, i);
                int count = BlockingFloat.start(pixels, panels, i + 1) - first;
                int sum = kBlocks == 1 ? sums : sums + (j * panels + i) * TILE;
                columns(count, kb, kc, aBlock + i * STEP * kc, weights, workspace, sum);
                if (kb == kBlocks - 1) {
                    transpose(count, channels, bias, workspace, sum, dst, to + j * NR * plane + first);
                }
            }
        }
    }

    private void columns(int count, int kb, int kc, int a, int weights, float[] workspace, int sum) {
        if (kb == 0) {
            MicroKernelFloat.columns(count, kc, workspace, a, packedWeights, weights, workspace, sum);
        } else {
            MicroKernelFloat.columnsOnto(count, kc, workspace, a, packedWeights, weights, null, 0, workspace, sum, NR);
        }
    }

    private void transpose(int pixels, int channels, int bias, float[] workspace, int sum, float[] dst, int to) {
        if (p.accumulate()) {
            FinishFloat.addTransposed(pixels, channels, dst, to, plane, workspace, sum);
        }
        if (packedBias != null) {
            FinishFloat.bias(pixels, workspace, sum, packedBias, bias);
        }
        FinishFloat.activation(pixels, 2, workspace, sum, NR, activation);
        for (int c = 0; c < channels; c += L) {
            for (int i = 0; i < pixels; i += L) {
                TransposeFloat.square(
                        workspace,
                        sum + i * NR + c,
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
