package io.github.jconv.simd.dense;

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
 * {@link ImplicitGemm} with output channels as rows of A and pixels as columns of B: NCHW planes that fill vectors with
 * pixels. Nothing is transposed: a row of the product is a piece of an output plane.
 *
 * <p>A tile runs
 *
 * <pre>
 * pack the tile's windows as B                {@link GatherNchwFloat}; stays in the second cache
 * for each MR output channels
 *   for each NR pixels                        {@link MicroKernelFloat}, {@link FinishFloat}
 * </pre>
 *
 * <p>The whole depth is summed in one go: {@link ImplicitGemm} sends only what fits one KC.
 */
final class PixelColumnsFloat implements VectorKernelFloat {

    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    private final ConvProblem p;
    private final float[] bias;
    private final int mr;
    private final Tiles tiles;
    private final GatherNchwFloat gather;
    private final int plane;
    private final int depth;
    private final int channelPanels;

    /** Panels of A, {@code [group][panel][depth][STEP]}. */
    private final float[] packedWeights;

    private final int tile;
    private final int bBlock;
    private final int copy;
    private final int workspaceElements;

    PixelColumnsFloat(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        this.bias = bias == null ? null : bias.clone();
        mr = BlockingFloat.of(context.blocking()).mr;
        tiles = Tiles.of(p, ImplicitGemm.pixels(context, ImplicitGemm.PANELS * NR), NR, context.jobs());
        gather = new GatherNchwFloat(p, tiles, NR);
        plane = p.outH() * p.outW();
        depth = p.depth();
        channelPanels = BlockingFloat.pieces(p.groupK(), mr);
        packedWeights = packWeights(weights);

        int pixels = Math.multiplyExact(tiles.mostRows(), tiles.mostColumns());
        tile = START;
        bBlock = tile + mr * NR;
        // The gather may write a vector behind the last panel.
        copy = bBlock + PackFloat.panelElements(depth, pixels) + NR;
        workspaceElements = Math.addExact(copy, gather.copyElements());
    }

    private float[] packWeights(float[] weights) {
        int groupElements = channelPanels * STEP * depth;
        float[] packed = new float[Math.addExact(START, Math.multiplyExact(p.groups(), groupElements))];
        for (int g = 0; g < p.groups(); g++) {
            for (int i = 0; i < channelPanels; i++) {
                int first = channel(i);
                int from = (g * p.groupK() + first) * depth;
                int to = START + g * groupElements + i * STEP * depth;
                PackFloat.columns(weights, from, depth, channel(i + 1) - first, depth, packed, to);
            }
        }
        return packed;
    }

    /** The first channel of a panel, counted within its group. */
    private int channel(int panel) {
        return BlockingFloat.start(p.groupK(), channelPanels, panel);
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
        return packedWeights.length + (bias == null ? 0 : bias.length);
    }

    @Override
    public String detail() {
        return mr + "x" + NR + " pixels across kc=" + depth;
    }

    @Override
    public void run(int index, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = tiles.image(index);
        int group = tiles.group(index);
        int oh0 = tiles.firstRow(index);
        int rows = tiles.rows(index);
        int ow0 = tiles.firstColumn(index);
        int columns = tiles.columns(index);
        int srcImage = srcOffset + image * p.src().imageElements();
        int to = dstOffset + (image * p.k() + group * p.groupK()) * plane + oh0 * tiles.outW() + ow0;
        boolean inPlace = gather.readsInPlace(src.length, srcImage, group, oh0, rows, ow0, columns);
        if (!inPlace) {
            gather.copy(src, srcImage, group, oh0, rows, ow0, columns, workspace, copy);
        }
        float[] from = inPlace ? src : workspace;
        int fromOffset = inPlace ? srcImage : copy;
        int pixels = rows * columns;
        for (int j = 0; j < pixels; j += NR) {
            int count = Math.min(NR, pixels - j);
            int panel = bBlock + j * depth;
            gather.columns(
                    from, fromOffset, inPlace, group, oh0, rows, ow0, columns, j, count, 0, depth, workspace, panel);
        }
        multiply(group, pixels, dst, to, workspace);
    }

    /** All pixels of the tile and all output channels of the group. */
    private void multiply(int group, int pixels, float[] dst, int to, float[] workspace) {
        int weights = START + group * channelPanels * STEP * depth;
        for (int i = 0; i < channelPanels; i++, weights += STEP * depth) {
            int first = channel(i);
            int count = channel(i + 1) - first;
            int firstBias = group * p.groupK() + first;
            for (int j = 0; j < pixels; j += NR) {
                int at = to + first * plane + j;
                product(count, Math.min(NR, pixels - j), weights, bBlock + j * depth, firstBias, dst, at, workspace);
            }
        }
    }

    /** Into the destination where a row of the tile fits there, else into a tile that is copied. */
    private void product(
            int count, int width, int weights, int b, int firstBias, float[] dst, int at, float[] workspace) {
        boolean direct = width == NR;
        float[] a = packedWeights;
        float[] c = direct ? dst : workspace;
        int cOffset = direct ? at : tile;
        int ldc = direct ? plane : NR;
        if (p.accumulate()) {
            if (!direct) {
                FinishFloat.load(count, width, dst, at, plane, workspace, tile);
            }
            MicroKernelFloat.columnsOnto(count, depth, a, weights, workspace, b, bias, firstBias, c, cOffset, ldc);
        } else {
            MicroKernelFloat.columnsInto(count, depth, a, weights, workspace, b, bias, firstBias, c, cOffset, ldc);
        }
        FinishFloat.activation(count, 2, c, cOffset, ldc, p.activation());
        if (!direct) {
            FinishFloat.store(count, width, workspace, tile, dst, at, plane);
        }
    }
}
