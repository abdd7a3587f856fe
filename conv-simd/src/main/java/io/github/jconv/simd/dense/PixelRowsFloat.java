package io.github.jconv.simd.dense;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.MicroKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileGrid;

/**
 * {@link ImplicitGemm} for NHWC: pixels are rows of A and output channels columns of B. A tile runs
 *
 * <pre>
 * for each KC of the depth
 *   pack the tile's windows                   {@link GatherNhwcFloat}
 *   for each NR output channels
 *     for each MR pixels                      {@link MicroKernelFloat}; after the last KC {@link FinishFloat}
 * </pre>
 */
final class PixelRowsFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int CHUNK = BlockingFloat.CHUNK;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    /** What a window's copy takes, in products with one panel. */
    private static final double PREPARE = 0.7;

    private final ConvProblem p;
    private final Activation activation;
    private final BlockingFloat blocking;
    private final int mr;
    private final Tiles tiles;
    private final GatherNhwcFloat gather;
    private final int depth;
    private final int kBlocks;
    private final int channelPanels;

    /** Panels of B, {@code [group][KC block][panel][kc][NR]}. */
    private final float[] packedWeights;

    /** {@code [group][panels * NR]}, or null without bias. */
    private final float[] packedBias;

    /** From one row of A to the next, and whether the pixels themselves are these rows. */
    private final int rowStep;

    private final boolean inPlace;

    private final int sums;
    private final int workspaceElements;

    PixelRowsFloat(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        activation = problem.activation();
        blocking = BlockingFloat.of(context.blocking());
        mr = blocking.mr;
        gather = new GatherNhwcFloat(p);
        depth = problem.depth();
        kBlocks = BlockingFloat.pieces(depth, blocking.kc);
        channelPanels = BlockingFloat.pieces(problem.groupK(), NR);
        long weightBytes = (long) channelPanels * NR * depth * Float.BYTES;
        rowStep = depth <= CHUNK ? CHUNK : BlockingFloat.ROW_STEP;
        int fitting = (ImplicitGemm.ROOM / Float.BYTES - mr * NR - L) / rowStep;
        int pixels = Math.min(fitting, ImplicitGemm.pixels(context.blocking(), ImplicitGemm.PANELS * mr));
        tiles = Tiles.of(p, pixels, 1, context.jobs(), channelPanels, weightBytes, PREPARE);
        packedWeights = packWeights(weights);
        packedBias = PackFloat.bias(bias, p.groups(), p.groupK());
        inPlace = p.groups() == 1 && p.src().c() == rowStep && ImplicitGemm.pointwise(problem);
        // The gather may write a vector behind the last row.
        sums = inPlace ? 0 : tiles.mostRows() * tiles.mostColumns() * rowStep + L;
        workspaceElements = Math.addExact(sums, mr * NR);
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
                PackFloat.panels(weights, q0 * p.k() + g * groupK, p.k(), kc, groupK, packed, to);
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
        int to = dstOffset + (image * p.outH() * p.outW() + firstPixel) * p.k() + group * p.groupK();
        int pixels = rows * columns;
        for (int kb = 0; kb < kBlocks; kb++) {
            int q0 = BlockingFloat.start(depth, kBlocks, kb);
            int q1 = BlockingFloat.start(depth, kBlocks, kb + 1);
            int weights = START + group * channelPanels * NR * depth + channelPanels * NR * q0;
            int bias = group * channelPanels * NR;
            if (inPlace) {
                multiply(
                        tile,
                        pixels,
                        kb,
                        q1 - q0,
                        src,
                        srcImage + firstPixel * rowStep + q0,
                        weights,
                        bias,
                        dst,
                        to,
                        workspace);
            } else {
                gather.tile(src, srcImage, group, oh0, rows, ow0, columns, q0, q1, workspace, 0, rowStep);
                multiply(tile, pixels, kb, q1 - q0, workspace, 0, weights, bias, dst, to, workspace);
            }
        }
    }

    /** One KC of the depth for all pixels of the tile and all output channels of the group. */
    private void multiply(
            int tile,
            int pixels,
            int kb,
            int kc,
            float[] a,
            int aOffset,
            int weights,
            int bias,
            float[] dst,
            int to,
            float[] workspace) {
        int panels = BlockingFloat.pieces(pixels, mr);
        for (int j = tiles.firstPanel(tile); j < tiles.endPanel(tile); j++) {
            int channels = Math.min(NR, p.groupK() - j * NR);
            for (int i = 0; i < panels; i++) {
                int first = BlockingFloat.start(pixels, panels, i);
                int count = BlockingFloat.start(pixels, panels, i + 1) - first;
                int at = to + j * NR + first * p.k();
                int b = weights + j * kc * NR;
                rows(count, channels, kb, kc, a, aOffset + first * rowStep, b, bias + j * NR, dst, at, workspace);
            }
        }
    }

    /** Into the destination where a row of the tile fits there, else into a tile that is copied. */
    private void rows(
            int count,
            int channels,
            int kb,
            int kc,
            float[] a,
            int aOffset,
            int weights,
            int bias,
            float[] dst,
            int at,
            float[] workspace) {
        boolean direct = channels == NR;
        float[] c = direct ? dst : workspace;
        int cOffset = direct ? at : sums;
        int ldc = direct ? p.k() : NR;
        float[] b = packedWeights;
        float[] first = kb == 0 ? packedBias : null;
        boolean onto = kb > 0 || p.accumulate();
        if (onto && !direct) {
            FinishFloat.load(count, channels, dst, at, p.k(), workspace, sums);
        }
        if (rowStep == CHUNK && onto) {
            MicroKernelFloat.chunkOnto(count, kc, a, aOffset, b, weights, first, bias, c, cOffset, ldc);
        } else if (rowStep == CHUNK) {
            MicroKernelFloat.chunkInto(count, kc, a, aOffset, b, weights, first, bias, c, cOffset, ldc);
        } else if (onto) {
            MicroKernelFloat.rowsOnto(count, kc, a, aOffset, b, weights, first, bias, c, cOffset, ldc);
        } else {
            MicroKernelFloat.rowsInto(count, kc, a, aOffset, b, weights, first, bias, c, cOffset, ldc);
        }
        if (kb == kBlocks - 1) {
            FinishFloat.activation(count, 2, c, cOffset, ldc, activation);
        }
        if (!direct) {
            FinishFloat.store(count, channels, workspace, sums, dst, at, p.k());
        }
    }
}
