package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.TileGrid;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of {@link Grouped} for NHWC. A tile runs
 *
 * <pre>
 * for each vector of output channels
 *   for each few output rows
 *     for each 28 output columns
 *       copy the input under them, a vector of channels a pixel
 *       for each input channel of a group        {@link GroupSlideFloat}
 *       activation, copy
 * </pre>
 */
final class GroupedFloat implements NhwcKernelFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Output columns in a piece: input and sums stay in the first cache. */
    private static final int COLUMNS = 28;

    private final ConvProblem p;
    private final Window window;
    private final int rows;
    private final int columnPieces;
    private final Strips strips;
    private final PackedFloat packed;

    /** Input channels of the groups of a vector of output channels. */
    private final int channels;

    /** For each input channel of a group: the lanes of a vector of input channels that starts with a group's first. */
    private final VectorShuffle<Float>[] orders;

    /** Whether columns of padding are left out, which infinite weights would turn into NaN. */
    private final boolean skips;

    /** From one row of the copy to the next, and where the sums start behind it. */
    private final int copyRow;

    private final int sums;
    private final int workspaceElements;

    @SuppressWarnings("unchecked") // Java has no arrays of a type variable
    GroupedFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = problem;
        window = problem.window();
        rows = GroupSlideFloat.rows(window.r(), window.s(), window.strideH());
        columnPieces = BlockingFloat.pieces(problem.outW(), COLUMNS);
        strips = Strips.of(problem, L, 2 * rows, jobs);
        packed = PackedFloat.of(problem, weights, bias);
        skips = PackFloat.isFinite(weights);
        channels = L / problem.groupK() * problem.groupC();
        orders = (VectorShuffle<Float>[]) new VectorShuffle<?>[problem.groupC()];
        for (int i = 0; i < orders.length; i++) {
            int channel = i;
            orders[i] = VectorShuffle.fromOp(S, lane -> lane / p.groupK() * p.groupC() + channel);
        }
        int columns = BlockingFloat.pieces(problem.outW(), columnPieces);
        copyRow = ((columns - 1) * window.strideW() + window.s()) * L;
        sums = ((rows - 1) * window.strideH() + window.r()) * copyRow;
        workspaceElements = sums + rows * columns * L;
    }

    @Override
    public TileGrid grid() {
        return strips.grid();
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public WorkspaceFloat newWorkspace(int elements) {
        return new WorkspaceFloat(elements, 0);
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        return packed.elements();
    }

    @Override
    public String detail() {
        return rows + " rows of " + L / p.groupK() + (L == p.groupK() ? " group" : " groups");
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, WorkspaceFloat workspace) {
        int image = strips.image(tile);
        int oh0 = strips.firstRow(tile);
        int height = strips.rows(tile);
        int srcImage = srcOffset + image * p.src().imageElements();
        int dstImage = dstOffset + image * p.outH() * p.outW() * p.k();
        int rowPieces = BlockingFloat.pieces(height, rows);
        int first = strips.firstChannel(tile);
        int end = first + strips.channels(tile);
        for (int v = first; v < end; v += L) {
            int k = Math.min(v, end - L); // the last vector may overlap the one before
            for (int i = 0; i < rowPieces; i++) {
                int oh = oh0 + BlockingFloat.start(height, rowPieces, i);
                int m = oh0 + BlockingFloat.start(height, rowPieces, i + 1) - oh;
                for (int piece = 0; piece < columnPieces; piece++) {
                    int ow = BlockingFloat.start(p.outW(), columnPieces, piece);
                    int columns = BlockingFloat.start(p.outW(), columnPieces, piece + 1) - ow;
                    int iw = ow * window.strideW() - window.padLeft();
                    copy(src, srcImage, k / p.groupK() * p.groupC(), oh, m, iw, columns, workspace.numbers);
                    sum(k, m, iw, columns, workspace.numbers);
                    store(dst, dstImage + (oh * p.outW() + ow) * p.k() + k, m, columns, workspace.numbers);
                }
            }
        }
    }

    /** Copies the input under a piece from column iw on, with its padding: as many channels from c on as a vector's groups have. */
    private void copy(float[] src, int srcImage, int c, int oh, int m, int iw, int columns, float[] workspace) {
        int w = p.src().w();
        int inputRows = (m - 1) * window.strideH() + window.r();
        int inputColumns = (columns - 1) * window.strideW() + window.s();
        int ih0 = oh * window.strideH() - window.padTop();
        int left = Math.clamp(-iw, 0, inputColumns);
        int right = Math.clamp(w - iw, left, inputColumns);
        for (int i = 0; i < inputRows; i++) {
            int ih = ih0 + i;
            boolean padding = ih < 0 || ih >= p.src().h();
            int begin = padding ? inputColumns : left;
            int end = padding ? inputColumns : right;
            int to = i * copyRow;
            Arrays.fill(workspace, to, to + begin * L, 0f);
            pixels(end - begin, src, srcImage + (ih * w + iw + begin) * p.src().c() + c, workspace, to + begin * L);
            Arrays.fill(workspace, to + end * L, to + inputColumns * L, 0f);
        }
    }

    private void pixels(int count, float[] src, int from, float[] workspace, int to) {
        int step = p.src().c();
        if (channels == L) {
            for (int j = 0; j < count; j++) {
                FloatVector.fromArray(S, src, from + j * step).intoArray(workspace, to + j * L);
            }
        } else {
            for (int j = 0; j < count; j++) {
                System.arraycopy(src, from + j * step, workspace, to + j * L, channels);
            }
        }
    }

    private void sum(int k, int m, int iw, int columns, float[] workspace) {
        FloatVector bias = FloatVector.fromArray(S, packed.bias(), k);
        int end = sums + m * columns * L;
        for (int i = sums; i < end; i += L) {
            bias.intoArray(workspace, i);
        }
        int stride = window.strideW();
        int open = (window.s() - 1) / stride;
        int before = Math.max(0, -iw);
        int behind =
                Math.max(0, iw + (columns - 1) * stride + window.s() - p.src().w());
        int lead = skips ? Math.min(before / stride, open) : 0;
        int trail = skips ? Math.min(Math.ceilDiv(behind, stride), open) : 0;
        for (int c = 0; c < p.groupC(); c++) {
            GroupSlideFloat.run(
                    window.r(),
                    stride,
                    m,
                    columns,
                    lead,
                    trail,
                    workspace,
                    0,
                    copyRow,
                    orders[c],
                    packed.weights(),
                    c * packed.step() + k,
                    p.groupC() * packed.step(),
                    columns * L,
                    workspace,
                    sums);
        }
    }

    /** What the destination holds if it is added to, activation, and the way of a piece's sums to the destination. */
    private void store(float[] dst, int to, int m, int columns, float[] workspace) {
        int row = p.outW() * p.k();
        for (int i = 0; i < m && p.accumulate(); i++) {
            for (int j = 0; j < columns; j++) {
                FinishFloat.add(L, dst, to + i * row + j * p.k(), workspace, sums + (i * columns + j) * L);
            }
        }
        FinishFloat.activation(m * columns, 1, workspace, sums, L, p.activation());
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < columns; j++) {
                FloatVector.fromArray(S, workspace, sums + (i * columns + j) * L)
                        .intoArray(dst, to + i * row + j * p.k());
            }
        }
    }
}
