package io.github.jconv.simd.dense;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.TableKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileGrid;

/**
 * {@link ImplicitGemm} with pixels as rows of A and output channels as columns of B, in NCHW: for planes that do not fill
 * vectors with pixels, and for sums so deep that the transpose of the result does not matter. A is read where it lies. A tile runs
 *
 * <pre>
 * copy the input under it, if need be         {@link GatherNchwFloat}
 * for each KC of the depth
 *   for each NR output channels
 *     for each MR pixels of a line            {@link TableKernelFloat}
 *       after the last KC                     {@link FinishFloat}, {@link TransposeFloat}
 * </pre>
 */
final class SmallPlanesFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
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

    /** Panels whose sums are kept from one KC to the next. */
    private final int panelsAtOnce;

    /** Whether kernel rows outside the plane are left out. */
    private final boolean skips;

    /** Panels of B, {@code [group][KC block][panel][kc][NR]}. */
    private final float[] packedWeights;

    /** {@code [group][panels * NR]}, or null without bias. */
    private final float[] packedBias;

    private final int sums;
    private final int copy;
    private final int packed;
    private final int workspaceElements;

    /**
     * @param problem in NCHW
     * @param context for whom
     * @param form how, with pixels down
     * @param room bytes of the workspace
     * @param weights KCRS
     * @param bias one number for each output channel, or null
     */
    SmallPlanesFloat(ConvProblem problem, BindContext context, NchwForm form, int room, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        activation = problem.activation();
        BlockingFloat blocking = BlockingFloat.of(context.blocking());
        mr = blocking.mr;
        plane = p.outH() * p.outW();
        depth = problem.depth();
        kBlocks = BlockingFloat.pieces(depth, blocking.kc);
        channelPanels = BlockingFloat.pieces(problem.groupK(), NR);
        tiles = Tiles.of(p, form.pixels(), 1, context.jobs());
        gather = new GatherNchwFloat(p, tiles, form, BlockingFloat.pieces(depth, kBlocks));
        packedWeights = packWeights(weights);
        packedBias = PackFloat.bias(bias, p.groups(), p.groupK());
        skips = p.window().isPadded() && PackFloat.isFinite(weights);

        int pieces = mostPieces();
        panelsAtOnce = kBlocks == 1
                ? channelPanels
                : Math.clamp(NchwForm.mostSums(p, room) / (pieces * TILE), 1, channelPanels);
        sums = START;
        copy = sums + (kBlocks == 1 ? 1 : pieces * panelsAtOnce) * TILE;
        packed = Math.addExact(copy, gather.copyElements());
        workspaceElements = Math.addExact(packed, gather.packs() ? gather.packedElements() : 0);
    }

    /** The most pieces of lines that a tile has. */
    private int mostPieces() {
        int pixels = tiles.mostRows() * tiles.mostColumns();
        int lines = gather.lines(tiles.mostRows());
        return lines * BlockingFloat.pieces(pixels / lines, mr);
    }

    private float[] packWeights(float[] weights) {
        int groupK = p.groupK();
        int groupElements = PackFloat.panelElements(depth, groupK);
        float[] ordered = new float[weights.length];
        for (int k = 0; k < p.k(); k++) {
            gather.reorder(weights, k * depth, ordered, k * depth);
        }
        float[] packed = new float[Math.addExact(START, Math.multiplyExact(p.groups(), groupElements))];
        for (int g = 0; g < p.groups(); g++) {
            for (int kb = 0; kb < kBlocks; kb++) {
                int q0 = BlockingFloat.start(depth, kBlocks, kb);
                int kc = BlockingFloat.start(depth, kBlocks, kb + 1) - q0;
                int to = START + g * groupElements + channelPanels * NR * q0;
                PackFloat.panelsTransposed(ordered, g * groupK * depth + q0, depth, kc, groupK, packed, to);
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
        return mr + "x" + NR + gather.detail() + " kc=" + BlockingFloat.pieces(depth, kBlocks);
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
        float[] from = gather.inPlace() ? src : workspace;
        int at = gather.inPlace() ? gather.origin(srcImage, group, oh0, ow0) : copy;
        if (gather.copies()) {
            gather.copy(src, srcImage, group, oh0, rows, ow0, columns, workspace, copy);
        }
        for (int panel = 0; panel < channelPanels; panel += panelsAtOnce) {
            for (int kb = 0; kb < kBlocks; kb++) {
                if (gather.packs()) {
                    int q0 = BlockingFloat.start(depth, kBlocks, kb);
                    int q1 = BlockingFloat.start(depth, kBlocks, kb + 1);
                    gather.pack(src, srcImage, group, oh0, rows, ow0, columns, q0, q1, workspace, copy, packed);
                    multiply(panel, kb, group, oh0, rows, columns, workspace, packed, dst, to, workspace);
                } else {
                    multiply(panel, kb, group, oh0, rows, columns, from, at, dst, to, workspace);
                }
            }
        }
    }

    /** One KC of the depth for all pixels of the tile and some panels of output channels of the group. */
    private void multiply(
            int firstPanel,
            int kb,
            int group,
            int oh0,
            int rows,
            int columns,
            float[] from,
            int fromOffset,
            float[] dst,
            int to,
            float[] workspace) {
        int q0 = BlockingFloat.start(depth, kBlocks, kb);
        int q1 = BlockingFloat.start(depth, kBlocks, kb + 1);
        int lines = gather.lines(rows);
        int length = rows * columns / lines;
        int pieces = BlockingFloat.pieces(length, mr);
        int weights =
                START + group * channelPanels * NR * depth + channelPanels * NR * q0 + firstPanel * (q1 - q0) * NR;
        int bias = (group * channelPanels + firstPanel) * NR;
        int sum = sums;
        int end = Math.min(channelPanels, firstPanel + panelsAtOnce);
        for (int j = firstPanel; j < end; j++, weights += (q1 - q0) * NR, bias += NR) {
            int channels = Math.min(NR, p.groupK() - j * NR);
            for (int line = 0; line < lines; line++) {
                boolean rowByRow = skips && !gather.packs() && lines == rows;
                int first = rowByRow ? Math.max(q0, firstProduct(oh0 + line)) : q0;
                int last = rowByRow ? Math.max(first, Math.min(q1, endProduct(oh0 + line))) : q1;
                int b = weights + (first - q0) * NR;
                for (int i = 0; i < pieces; i++) {
                    int pixel = BlockingFloat.start(length, pieces, i);
                    int count = BlockingFloat.start(length, pieces, i + 1) - pixel;
                    int a = fromOffset + line * gather.lineStep() + pixel;
                    products(count, kb, last - first, from, a, b, gather.packs() ? 0 : first, bias, workspace, sum);
                    if (kb == kBlocks - 1) {
                        int at = to + j * NR * plane + line * length + pixel;
                        transpose(count, channels, workspace, sum, dst, at);
                    }
                    sum += kBlocks == 1 ? 0 : TILE;
                }
            }
        }
    }

    /** The first depth element whose kernel row meets the plane. */
    private int firstProduct(int oh) {
        Window window = p.window();
        int outside = window.padTop() - oh * window.strideH();
        return outside <= 0
                ? 0
                : Math.min(window.r(), BlockingFloat.pieces(outside, window.dilationH())) * window.s() * p.groupC();
    }

    /** The depth element from which on kernel rows lie below the plane. */
    private int endProduct(int oh) {
        Window window = p.window();
        int left = p.src().h() + window.padTop() - oh * window.strideH();
        return left <= 0
                ? 0
                : Math.min(window.r(), BlockingFloat.pieces(left, window.dilationH())) * window.s() * p.groupC();
    }

    private void products(
            int count, int kb, int kc, float[] a, int aOffset, int b, int first, int bias, float[] workspace, int sum) {
        float[] weights = packedWeights;
        int[] table = gather.table();
        int step = gather.step();
        int block = gather.block();
        if (kb == 0) {
            TableKernelFloat.downInto(
                    count, kc, a, aOffset, step, block, table, first, weights, b, packedBias, bias, workspace, sum);
        } else {
            TableKernelFloat.downOnto(count, kc, a, aOffset, step, block, table, first, weights, b, workspace, sum);
        }
    }

    private void transpose(int pixels, int channels, float[] workspace, int sum, float[] dst, int to) {
        if (p.accumulate()) {
            FinishFloat.addTransposed(pixels, channels, dst, to, plane, workspace, sum);
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
