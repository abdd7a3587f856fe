package io.github.jconv.simd.gradient;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.MicroKernelFloat;
import io.github.jconv.simd.gemm.OuterKernelFloat;
import io.github.jconv.simd.gemm.StridedKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.GradientKernel;
import java.util.Arrays;

/**
 * {@link WeightGemm} for one problem. Rows of the product are output channels, columns window elements, and the sums run
 * over pixels:
 *
 * <pre>
 * for each chunk of pixels                    stage 0; a tile is a block and a split
 *   copy the input under it                   {@link InputCopyFloat}: channels innermost, padding written out
 *   pack the output's gradient as A           {@link PixelPackFloat}
 *   for each NR window elements
 *     pack them as B                          {@link PixelPackFloat}, unless they can be read from the copy
 *     for each MR output channels             {@link MicroKernelFloat}, onto the sums
 * add up the splits, store                    {@link StoreFloat}; stage 1 where there are several splits
 * </pre>
 */
final class WeightGemmFloat implements GradientKernel<float[]> {

    private static final int MR = BlockingFloat.MR;
    private static final int NR = BlockingFloat.NR;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    private final ConvProblem p;
    private final Cuts cuts;

    /** Whether the output's gradient is what the product's problem calls the input, and the input its output's gradient. */
    private final boolean exchanged;

    private final boolean nhwc;

    /** Whether the product's rows and columns are read where they lie. */
    private final boolean rowsInPlace;

    private final boolean columnsInPlace;
    private final InputCopyFloat copy;
    private final PixelPackFloat pack;
    private final StoreFloat store;
    private final int rowChunks;
    private final int columnChunks;
    private final int blocks;

    /** From one panel of A to the next. */
    private final int panelStep;

    /** Elements of a block's sums. */
    private final int sums;

    /** Where things lie in the workspace. */
    private final int copyAt;

    private final int bAt;
    private final int aAt;
    private final int sumsAt;
    private final int workspaceElements;

    WeightGemmFloat(ConvProblem problem, Cuts cuts, boolean exchanged) {
        p = problem;
        this.cuts = cuts;
        this.exchanged = exchanged;
        nhwc = problem.src().layout() == Layout.NHWC;
        rowsInPlace = Pointwise.rowsInPlace(problem);
        columnsInPlace = nhwc && rowsInPlace && Pointwise.near(problem.src().c(), NR);
        copy = new InputCopyFloat(problem, cuts);
        pack = new PixelPackFloat(problem, cuts);
        store = new StoreFloat(problem, cuts, exchanged);
        rowChunks = BlockingFloat.pieces(problem.outH(), cuts.rows());
        columnChunks = BlockingFloat.pieces(problem.outW(), cuts.columns());
        blocks = cuts.blocks(problem.groups());
        int pixels = cuts.depth(problem.window(), cuts.images(), cuts.rows(), cuts.columns());
        int rowPanels = BlockingFloat.pieces(cuts.rowPanels(), cuts.rowBlocks());
        panelStep = nhwc ? BlockingFloat.COLUMN_STEP * pixels : MR * BlockingFloat.ROW_STEP;
        // The transposes that store read whole squares, up to L rows and L taps further.
        sums = Math.multiplyExact(rowPanels * cuts.mr(), cuts.step());
        bAt = START;
        aAt = bAt + (cuts.unpacked() ? 0 : pixels * NR);
        int packed = rowsInPlace ? 0 : Math.multiplyExact(rowPanels, panelStep) + BlockingFloat.COLUMN_STEP;
        copyAt = Math.addExact(aAt, packed);
        sumsAt = Math.addExact(copyAt, columnsInPlace ? 0 : copy.elements());
        workspaceElements = Math.addExact(sumsAt, Math.addExact(cuts.splits() == 1 ? sums : 0, store.elements()));
    }

    /** The most rows of a panel: those of the kernel that will be called. */
    static int mostRows(ConvProblem p) {
        if (!Pointwise.rowsInPlace(p)) {
            return MR;
        }
        return p.src().layout() == Layout.NHWC ? OuterKernelFloat.MAX_ROWS : StridedKernelFloat.mostRows(2);
    }

    @Override
    public int stages() {
        return cuts.splits() == 1 ? 1 : 2;
    }

