package io.github.jconv.simd.dense;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.MicroKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.TileGrid;

/**
 * {@link ImplicitGemm} with pixels as rows of A and output channels as columns of B: every NHWC problem, and NCHW planes
 * too small to fill vectors with pixels.
 *
 * <p>A tile runs
 *
 * <pre>
 * for each KC of the depth
 *   pack the tile's windows                   {@link GatherNhwcFloat} or {@link GatherNchwFloat}
 *   for each NR output channels
 *     for each MR pixels                      {@link MicroKernelFloat}; after the last KC {@link FinishFloat}
 * </pre>
 *
 * and stores rows of channels (NHWC), or sums into a tile of its own that is transposed in registers (NCHW).
 */
final class PixelRowsFloat implements Kernel<float[]> {

    private static final int L = LanesFloat.LANES;
    private static final int MR = BlockingFloat.MR;
    private static final int NR = BlockingFloat.NR;
    private static final int CHUNK = BlockingFloat.CHUNK;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    /** A tile of sums with its rows rounded up to whole squares, which the transposed store reads. */
    private static final int TILE = (MR + L - 1) / L * L * NR;

    private final ConvProblem p;
    private final Activation activation;
    private final boolean nhwc;
    private final Tiles tiles;
    private final GatherNhwcFloat gatherNhwc;
    private final GatherNchwFloat gatherNchw;
    private final int plane;
    private final int depth;
    private final int kBlocks;
    private final int channelPanels;

    /** Panels of B, {@code [group][KC block][panel][kc][NR]}. */
    private final float[] packedWeights;

    /** {@code [group][panels * NR]}, or null without bias. */
    private final float[] packedBias;

    /** From one row of A to the next in NHWC, and whether the pixels themselves are these rows. */
    private final int rowStep;

    private final boolean inPlace;

    private final int aBlock;
    private final int sums;
    private final int workspaceElements;

    PixelRowsFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        activation = problem.activation();
        nhwc = problem.src().layout() == Layout.NHWC;
        tiles = Tiles.of(p, Math.min(ImplicitGemm.PANELS * MR, ImplicitGemm.MOST_PIXELS), 1, jobs);
        gatherNhwc = nhwc ? new GatherNhwcFloat(p) : null;
        gatherNchw = nhwc ? null : new GatherNchwFloat(p, tiles, BlockingFloat.COLUMN_STEP);
        plane = problem.outH() * problem.outW();
        depth = problem.depth();
        kBlocks = BlockingFloat.pieces(depth, BlockingFloat.KC);
        channelPanels = BlockingFloat.pieces(problem.groupK(), NR);
        packedWeights = packWeights(weights);
        packedBias = packBias(bias);

