package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.MicroKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.GradientKernel;
import java.util.Arrays;

/**
 * {@link WinogradGradient} for one problem:
 *
 * <pre>
 * for each chunk of tiles                     stage 0; a tile of work is a block and a split
 *   transform the input under it              {@link GatherFloat}, as panels of B
 *   transform the output's gradient           {@link GatherFloat}, as panels of A
 *   for each product of a tile
 *     for each NR input channels
 *       for each MR output channels           {@link MicroKernelFloat}, onto the sums
 * add up the splits, transform, store         {@link GradientOutputFloat}; stage 1 where there are several splits
 * </pre>
 */
final class WinogradGradientFloat implements GradientKernel<float[]> {

    private static final int L = LanesFloat.LANES;
    private static final int MR = BlockingFloat.MR;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    private final ConvProblem p;
    private final Form form;
    private final GradientCuts cuts;
    private final boolean nhwc;
    private final GatherFloat input;
    private final GatherFloat gradient;
    private final GradientOutputFloat output;
    private final int rowChunks;
    private final int columnChunks;

    /** Elements of an image of the output: asking the problem for its shape makes one. */
    private final int gradientImage;

    /** From one product to the next, of the transformed input, of the transformed gradient and of the sums. */
    private final int inputStep;

    private final int gradientStep;
    private final int sumStep;

    /** From one output channel's sums to the next. */
    private final int rowStep;

    /** Elements of a block's sums. */
    private final int sums;

    /** Where things lie in the workspace. */
    private final int gradientAt;

    private final int scratch;
    private final int sumsAt;
    private final int workspaceElements;

    WinogradGradientFloat(ConvProblem problem, Form form, GradientCuts cuts) {
        p = problem;
        this.form = form;
        this.cuts = cuts;
        nhwc = problem.src().layout() == Layout.NHWC;
        int top = problem.window().padTop();
        int left = problem.window().padLeft();
        input = new GatherFloat(problem.src(), top, left, form, false, cuts.rows(), cuts.columns(), NR);
        gradient = new GatherFloat(problem.dst(), 0, 0, form, true, cuts.rows(), cuts.columns(), STEP);
        rowChunks = BlockingFloat.pieces(cuts.tilesH(), cuts.rows());
        columnChunks = BlockingFloat.pieces(cuts.tilesW(), cuts.columns());
        gradientImage = problem.dst().imageElements();
        int tiles = cuts.tiles();
        // One cache line more than a multiple of many lines: else the products of a tile would share a cache set.
        inputStep = cuts.mostColumnPanels() * tiles * NR + L;
        gradientStep = cuts.mostRowPanels() * tiles * STEP + L;
        rowStep = cuts.mostColumnPanels() * NR;
        sumStep = cuts.mostRowPanels() * STEP * rowStep + L;
        sums = Math.multiplyExact(form.products, sumStep);
        int splitStep = Math.multiplyExact(cuts.blocks(), sums);
        output = new GradientOutputFloat(problem, sumStep, rowStep, splitStep, cuts.splits());
        gradientAt = START + form.products * inputStep;
        scratch = gradientAt + form.products * gradientStep;
        int most = Math.max(Math.max(input.scratchElements(), gradient.scratchElements()), output.scratchElements());
        sumsAt = Math.addExact(scratch, most);
        workspaceElements = Math.addExact(sumsAt, cuts.splits() == 1 ? sums : 0);
    }

    @Override
    public int stages() {
        return cuts.splits() == 1 ? 1 : 2;
    }

    @Override
    public int tiles(int stage) {
        return cuts.blocks() * (stage == 0 ? cuts.splits() : pieces());
    }

