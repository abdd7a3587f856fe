package io.github.jconv.portable;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;
import java.util.Arrays;

/**
 * The kernel of {@link PortableConv}. A tile runs
 *
 * <pre>
 * for each row                         sums start as the bias
 * for each MOST_TAPS of the depth
 *   gather the windows                 as vectors {@link GatherFloat#pixels} or as scales {@link GatherFloat#window}
 *   multiply                           {@link PassFloat#add}
 * for each row                         activation, store
 * </pre>
 */
final class PortableConvFloat implements TileKernel<float[], WorkspaceFloat> {

    private final ConvProblem p;
    private final Cut cut;
    private final Taps taps;
    private final GatherFloat gather;
    private final int depth;

    /** The depth with its last quad filled. */
    private final int quadDepth;

    /** Taps gathered at once. */
    private final int tapBlock;

    private final float[] bias;

    /** Weights where pixels run along the vectors, {@code [group][channel][quadDepth]}; else empty. */
    private final float[] scales;

    /** Rows of scales in a group. */
    private final int groupRows;

    /** Weights where channels do, {@code [group][piece][quad]} of {@code [TAPS][width]}; else empty. */
    private final float[][] vectors;

    PortableConvFloat(ConvProblem problem, float[] weights, float[] bias) {
        p = problem;
        cut = Cut.of(problem);
        taps = new Taps(problem);
        gather = new GatherFloat(problem, taps);
        depth = problem.depth();
        quadDepth = Cut.fullQuads(depth);
        tapBlock = Math.min(Cut.MOST_TAPS, quadDepth);
        groupRows = Cut.fullPairs(problem.groupK());
        this.bias = bias == null ? null : bias.clone();
        scales = cut.channelsAlong() ? new float[0] : packScales(weights);
        vectors = cut.channelsAlong() ? packVectors(weights) : new float[0][];
    }

    private float[] packScales(float[] weights) {
        float[] packed = new float[p.groups() * groupRows * quadDepth];
        for (int k = 0; k < p.k(); k++) {
            int to = (k / p.groupK() * groupRows + k % p.groupK()) * quadDepth;
            for (int q = 0; q < depth; q++) {
                packed[to + q] = weights[weight(k, q)];
            }
        }
        return packed;
    }

    private float[][] packVectors(float[] weights) {
        int quads = quadDepth / PassFloat.TAPS;
        float[][] packed = new float[p.groups() * cut.pieces() * quads][PassFloat.TAPS * cut.width()];
        for (int i = 0; i < p.groups() * cut.pieces(); i++) {
            int piece = i % cut.pieces();
            int first = cut.start(piece);
            int k0 = i / cut.pieces() * p.groupK() + first;
            int count = cut.start(piece + 1) - first;
            for (int q = 0; q < depth; q++) {
                float[] to = packed[i * quads + q / PassFloat.TAPS];
                int at = q % PassFloat.TAPS * cut.width();
                for (int k = 0; k < count; k++) {
                    to[at + k] = weights[weight(k0 + k, q)];
                }
            }
        }
        return packed;
    }

    /** Where a weight lies in the caller's array. */
    private int weight(int k, int q) {
        return p.src().layout() == Layout.NCHW ? k * depth + q : q * p.k() + k;
    }

    @Override
    public TileGrid grid() {
        return cut.grid();
    }

    @Override
    public int workspaceElements() {
        return WorkspaceFloat.elements(cut, tapBlock);
    }

    @Override
    public WorkspaceFloat newWorkspace() {
        return new WorkspaceFloat(cut, tapBlock);
    }

    @Override
    public boolean usesVectors() {
        return false;
    }

    @Override
    public int packedElements() {
        return scales.length + vectors.length * PassFloat.TAPS * cut.width() + (bias == null ? 0 : bias.length);
    }