    @Override
    public int tiles(int stage) {
        return stage == 0 ? blocks * cuts.splits() : blocks * store.pieces();
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public int sharedElements() {
        return cuts.splits() == 1 ? 0 : Math.addExact(cuts.splits() * blocks * sums, store.slack());
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
        return cuts.mr() + "x" + NR + " kc=" + cuts.images() * cuts.rows() * cuts.columns()
                + (columnsInPlace ? " in place" : rowsInPlace ? " rows in place" : cuts.unpacked() ? " unpacked" : "")
                + (exchanged ? " exchanged" : "") + " splits=" + cuts.splits();
    }

    @Override
    public void run(
            int stage, int tile, float[] src, float[] gradDst, float[] gradWeights, float[] workspace, float[] shared) {
        if (stage == 1) {
            int block = tile / store.pieces();
            int piece = tile % store.pieces();
            store.addUp(piece, shared, block * sums, blocks * sums);
            store.store(block, piece, shared, block * sums, gradWeights, workspace, sumsAt);
            return;
        }
        int block = tile % blocks;
        int split = tile / blocks;
        float[] columns = exchanged ? gradDst : src;
        float[] rows = exchanged ? src : gradDst;
        if (cuts.splits() > 1) {
            sum(block, split, columns, rows, workspace, shared, (split * blocks + block) * sums);
            return;
        }
        sum(block, 0, columns, rows, workspace, workspace, sumsAt + store.squareElements());
        for (int piece = 0; piece < store.pieces(); piece++) {
            store.store(block, piece, workspace, sumsAt + store.squareElements(), gradWeights, workspace, sumsAt);
        }
    }

    /** Sums a block over the chunks of a split. */
    private void sum(int block, int split, float[] src, float[] gradDst, float[] workspace, float[] to, int toOffset) {
        int first = BlockingFloat.start(cuts.chunks(), cuts.splits(), split);
        int last = BlockingFloat.start(cuts.chunks(), cuts.splits(), split + 1);
        if (first == last) { // an empty batch
            Arrays.fill(to, toOffset, toOffset + sums, 0f);
        }
        int group = block / (cuts.channelBlocks() * cuts.rowBlocks());
        int channelBlock = block / cuts.rowBlocks() % cuts.channelBlocks();
        int rowBlock = block % cuts.rowBlocks();
        for (int chunk = first; chunk < last; chunk++) {
            int image = chunk / (rowChunks * columnChunks) * cuts.images();
            int images = Math.min(cuts.images(), p.src().n() - image);
            int row = chunk / columnChunks % rowChunks * cuts.rows();
            int rows = Math.min(cuts.rows(), p.outH() - row);
            int column = chunk % columnChunks * cuts.columns();
            int columns = Math.min(cuts.columns(), p.outW() - column);
            if (!columnsInPlace) {
                copy.copy(src, group, channelBlock, image, images, row, rows, column, columns, workspace, copyAt);
            }
            if (rowsInPlace && nhwc) {
                int pixel = image * p.outW() + column;
                pixels(rowBlock, pixel, images * columns, chunk == first, src, gradDst, workspace, to, toOffset);
                continue;
            }
            if (rowsInPlace) {
                planes(rowBlock, image, images, column, columns, chunk == first, gradDst, workspace, to, toOffset);
                continue;
            }
            packA(group, rowBlock, gradDst, image, images, row, rows, column, columns, workspace);
            multiply(rowBlock, images, rows, columns, chunk == first, workspace, to, toOffset);
        }
    }

    /** The first output channel of a panel, counted within its group. */
    private int channel(int panel) {
        return BlockingFloat.start(p.groupK(), cuts.rowPanels(), panel);
    }

    private int firstPanel(int rowBlock) {
        return BlockingFloat.start(cuts.rowPanels(), cuts.rowBlocks(), rowBlock);
    }

    private void packA(
            int group,
            int rowBlock,
            float[] gradDst,
            int image,
            int images,
            int row,
            int rows,
            int column,
            int columns,
            float[] workspace) {
        int first = firstPanel(rowBlock);
        int last = firstPanel(rowBlock + 1);
        for (int i = first; i < last; i++) {
            int k = group * p.groupK() + channel(i);
            int count = channel(i + 1) - channel(i);
            int to = aAt + (i - first) * panelStep;
            if (nhwc) {
                pack.columns(gradDst, k, count, image, images, row, rows, column, columns, workspace, to);
            } else {
                pack.rows(gradDst, k, count, image, images, row, rows, column, columns, workspace, to);
            }
        }
    }

    /** The product of NHWC pixels whose rows are read where they lie. */
    private void pixels(
            int rowBlock,
            int pixel,
            int kc,
            boolean isFirst,
            float[] src,
            float[] gradDst,
            float[] workspace,
            float[] to,
            int toOffset) {
        int first = firstPanel(rowBlock);
        int last = firstPanel(rowBlock + 1);
        int step = cuts.step();
        int lda = p.k();
        float[] windows = columnsInPlace ? src : workspace;
        int ldb = columnsInPlace ? p.src().c() : NR;
        for (int j = 0; j < cuts.panels(); j++) {
            int b = columnsInPlace ? pixel * ldb + j * NR : columns(j, 1, 1, kc, workspace);
            for (int i = first; i < last; i++) {
                int count = channel(i + 1) - channel(i);
                int a = pixel * lda + channel(i);
                int c = toOffset + (channel(i) - channel(first)) * step + j * NR;
                if (isFirst) {
                    OuterKernelFloat.into(count, kc, gradDst, a, lda, windows, b, ldb, to, c, step);
                } else {
                    OuterKernelFloat.onto(count, kc, gradDst, a, lda, windows, b, ldb, to, c, step);
                }
            }
        }
    }

    /** The product of pieces of NCHW planes, one of each image, whose rows are read where they lie. */
    private void planes(
            int rowBlock,
            int image,
            int images,
            int column,
            int columns,
            boolean isFirst,
            float[] gradDst,
            float[] workspace,
            float[] to,
            int toOffset) {
        int first = firstPanel(rowBlock);
        int last = firstPanel(rowBlock + 1);
        int step = cuts.step();
        int plane = p.outW();
        for (int j = 0; j < cuts.panels(); j++) {
            int panel = columns(j, images, 1, columns, workspace);
            for (int i = first; i < last; i++) {
                int count = channel(i + 1) - channel(i);
                int c = toOffset + (channel(i) - channel(first)) * step + j * NR;
                for (int n = 0; n < images; n++) {
                    int a = ((image + n) * p.k() + channel(i)) * plane + column;
                    int b = panel + n * columns * NR;
                    if (isFirst && n == 0) {
                        StridedKernelFloat.into(
                                count, 2, columns, gradDst, a, plane, workspace, b, null, 0, to, c, step);
                    } else {
                        StridedKernelFloat.onto(
                                count, 2, columns, gradDst, a, plane, workspace, b, null, 0, to, c, step);
                    }
                }
            }
        }
    }

    /** Where a panel of window elements lies, packed unless it can be read from the copy. */
    private int columns(int panel, int images, int rows, int columns, float[] workspace) {
        if (cuts.unpacked()) {
            return copyAt + pack.windowsAt(panel);
        }
        pack.windows(panel, images, rows, columns, workspace, copyAt, workspace, bAt);
        return bAt;
    }

    private void multiply(
            int rowBlock,
            int images,
            int rows,
            int columns,
            boolean isFirst,
            float[] workspace,
            float[] to,
            int toOffset) {
        int kc = cuts.depth(p.window(), images, rows, columns);
        int first = firstPanel(rowBlock);
        int last = firstPanel(rowBlock + 1);
        int step = cuts.step();
        for (int j = 0; j < cuts.panels(); j++) {
            int b = columns(j, images, rows, columns, workspace);
            for (int i = first; i < last; i++) {
                int count = channel(i + 1) - channel(i);
                int a = aAt + (i - first) * panelStep;
                int c = toOffset + (channel(i) - channel(first)) * step + j * NR;
                if (nhwc && isFirst) {
                    MicroKernelFloat.columnsInto(count, kc, workspace, a, workspace, b, null, 0, to, c, step);
                } else if (nhwc) {
                    MicroKernelFloat.columnsOnto(count, kc, workspace, a, workspace, b, null, 0, to, c, step);
                } else if (isFirst) {
                    MicroKernelFloat.rowsInto(count, kc, workspace, a, workspace, b, null, 0, to, c, step);
                } else {
                    MicroKernelFloat.rowsOnto(count, kc, workspace, a, workspace, b, null, 0, to, c, step);
                }
            }
        }
    }
}
