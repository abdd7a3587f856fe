package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.TableKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.TileGrid;
import java.util.Arrays;

/**
 * {@link ImplicitGemm} with output channels as rows of A and pixels as columns of B, in NCHW. Nothing is transposed: a row of
 * the product is a piece of an output plane. B is read where it lies. A tile runs
 *
 * <pre>
 * copy the input under it, if need be         {@link GatherNchwFloat}; stays in the second cache
 * for each MR output channels
 *   for each two vectors of pixels            {@link TableKernelFloat}, {@link FinishFloat}
 * </pre>
 *
 * <p>A line of pixels ends with a whole vector, too, which repeats some of the one before. The depth is summed in one go, or
 * in pieces of KC that are added up in a tile: {@link NchwForm}.
 */
final class PixelColumnsFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    /** Vectors of a line from which on it is worth one more that the others do not straddle cache lines. */
    private static final int LONG = 128;

    private final ConvProblem p;
    private final float[] bias;
    private final int mr;
    private final Tiles tiles;
    private final GatherNchwFloat gather;
    private final int plane;
    private final int depth;
    private final int kBlocks;

    /** For each piece of the depth, where its blocks lie, and one entry more; null where there is one block. */
    private final int[][] tables;

    private final int channelPanels;

    /** Whether the activation may be applied twice to an element. */
    private final boolean idempotent;

    /** Panels of A, {@code [group][panel][depth][STEP]}. */
    private final float[] packedWeights;

    /** Two tiles, for a sum and what is added to it. */
    private final int tile;

    private final int copy;
    private final int packed;
    private final int workspaceElements;

    /**
     * @param problem in NCHW
     * @param context for whom
     * @param form how, with pixels across
     * @param weights KCRS
     * @param bias one number for each output channel, or null
     */
    PixelColumnsFloat(ConvProblem problem, BindContext context, NchwForm form, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        this.bias = bias == null ? null : bias.clone();
        BlockingFloat blocking = BlockingFloat.of(context.blocking());
        mr = blocking.mr;
        plane = p.outH() * p.outW();
        depth = p.depth();
        kBlocks = BlockingFloat.pieces(depth, blocking.kc);
        Tiles even = Tiles.of(p, form.pixels(), NR, context.jobs());
        tiles = isLong(p) ? even.withLead(START % L) : even;
        gather = new GatherNchwFloat(p, tiles, form, depth);
        tables = gather.block() == depth ? null : new int[kBlocks][];
        for (int i = 0; tables != null && i < kBlocks; i++) {
            int block = gather.block();
            tables[i] = kBlocks == 1
                    ? gather.table()
                    : Arrays.copyOfRange(gather.table(), piece(i) / block, piece(i + 1) / block + 1);
        }
        channelPanels = BlockingFloat.pieces(p.groupK(), mr);
        packedWeights = packWeights(weights);
        idempotent = switch (p.activation().kind()) {
            case NONE, RELU, CLAMP -> true;
            case LEAKY_RELU, HARD_SWISH, SILU -> false;
        };

        tile = START;
        copy = tile + Math.min(kBlocks, 2) * mr * NR + L;
        packed = Math.addExact(copy, BlockingFloat.pieces(gather.copyElements(), NR) * NR);
        workspaceElements = Math.addExact(packed, gather.packs() ? gather.packedElements() : 0);
    }

    private float[] packWeights(float[] weights) {
        int groupElements = channelPanels * STEP * depth;
        float[] packed = new float[Math.addExact(START, Math.multiplyExact(p.groups(), groupElements))];
        float[] rows = new float[mr * depth];
        for (int g = 0; g < p.groups(); g++) {
            for (int i = 0; i < channelPanels; i++) {
                int first = channel(i);
                int count = channel(i + 1) - first;
                for (int k = 0; k < count; k++) {
                    gather.reorder(weights, (g * p.groupK() + first + k) * depth, rows, k * depth);
                }
                int to = START + g * groupElements + i * STEP * depth;
                PackFloat.columns(rows, 0, depth, count, depth, packed, to);
            }
        }
        return packed;
    }

    /** Whether all planes lie alike in their cache lines, and an additional vector hardly counts. */
    private static boolean isLong(ConvProblem p) {
        return p.outH() == 1 && p.outW() == p.src().w() && p.outW() % L == 0 && p.outW() >= LONG * L;
    }

    /** The first depth element of a piece. */
    private int piece(int i) {
        return BlockingFloat.start(depth, kBlocks, i);
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
        return mr + "x" + NR + " pixels across" + gather.detail() + " kc=" + BlockingFloat.pieces(depth, kBlocks);
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
        float[] from = gather.inPlace() ? src : workspace;
        int at = gather.inPlace() ? gather.origin(srcImage, group, oh0, ow0) : copy;
        if (gather.copies()) {
            gather.copy(src, srcImage, group, oh0, rows, ow0, columns, workspace, copy);
        }
        if (gather.packs()) {
            gather.pack(src, srcImage, group, oh0, rows, ow0, columns, 0, depth, workspace, copy, packed);
            from = workspace;
            at = packed;
        }
        int lines = gather.lines(rows);
        int back = ow0 == 0 && tiles.lead() > 0 ? L - tiles.lead() : 0;
        multiply(group, lines, rows * columns / lines, back, from, at, dst, to, workspace);
    }

    /** All pixels of the tile and all output channels of the group. */
    private void multiply(
            int group,
            int lines,
            int length,
            int back,
            float[] from,
            int fromOffset,
            float[] dst,
            int to,
            float[] workspace) {
        int weights = START + group * channelPanels * STEP * depth;
        for (int i = 0; i < channelPanels; i++, weights += STEP * depth) {
            int first = channel(i);
            int count = channel(i + 1) - first;
            int firstBias = group * p.groupK() + first;
            pixels(
                    count,
                    weights,
                    firstBias,
                    lines,
                    length,
                    back,
                    from,
                    fromOffset,
                    dst,
                    to + first * plane,
                    workspace);
        }
    }

    /**
     * All pixels of the tile and some output channels: vector after vector, the next line's after the last of one. A line's
     * second vector repeats so many pixels of the first that it and all others lie within cache lines.
     */
    private void pixels(
            int count,
            int weights,
            int firstBias,
            int lines,
            int length,
            int back,
            float[] from,
            int fromOffset,
            float[] dst,
            int to,
            float[] workspace) {
        int lineStep = gather.lineStep();
        int last = Math.max(0, length - L);
        int done = 0;
        for (int line = 0; line < lines; ) {
            int column = Math.min(done, last);
            int repeated = done - column;
            int width = Math.min(L, length) - repeated;
            int b = fromOffset + line * lineStep + column;
            int c = to + line * length + column;
            done = column + L;
            if (done >= length) {
                done = 0;
                line++;
            }
            boolean pair = line < lines;
            int nextColumn = pair ? Math.min(done - (done == L ? back : 0), last) : column;
            int nextRepeated = pair ? done - nextColumn : 0;
            int nextWidth = pair ? Math.min(L, length) - nextRepeated : 0;
            int bSecond = pair ? fromOffset + line * lineStep + nextColumn - b : 0;
            int cSecond = pair ? to + line * length + nextColumn - c : 0;
            if (pair) {
                done = nextColumn + L;
                if (done >= length) {
                    done = 0;
                    line++;
                }
            }
            boolean twice = nextRepeated > 0 || !pair;
            if (p.accumulate() || kBlocks > 1 || length < L || (twice && !idempotent)) {
                byWayOfATile(
                        count,
                        weights,
                        firstBias,
                        from,
                        b,
                        bSecond,
                        dst,
                        c,
                        cSecond,
                        repeated,
                        width,
                        nextRepeated,
                        nextWidth,
                        workspace);
            } else {
                direct(count, weights, firstBias, from, b, bSecond, dst, c, cSecond);
            }
        }
    }

    private void direct(
            int count, int weights, int firstBias, float[] from, int b, int bSecond, float[] dst, int c, int cSecond) {
        product(0, count, weights, bias, firstBias, from, b, bSecond, dst, c, cSecond, plane);
        if (cSecond == L) {
            FinishFloat.activation(count, 2, dst, c, plane, p.activation());
        } else {
            FinishFloat.activation(count, 1, dst, c, plane, p.activation());
            FinishFloat.activation(count, 1, dst, c + cSecond, plane, p.activation());
        }
    }

    /** The same for vectors that may not be written whole, or not twice. */
    private void byWayOfATile(
            int count,
            int weights,
            int firstBias,
            float[] from,
            int b,
            int bSecond,
            float[] dst,
            int c,
            int cSecond,
            int repeated,
            int width,
            int nextRepeated,
            int nextWidth,
            float[] workspace) {
        product(0, count, weights, bias, firstBias, from, b, bSecond, workspace, tile, L, NR);
        int sum = tile;
        for (int i = 1; i < kBlocks; i++) {
            int more = tile + i % 2 * mr * NR;
            product(i, count, weights, null, 0, from, b, bSecond, workspace, more, L, NR);
            FinishFloat.add(count * NR, workspace, sum, workspace, more);
            sum = more;
        }
        int first = sum + repeated;
        int second = sum + L + nextRepeated;
        int at = c + repeated;
        int next = c + cSecond + nextRepeated;
        if (p.accumulate()) {
            FinishFloat.add(count, width, dst, at, plane, workspace, first);
            FinishFloat.add(count, nextWidth, dst, next, plane, workspace, second);
        }
        FinishFloat.activation(count, 2, workspace, sum, NR, p.activation());
        FinishFloat.store(count, width, workspace, first, dst, at, plane);
        FinishFloat.store(count, nextWidth, workspace, second, dst, next, plane);
    }

    /** What one piece of the depth gives. */
    private void product(
            int piece,
            int count,
            int weights,
            float[] start,
            int firstBias,
            float[] from,
            int b,
            int bSecond,
            float[] c,
            int cOffset,
            int cSecond,
            int ldc) {
        float[] a = packedWeights;
        int step = gather.step();
        int q = piece(piece);
        int kc = piece(piece + 1) - q;
        int panel = weights + q * STEP;
        if (tables == null) {
            int at = b + q * step;
            TableKernelFloat.across(
                    count, kc, a, panel, from, at, step, bSecond, start, firstBias, c, cOffset, cSecond, ldc);
            return;
        }
        TableKernelFloat.acrossBlocks(
                count,
                kc,
                a,
                panel,
                from,
                b,
                step,
                gather.block(),
                tables[piece],
                bSecond,
                start,
                firstBias,
                c,
                cOffset,
                cSecond,
                ldc);
    }
}