    @Override
    public String detail() {
        return (cut.channelsAlong() ? "channels" : "pixels") + "x" + cut.width();
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, WorkspaceFloat workspace) {
        int image = cut.image(tile);
        int group = cut.group(tile);
        int piece = cut.piece(tile);
        int first = cut.start(piece);
        int count = cut.start(piece + 1) - first;
        int firstRow = cut.firstRow(tile);
        int rows = cut.rows(tile);
        int pairs = Cut.fullPairs(rows) / PassFloat.ROWS;
        int from = srcOffset + image * p.src().imageElements() + group * taps.groupStep;
        int firstChannel = group * p.groupK() + (cut.channelsAlong() ? first : firstRow);
        for (int row = 0; row < rows; row++) {
            startSums(row, count, firstChannel, workspace.sums);
        }
        for (int q0 = 0; q0 < quadDepth; q0 += tapBlock) {
            int q1 = Math.min(quadDepth, q0 + tapBlock);
            int quads = (q1 - q0) / PassFloat.TAPS;
            if (cut.channelsAlong()) {
                gatherScales(src, from, firstRow, rows, q0, q1, workspace.scales);
                int quad = ((group * cut.pieces() + piece) * quadDepth + q0) / PassFloat.TAPS;
                PassFloat.add(cut.width(), pairs, workspace.sums, quads, vectors, quad, workspace.scales, 0, tapBlock);
            } else {
                gatherVectors(src, from, first, count, q0, q1, workspace.vectors);
                int scale = (group * groupRows + firstRow) * quadDepth + q0;
                PassFloat.add(
                        cut.width(), pairs, workspace.sums, quads, workspace.vectors, 0, scales, scale, quadDepth);
            }
        }
        int pixel = cut.channelsAlong() ? firstRow : first;
        int to = dstOffset
                + image * p.k() * p.outH() * p.outW()
                + pixel * taps.pixelStep
                + firstChannel * taps.channelStep;
        for (int row = 0; row < rows; row++) {
            finishRow(row, count, workspace.sums, dst, to);
        }
    }

    private void startSums(int row, int count, int firstChannel, float[][] sums) {
        float[] y = sums[row / PassFloat.ROWS];
        int at = row % PassFloat.ROWS * cut.width();
        if (bias == null) {
            Arrays.fill(y, at, at + count, 0);
        } else if (cut.channelsAlong()) {
            System.arraycopy(bias, firstChannel, y, at, count);
        } else {
            Arrays.fill(y, at, at + count, bias[firstChannel + row]);
        }
    }

    private void gatherScales(float[] src, int from, int firstPixel, int pixels, int q0, int q1, float[] to) {
        int end = Math.min(depth, q1);
        for (int i = 0; i < pixels; i++) {
            gather.window(src, from, firstPixel + i, q0, end, to, i * tapBlock);
            Arrays.fill(to, i * tapBlock + end - q0, i * tapBlock + q1 - q0, 0);
        }
    }

    private void gatherVectors(float[] src, int from, int firstPixel, int pixels, int q0, int q1, float[][] to) {
        for (int q = q0; q < q1; q++) {
            float[] quad = to[(q - q0) / PassFloat.TAPS];
            int at = (q - q0) % PassFloat.TAPS * cut.width();
            if (q < depth) {
                gather.pixels(src, from, q, firstPixel, pixels, quad, at);
            } else {
                Arrays.fill(quad, at, at + pixels, 0);
            }
        }
    }

    private void finishRow(int row, int count, float[][] sums, float[] dst, int to) {
        float[] y = sums[row / PassFloat.ROWS];
        int at = row % PassFloat.ROWS * cut.width();
        Activation activation = p.activation();
        if (activation.kind() != Activation.Kind.NONE) {
            for (int i = at; i < at + count; i++) {
                y[i] = (float) activation.apply(y[i]);
            }
        }
        int step = cut.channelsAlong() ? taps.channelStep : taps.pixelStep;
        int first = to + row * (cut.channelsAlong() ? taps.pixelStep : taps.channelStep);
        if (step == 1) {
            System.arraycopy(y, at, dst, first, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            dst[first + i * step] = y[at + i];
        }
    }
}