    /** Pieces that a block is stored in, some of them empty where blocks differ. */
    private int pieces() {
        return BlockingFloat.pieces(cuts.mostRowPanels() * STEP, L);
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public int sharedElements() {
        return cuts.splits() == 1 ? 0 : START + Math.multiplyExact(cuts.splits() * cuts.blocks(), sums);
    }

    @Override
    public float[] newArray(int elements) {
        return new float[elements];
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public String detail() {
        return MR + "x" + NR + " tiles=" + cuts.tiles() + " splits=" + cuts.splits();
    }

    @Override
    public void run(
            int stage, int tile, float[] src, float[] gradDst, float[] gradWeights, float[] workspace, float[] shared) {
        if (stage == 1) {
            store(tile / pieces(), tile % pieces(), shared, START + tile / pieces() * sums, gradWeights, workspace);
            return;
        }
        int block = tile % cuts.blocks();
        int split = tile / cuts.blocks();
        if (cuts.splits() > 1) {
            sum(block, split, src, gradDst, workspace, shared, START + tile * sums);
            return;
        }
        sum(block, split, src, gradDst, workspace, workspace, sumsAt);
        for (int piece = 0; piece < pieces(); piece++) {
            store(block, piece, workspace, sumsAt, gradWeights, workspace);
        }
    }

    /** The first panel of output channels of a block. */
    private int firstRowPanel(int rowBlock) {
        return BlockingFloat.start(cuts.rowPanels(), cuts.rowBlocks(), rowBlock);
    }

    /** The first input channel of a block. */
    private int firstColumn(int columnBlock) {
        return Math.min(
                BlockingFloat.start(cuts.columnPanels(), cuts.columnBlocks(), columnBlock) * NR,
                p.src().c());
    }

    private void store(int block, int piece, float[] from, int at, float[] gradWeights, float[] workspace) {
        int rowBlock = block % cuts.rowBlocks();
        int columnBlock = block / cuts.rowBlocks();
        int k = firstRowPanel(rowBlock) * STEP + piece * L;
        int end = Math.min(firstRowPanel(rowBlock + 1) * STEP, p.k());
        int c = firstColumn(columnBlock);
        int first = at + piece * L * rowStep;
        output.store(
                from,
                first,
                k,
                Math.min(L, end - k),
                c,
                firstColumn(columnBlock + 1) - c,
                gradWeights,
                workspace,
                scratch);
    }

    /** Sums a block over the chunks of a split. */
    private void sum(int block, int split, float[] src, float[] gradDst, float[] workspace, float[] to, int toOffset) {
        int first = BlockingFloat.start(cuts.chunks(), cuts.splits(), split);
        int last = BlockingFloat.start(cuts.chunks(), cuts.splits(), split + 1);
        if (first == last) { // an empty batch
            Arrays.fill(to, toOffset, toOffset + sums, 0f);
        }
        int rowBlock = block % cuts.rowBlocks();
        int columnBlock = block / cuts.rowBlocks();
        int c0 = firstColumn(columnBlock);
        int c1 = firstColumn(columnBlock + 1);
        int k0 = firstRowPanel(rowBlock) * STEP;
        int k1 = Math.min(firstRowPanel(rowBlock + 1) * STEP, p.k());
        for (int chunk = first; chunk < last; chunk++) {
            int image = chunk / (rowChunks * columnChunks) * cuts.images();
            int images = Math.min(cuts.images(), p.src().n() - image);
            int row = chunk / columnChunks % rowChunks * cuts.rows();
            int rows = Math.min(cuts.rows(), cuts.tilesH() - row);
            int column = chunk % columnChunks * cuts.columns();
            int columns = Math.min(cuts.columns(), cuts.tilesW() - column);
            int tiles = images * rows * columns;
            for (int i = 0; i < images; i++) {
                int done = i * rows * columns;
                int x = (image + i) * p.src().imageElements();
                int g = (image + i) * gradientImage;
                int b = START + done * NR;
                int a = gradientAt + done * STEP;
                transform(input, src, x, c0, c1, row, rows, column, columns, workspace, b, inputStep, tiles * NR);
                transform(
                        gradient,
                        gradDst,
                        g,
                        k0,
                        k1,
                        row,
                        rows,
                        column,
                        columns,
                        workspace,
                        a,
                        gradientStep,
                        tiles * STEP);
            }
            multiply(k1 - k0, c1 - c0, tiles, chunk == first, workspace, to, toOffset);
        }
    }

    /** Some tiles of one operand. */
    private void transform(
            GatherFloat gather,
            float[] from,
            int image,
            int channel,
            int endChannel,
            int row,
            int rows,
            int column,
            int columns,
            float[] workspace,
            int to,
            int productStep,
            int chunkStep) {
        int atOnce = nhwc ? endChannel - channel : L;
        for (int c = channel; c < endChannel; c += atOnce) {
            int end = Math.min(c + atOnce, endChannel);
            // The gather counts chunks from channel 0.
            gather.transform(
                    from,
                    image,
                    c,
                    end,
                    row,
                    rows,
                    column,
                    columns,
                    workspace,
                    scratch,
                    to - channel / gather.chunk() * chunkStep,
                    productStep,
                    chunkStep);
        }
    }

    /** All products of a chunk of tiles with each other. */
    private void multiply(
            int rows, int columns, int tiles, boolean isFirst, float[] workspace, float[] to, int toOffset) {
        for (int i = 0; i < form.products; i++) {
            for (int c = 0; c < columns; c += NR) {
                int b = START + i * inputStep + c * tiles;
                for (int k = 0; k < rows; k += STEP) {
                    int a = gradientAt + i * gradientStep + k * tiles;
                    int at = toOffset + i * sumStep + k * rowStep + c;
                    panel(Math.min(STEP, rows - k), tiles, isFirst, workspace, a, b, to, at);
                }
            }
        }
    }

    /** A panel of output channels, in evenly high kernels. */
    private void panel(int rows, int tiles, boolean isFirst, float[] workspace, int a, int b, float[] to, int at) {
        int pieces = BlockingFloat.pieces(rows, MR);
        for (int piece = 0; piece < pieces; piece++) {
            int first = BlockingFloat.start(rows, pieces, piece);
            int count = BlockingFloat.start(rows, pieces, piece + 1) - first;
            int c = at + first * rowStep;
            if (isFirst) {
                MicroKernelFloat.columnsInto(count, tiles, workspace, a + first, workspace, b, null, 0, to, c, rowStep);
            } else {
                MicroKernelFloat.columnsOnto(count, tiles, workspace, a + first, workspace, b, null, 0, to, c, rowStep);
            }
        }
    }
}
