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

    /** The depth with its last block of taps filled. */
    private final int fullDepth;

    /** Taps gathered at once. */
    private final int tapBlock;

    private final float[] bias;

    /** Weights where pixels run along the vectors, {@code [channel][fullDepth]}; else empty. */
    private final float[] scales;

    /** Weights where channels do, {@code [group][piece][block]} of {@code [TAPS][width]}; else empty. */
    private final float[][] vectors;

    PortableConvFloat(ConvProblem problem, float[] weights, float[] bias) {
        p = problem;
        cut = Cut.of(problem);
        taps = new Taps(problem);
        gather = new GatherFloat(problem, taps);
        depth = problem.depth();
        fullDepth = Cut.fullBlocks(depth);
        tapBlock = Math.min(Cut.MOST_TAPS, fullDepth);
        this.bias = bias == null ? null : bias.clone();
        scales = cut.channelsAlong() ? new float[0] : packScales(weights);
        vectors = cut.channelsAlong() ? packVectors(weights) : new float[0][];
    }

    private float[] packScales(float[] weights) {
        float[] packed = new float[p.k() * fullDepth];
        for (int k = 0; k < p.k(); k++) {
            int to = k * fullDepth;
            for (int q = 0; q < depth; q++) {
                packed[to + q] = weights[weight(k, q)];
            }
        }
        return packed;
    }

    private float[][] packVectors(float[] weights) {
        int blocks = fullDepth / PassFloat.TAPS;
        float[][] packed = new float[p.groups() * cut.pieces() * blocks][PassFloat.TAPS * cut.width()];
        for (int i = 0; i < p.groups() * cut.pieces(); i++) {
            int piece = i % cut.pieces();
            int first = cut.start(piece);
            int k0 = i / cut.pieces() * p.groupK() + first;
            int count = cut.start(piece + 1) - first;
            for (int q = 0; q < depth; q++) {
                float[] to = packed[i * blocks + q / PassFloat.TAPS];
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
        int from = srcOffset + image * p.src().imageElements() + group * taps.groupStep;
        int firstChannel = group * p.groupK() + (cut.channelsAlong() ? first : firstRow);
        for (int row = 0; row < rows; row++) {
            startSums(row, count, firstChannel, workspace.sums);
        }
        for (int q0 = 0; q0 < fullDepth; q0 += tapBlock) {
            int q1 = Math.min(fullDepth, q0 + tapBlock);
            int blocks = (q1 - q0) / PassFloat.TAPS;
            if (cut.channelsAlong()) {
                gatherScales(src, from, firstRow, rows, q0, q1, workspace.scales);
                int block = ((group * cut.pieces() + piece) * fullDepth + q0) / PassFloat.TAPS;
                PassFloat.add(cut.width(), rows, workspace.sums, blocks, vectors, block, workspace.scales, 0, tapBlock);
            } else {
                gatherVectors(src, from, first, count, q0, q1, workspace.vectors);
                int scale = (group * p.groupK() + firstRow) * fullDepth + q0;
                PassFloat.add(
                        cut.width(), rows, workspace.sums, blocks, workspace.vectors, 0, scales, scale, fullDepth);
            }
        }
        int pixel = cut.channelsAlong() ? firstRow : first;
        int to = dstOffset
                + image * p.k() * p.outH() * p.outW()
                + pixel * taps.pixelStep
                + firstChannel * taps.channelStep;
        finish(rows, count, workspace.sums, dst, to);
    }

    private void startSums(int row, int count, int firstChannel, float[][] sums) {
        float[] y = sums[row];
        if (bias == null) {
            Arrays.fill(y, 0, count, 0);
        } else if (cut.channelsAlong()) {
            System.arraycopy(bias, firstChannel, y, 0, count);
        } else {
            Arrays.fill(y, 0, count, bias[firstChannel + row]);
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
        int neighbours;
        for (int q = q0; q < q1; q += neighbours) {
            float[] block = to[(q - q0) / PassFloat.TAPS];
            int at = (q - q0) % PassFloat.TAPS * cut.width();
            neighbours = at == 0 ? gather.neighbours(q) : 1;
            if (q < depth) {
                gather.pixels(src, from, q, neighbours, firstPixel, pixels, block, at, cut.width());
            } else {
                Arrays.fill(block, at, at + pixels, 0);
            }
        }
    }

    private void finish(int rows, int count, float[][] sums, float[] dst, int to) {
        int step = cut.channelsAlong() ? taps.channelStep : taps.pixelStep;
        int rowStep = cut.channelsAlong() ? taps.pixelStep : taps.channelStep;
        for (int row = 0; row < rows && p.accumulate(); row++) {
            for (int i = 0; i < count; i++) {
                sums[row][i] += dst[to + row * rowStep + i * step];
            }
        }
        if (p.activation().kind() != Activation.Kind.NONE) {
            for (int row = 0; row < rows; row++) {
                activate(sums[row], count);
            }
        }
        int row = 0;
        for (; step > 1 && rowStep == 1 && row + 4 <= rows; row += 4) {
            storeFour(sums[row], sums[row + 1], sums[row + 2], sums[row + 3], count, dst, to + row, step);
        }
        for (; row < rows; row++) {
            store(sums[row], count, dst, to + row * rowStep, step);
        }
    }

    private void activate(float[] y, int count) {
        Activation activation = p.activation();
        for (int i = 0; i < count; i++) {
            y[i] = (float) activation.apply(y[i]);
        }
    }

    private static void store(float[] y, int count, float[] dst, int to, int step) {
        if (step == 1) {
            System.arraycopy(y, 0, dst, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            dst[to + i * step] = y[i];
        }
    }

    /** A transpose: four rows whose elements are neighbours in the output. */
    private static void storeFour(
            float[] y0, float[] y1, float[] y2, float[] y3, int count, float[] dst, int to, int step) {
        for (int i = 0; i < count; i++) {
            int at = to + i * step;
            dst[at] = y0[i];
            dst[at + 1] = y1[i];
            dst[at + 2] = y2[i];
            dst[at + 3] = y3[i];
        }
    }
}
