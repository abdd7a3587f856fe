package io.github.jconv.adjoint;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Window;
import io.github.jconv.spi.GradientKernel;
import java.util.Arrays;

/**
 * {@link DepthwiseGradient} for one problem. A tile is a block of channels, so every sum has one writer.
 *
 * <pre>
 * NHWC, for each image, output row, tap        the channels of the block side by side
 *   for each output column                     sums[tap][channel] += gradDst * src
 * NCHW, for each channel, image, input row     copied with its padding, columns of one remainder by the stride together
 *   for each tap and the output row it meets   sums[tap][column] += gradDst * src
 * </pre>
 */
final class DepthwiseGradientFloat implements GradientKernel<float[]> {

    /** Channels of a tile. */
    static final int BLOCK = 64;

    private final ConvProblem p;
    private final Window window;
    private final boolean nhwc;
    private final int taps;
    private final int block;

    /** NCHW: from one phase of a copied row to the next. */
    private final int phaseStep;

    DepthwiseGradientFloat(ConvProblem problem) {
        p = problem;
        window = problem.window();
        nhwc = problem.src().layout() == Layout.NHWC;
        taps = window.r() * window.s();
        block = nhwc ? BLOCK : 1;
        phaseStep = problem.outW() + (window.extentW() - 1) / window.strideW() + 1;
    }

    @Override
    public int stages() {
        return 1;
    }

    @Override
    public int tiles(int stage) {
        return (p.k() + block - 1) / block;
    }

    @Override
    public int workspaceElements() {
        return nhwc ? taps * BLOCK : taps * p.outW() + window.strideW() * phaseStep;
    }

    @Override
    public int sharedElements() {
        return 0;
    }

    @Override
    public float[] newArray(int elements) {
        return new float[elements];
    }

    @Override
    public boolean usesVectors() {
        return false;
    }

    @Override
    public String detail() {
        return "";
    }

    @Override
    public void run(
            int stage, int tile, float[] src, float[] gradDst, float[] gradWeights, float[] workspace, float[] shared) {
        if (nhwc) {
            channels(tile * block, Math.min(block, p.k() - tile * block), src, gradDst, gradWeights, workspace);
        } else {
            plane(tile, src, gradDst, gradWeights, workspace);
        }
    }

    private void channels(int first, int count, float[] src, float[] gradDst, float[] gradWeights, float[] sums) {
        int c = p.k();
        Arrays.fill(sums, 0, taps * BLOCK, 0f);
        for (int n = 0; n < p.src().n(); n++) {
            for (int oh = 0; oh < p.outH(); oh++) {
                for (int tap = 0; tap < taps; tap++) {
                    int ih = oh * window.strideH() - window.padTop() + tap / window.s() * window.dilationH();
                    int iw = tap % window.s() * window.dilationW() - window.padLeft();
                    if (ih < 0 || ih >= p.src().h()) {
                        continue;
                    }
                    int from = Math.ceilDiv(Math.max(0, -iw), window.strideW());
                    int to = Math.min(p.outW(), Math.ceilDiv(Math.max(0, p.src().w() - iw), window.strideW()));
                    int g = p.dstIndex(n, first, oh, from);
                    int x = p.src().index(n, first, ih, iw + from * window.strideW());
                    for (int ow = from; ow < to; ow++, g += c, x += window.strideW() * c) {
                        add(count, sums, tap * BLOCK, gradDst, g, src, x);
                    }
                }
            }
        }
        for (int tap = 0; tap < taps; tap++) {
            for (int i = 0; i < count; i++) {
                store(
                        gradWeights,
                        p.weightIndex(first + i, 0, tap / window.s(), tap % window.s()),
                        sums[tap * BLOCK + i]);
            }
        }
    }

    private static void add(int count, float[] sums, int sum, float[] one, int i, float[] other, int j) {
        for (int k = 0; k < count; k++) {
            sums[sum + k] += one[i + k] * other[j + k];
        }
    }

    private void plane(int c, float[] src, float[] gradDst, float[] gradWeights, float[] sums) {
        int outW = p.outW();
        int row = taps * outW;
        Arrays.fill(sums, 0, row, 0f);
        for (int n = 0; n < p.src().n(); n++) {
            for (int ih = 0; ih < p.src().h(); ih++) {
                boolean copied = false;
                for (int r = 0; r < window.r(); r++) {
                    int position = ih + window.padTop() - r * window.dilationH();
                    int oh = position / window.strideH();
                    if (position < 0 || position % window.strideH() != 0 || oh >= p.outH()) {
                        continue;
                    }
                    if (!copied) {
                        copyRow(src, p.src().index(n, c, ih, 0), sums, row);
                        copied = true;
                    }
                    int g = p.dstIndex(n, c, oh, 0);
                    for (int s = 0; s < window.s(); s++) {
                        int column = s * window.dilationW();
                        int x = row + column % window.strideW() * phaseStep + column / window.strideW();
                        add(outW, sums, (r * window.s() + s) * outW, gradDst, g, sums, x);
                    }
                }
            }
        }
        for (int tap = 0; tap < taps; tap++) {
            float sum = 0;
            for (int ow = 0; ow < outW; ow++) {
                sum += sums[tap * outW + ow];
            }
            store(gradWeights, p.weightIndex(c, 0, tap / window.s(), tap % window.s()), sum);
        }
    }

    /** Padding written out; the columns of each remainder by the stride together. */
    private void copyRow(float[] src, int from, float[] to, int toOffset) {
        int stride = window.strideW();
        for (int phase = 0; phase < stride; phase++) {
            int at = toOffset + phase * phaseStep;
            for (int i = 0; i < phaseStep; i++) {
                int iw = phase + i * stride - window.padLeft();
                to[at + i] = iw >= 0 && iw < p.src().w() ? src[from + iw] : 0;
            }
        }
    }

    private void store(float[] gradWeights, int at, float sum) {
        gradWeights[at] = (p.accumulate() ? gradWeights[at] : 0) + sum;
    }
}