        rowStep = depth <= CHUNK ? CHUNK : BlockingFloat.ROW_STEP;
        inPlace = nhwc && p.groups() == 1 && p.src().c() == rowStep && ImplicitGemm.pointwise(problem);
        int pixels = tiles.mostRows() * tiles.mostColumns();
        int pixelPanels = BlockingFloat.pieces(pixels, MR);
        aBlock = nhwc ? 0 : gatherNchw.copyElements();
        int aElements = nhwc
                ? inPlace ? 0 : pixels * rowStep
                : pixelPanels * BlockingFloat.COLUMN_STEP * Math.min(BlockingFloat.KC, depth);
        sums = aBlock + aElements + L; // the gather may write a vector behind the last panel
        int sumTiles = nhwc || kBlocks == 1 ? 1 : Math.multiplyExact(pixelPanels, channelPanels);
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
                if (nhwc) {
                    PackFloat.panels(weights, q0 * p.k() + g * groupK, p.k(), kc, groupK, packed, to);
                } else {
                    PackFloat.panelsTransposed(weights, g * groupK * depth + q0, depth, kc, groupK, packed, to);
                }
            }
        }
        return packed;
    }

    private float[] packBias(float[] bias) {
        if (bias == null) {
            return null;
        }
        float[] packed = new float[p.groups() * channelPanels * NR];
        for (int g = 0; g < p.groups(); g++) {
            System.arraycopy(bias, g * p.groupK(), packed, g * channelPanels * NR, p.groupK());
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
    public float[] newWorkspace() {
        return new float[workspaceElements];
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        return packedWeights.length + (packedBias == null ? 0 : packedBias.length);
    }

    @Override
    public String detail() {
        return MR + "x" + NR + " kc=" + BlockingFloat.pieces(depth, kBlocks);
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
        int firstChannel = group * p.groupK();
        int to = nhwc
                ? dstOffset + (image * plane + firstPixel) * p.k() + firstChannel
                : dstOffset + (image * p.k() + firstChannel) * plane + firstPixel;
        boolean copied = !nhwc && !gatherNchw.readsInPlace(src.length, srcImage, group, oh0, rows);
        if (copied) {
            gatherNchw.copy(src, srcImage, group, oh0, rows, ow0, columns, workspace, 0);
        }
        int pixels = rows * columns;
        for (int kb = 0; kb < kBlocks; kb++) {
            int q0 = BlockingFloat.start(depth, kBlocks, kb);
            int q1 = BlockingFloat.start(depth, kBlocks, kb + 1);
            int weights = START + group * channelPanels * NR * depth + channelPanels * NR * q0;
            int bias = group * channelPanels * NR;
            if (!nhwc) {
                gatherColumns(copied ? workspace : src, copied ? 0 : srcImage, !copied, group, oh0, rows, ow0, columns, q0, q1, workspace);
                multiplyColumns(pixels, kb, q1 - q0, weights, bias, dst, to, workspace);
            } else if (inPlace) {
                multiplyRows(pixels, kb, depth, src, srcImage + firstPixel * rowStep, weights, bias, dst, to, workspace);
            } else {
                gatherNhwc.tile(src, srcImage, group, oh0, rows, ow0, columns, q0, q1, workspace, 0, rowStep);
                multiplyRows(pixels, kb, q1 - q0, workspace, 0, weights, bias, dst, to, workspace);
            }
        }
    }

    /** NCHW: the windows of all pixels as panels of columns. */
    private void gatherColumns(
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
        int panels = BlockingFloat.pieces(pixels, MR);
        for (int i = 0; i < panels; i++) {
            int first = BlockingFloat.start(pixels, panels, i);
            int count = BlockingFloat.start(pixels, panels, i + 1) - first;
            int to = aBlock + i * BlockingFloat.COLUMN_STEP * (q1 - q0);
            gatherNchw.columns(
                    from, fromOffset, inPlace, group, oh0, rows, ow0, columns, first, count, q0, q1, workspace, to);
        }
    }

    /** NHWC: one KC of the depth for all pixels of the tile and all output channels of the group. */
    private void multiplyRows(
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
        int panels = BlockingFloat.pieces(pixels, MR);
        for (int j = 0; j < channelPanels; j++, weights += kc * NR, bias += NR, to += NR) {
            int channels = Math.min(NR, p.groupK() - j * NR);
            for (int i = 0; i < panels; i++) {
                int first = BlockingFloat.start(pixels, panels, i);
                int count = BlockingFloat.start(pixels, panels, i + 1) - first;
                int at = to + first * p.k();
                rows(count, channels, kb, kc, a, aOffset + first * rowStep, weights, bias, dst, at, workspace);
            }
        }
    }

    /** NCHW: the same from panels of columns. */
    private void multiplyColumns(
            int pixels, int kb, int kc, int weights, int bias, float[] dst, int to, float[] workspace) {
        int panels = BlockingFloat.pieces(pixels, MR);
        for (int j = 0; j < channelPanels; j++, weights += kc * NR, bias += NR) {
            int channels = Math.min(NR, p.groupK() - j * NR);
            for (int i = 0; i < panels; i++) {
                int first = BlockingFloat.start(pixels, panels, i);
                int count = BlockingFloat.start(pixels, panels, i + 1) - first;
                int sum = kBlocks == 1 ? sums : sums + (j * panels + i) * TILE;
                columns(count, kb, kc, aBlock + i * BlockingFloat.COLUMN_STEP * kc, weights, workspace, sum);
                if (kb == kBlocks - 1) {
                    transpose(count, channels, bias, workspace, sum, dst, to + j * NR * plane + first);
                }
            }
        }
    }

    /** NHWC: into the destination where a row of the tile fits there, else into a tile that is copied. */
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
