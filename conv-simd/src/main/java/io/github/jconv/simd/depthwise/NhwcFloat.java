package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.TileGrid;

/**
 * The kernel of {@link Depthwise} for NHWC. A tile runs
 *
 * <pre>
 * for each few output rows
 *   for each 14 or 28 output columns
 *     {@link SlidesFloat}, for each few vectors of channels   {@link SlideFloat}
 *     or {@link PatchFloat}, for other windows
 *     add, activation, copy                                   unless SlideFloat stored to the destination
 * </pre>
 */
final class NhwcFloat implements NhwcKernelFloat {

    private static final int L = LanesFloat.LANES;

    /** Output rows at once where there is no straight-line kernel. */
    private static final int ROWS = 4;

    private final ConvProblem p;
    private final Window window;

    /** Output rows at once. */
    private final int rows;

    private final Strips strips;
    private final int columnPieces;
    private final PackedFloat packed;

    /** Null where there is no straight-line kernel. */
    private final SlidesFloat slides;

    private final PatchFloat patch;

    /** Where the sums start in the workspace, {@code [rows][columns][sumStep]}, and from one pixel to the next. */
    private final int sums;

    private final int sumStep;
    private final int workspaceElements;

    NhwcFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = problem;
        window = problem.window();
        int straight = SlidesFloat.rows(problem, weights);
        rows = straight > 0 ? straight : ROWS;
        strips = Strips.of(problem, L, 2 * rows, jobs);
        columnPieces = BlockingFloat.pieces(problem.outW(), SlidesFloat.columns(problem, straight));
        packed = PackedFloat.of(problem, weights, bias);
        patch = new PatchFloat(problem, PatchSize.of(problem, L), packed);
        sums = patch.elements();
        int dense = BlockingFloat.pieces(strips.mostChannels(), L) * L;
        sumStep = SlidesFloat.isCrowded(dense) ? dense + L : dense;
        slides = straight > 0 ? new SlidesFloat(problem, packed, columnPieces, sums, sumStep) : null;
        int columns = BlockingFloat.pieces(problem.outW(), columnPieces);
        workspaceElements = sums + rows * columns * sumStep + 2 * L;
    }

    @Override
    public TileGrid grid() {
        return strips.grid();
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    /** Only straight-line kernels ask where rows lie; for other windows, whose strides may be of any size, there is no room for that. */
    @Override
    public WorkspaceFloat newWorkspace(int elements) {
        int straight = SlideFloat.rows(window.r(), window.s(), window.strideH());
        return new WorkspaceFloat(elements, straight == 0 ? 0 : (straight - 1) * window.strideH() + window.r());
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        return packed.elements() + (slides == null ? 0 : slides.elements());
    }

    @Override
    public String detail() {
        return slides == null ? "any window" : rows + " rows";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, WorkspaceFloat workspace) {
        int image = strips.image(tile);
        int oh0 = strips.firstRow(tile);
        int height = strips.rows(tile);
        int c0 = strips.firstChannel(tile);
        int channels = strips.channels(tile);
        int srcImage = srcOffset + image * p.src().imageElements();
        int dstImage = dstOffset + image * p.outH() * p.outW() * p.k();
        int groups = BlockingFloat.pieces(height, rows);
        for (int g = 0; g < groups; g++) {
            int oh = oh0 + BlockingFloat.start(height, groups, g);
            int m = oh0 + BlockingFloat.start(height, groups, g + 1) - oh;
            for (int piece = 0; piece < columnPieces; piece++) {
                int ow0 = BlockingFloat.start(p.outW(), columnPieces, piece);
                int columns = BlockingFloat.start(p.outW(), columnPieces, piece + 1) - ow0;
                int to = dstImage + (oh * p.outW() + ow0) * p.k() + c0;
                boolean slid = slides != null
                        && slides.run(src, srcImage, oh, m, piece, ow0, columns, c0, channels, dst, to, workspace);
                if (!slid) {
                    patch.run(src, srcImage, oh, m, ow0, columns, c0, channels, workspace.numbers, 0, sums, sumStep);
                }
                if (!slid || !slides.isDirect()) {
                    finish(m, columns, channels, workspace.numbers, dst, to, !slid || !slides.clamps());
                }
            }
        }
    }

    /** What the destination holds if it is added to, activation, and the way of a piece's sums to the destination. */
    private void finish(int m, int columns, int channels, float[] scratch, float[] dst, int to, boolean activates) {
        boolean whole = channels == p.k() && channels == sumStep;
        int run = whole ? columns * channels : channels;
        int runs = whole ? 1 : columns;
        int runStep = whole ? 0 : sumStep;
        for (int i = 0; i < m && p.accumulate(); i++) {
            int sum = sums + i * columns * sumStep;
            int row = to + i * p.outW() * p.k();
            for (int j = 0; j < runs; j++) {
                FinishFloat.add(run, dst, row + j * p.k(), scratch, sum + j * runStep);
            }
        }
        if (activates) {
            int pairs = BlockingFloat.pieces(m * columns * sumStep, 2 * L);
            FinishFloat.activation(pairs, 2, scratch, sums, 2 * L, p.activation());
        }
        for (int i = 0; i < m; i++) {
            int sum = sums + i * columns * sumStep;
            int row = to + i * p.outW() * p.k();
            for (int j = 0; j < runs; j++) {
                System.arraycopy(scratch, sum + j * runStep, dst, row + j * p.k(), run);
            }
        }
    }
}
