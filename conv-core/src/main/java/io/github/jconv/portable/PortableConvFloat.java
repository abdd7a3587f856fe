package io.github.jconv.portable;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Window;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.TileGrid;

/**
 * One output row a tile. Every inner loop adds four scaled vectors to a fifth, so that a sum is loaded and stored once
 * for four products: with NCHW the vectors are rows of input pixels and the scales weights, with NHWC the vectors are
 * output channels of the weights and the scales input pixels.
 */
final class PortableConvFloat implements Kernel<float[]> {

    /** NHWC pixels that share one pass over the weights, so that four weight vectors serve all of them from L1. */
    private static final int PIXELS = 8;

    private final ConvProblem p;
    private final float[] weights;
    private final float[] bias;
    private final TileGrid grid;
    private final int outW;
    private final int depth;
    private final int groupK;

    PortableConvFloat(ConvProblem problem, float[] weights, float[] bias) {
        this.p = problem;
        this.weights = weights;
        this.bias = bias;
        this.grid = new TileGrid(problem.src().n(), problem.outH());
        this.outW = problem.outW();
        this.depth = problem.depth();
        this.groupK = problem.groupK();
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    @Override
    public int workspaceElements() {
        return p.src().layout() == Layout.NCHW
                ? Math.addExact(Math.multiplyExact(groupK, outW), 4 * outW)
                : Math.multiplyExact(PIXELS, Math.addExact(groupK, depth));
    }

    @Override
    public float[] newWorkspace() {
        return new float[workspaceElements()];
    }

    @Override
    public boolean usesVectors() {
        return false;
    }

    @Override
    public int packedElements() {
        return weights.length + (bias == null ? 0 : bias.length);
    }

    @Override
    public String detail() {
        return "";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int n = tile / grid.tilesPerImage();
        int oh = tile % grid.tilesPerImage();
        for (int group = 0; group < p.groups(); group++) {
            if (p.src().layout() == Layout.NCHW) {
                rowNchw(n, oh, group, src, srcOffset, dst, dstOffset, workspace);
            } else {
                for (int ow = 0; ow < outW; ow += PIXELS) {
                    pixelsNhwc(n, oh, ow, group, src, srcOffset, dst, dstOffset, workspace);
                }
            }
        }
    }

    /** Workspace: sums [groupK][outW], then four rows of input pixels [4][outW]. */
    private void rowNchw(
            int n, int oh, int group, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int rows = groupK * outW;
        zero(workspace, 0, rows);
        int q = 0;
        for (; q + 4 <= depth; q += 4) {
            for (int j = 0; j < 4; j++) {
                gatherRow(n, oh, group, q + j, src, srcOffset, workspace, rows + j * outW);
            }
            for (int k = 0; k < groupK; k++) {
                int w = (group * groupK + k) * depth + q;
                addFour(
                        workspace,
                        k * outW,
                        outW,
                        workspace,
                        rows,
                        outW,
                        weights[w],
                        weights[w + 1],
                        weights[w + 2],
                        weights[w + 3]);
            }
        }
        for (; q < depth; q++) {
            gatherRow(n, oh, group, q, src, srcOffset, workspace, rows);
            for (int k = 0; k < groupK; k++) {
                addOne(workspace, k * outW, outW, workspace, rows, weights[(group * groupK + k) * depth + q]);
            }
        }
        int planeStep = p.outH() * outW;
        for (int k = 0; k < groupK; k++) {
            int channel = group * groupK + k;
            int to = dstOffset + (n * p.k() + channel) * planeStep + oh * outW;
            float b = bias == null ? 0 : bias[channel];
            for (int ow = 0; ow < outW; ow++) {
                dst[to + ow] = finish(workspace[k * outW + ow], b);
            }
        }
    }

    /** The input pixels that weight q of the group's depth meets along one output row; zeros where it is padding. */
    private void gatherRow(int n, int oh, int group, int q, float[] src, int srcOffset, float[] to, int toOffset) {
        Window window = p.window();
        int s = q % window.s();
        int r = q / window.s() % window.r();
        int c = group * p.groupC() + q / (window.s() * window.r());
        int ih = oh * window.strideH() - window.padTop() + r * window.dilationH();
        if (ih < 0 || ih >= p.src().h()) {
            zero(to, toOffset, outW);
            return;
        }
        int row = srcOffset + p.src().index(n, c, ih, 0);
        int iw = s * window.dilationW() - window.padLeft();
        for (int ow = 0; ow < outW; ow++, iw += window.strideW()) {
            to[toOffset + ow] = iw >= 0 && iw < p.src().w() ? src[row + iw] : 0;
        }
    }

    /** Workspace: sums [PIXELS][groupK], then each pixel's window [PIXELS][depth]. */
    private void pixelsNhwc(
            int n,
            int oh,
            int ow,
            int group,
            float[] src,
            int srcOffset,
            float[] dst,
            int dstOffset,
            float[] workspace) {
        int pixels = Math.min(PIXELS, outW - ow);
        int windows = PIXELS * groupK;
        zero(workspace, 0, pixels * groupK);
        for (int i = 0; i < pixels; i++) {
            gatherWindow(n, oh, ow + i, group, src, srcOffset, workspace, windows + i * depth);
        }
        int q = 0;
        for (; q + 4 <= depth; q += 4) {
            int w = q * p.k() + group * groupK;
            for (int i = 0; i < pixels; i++) {
                int x = windows + i * depth + q;
                addFour(
                        workspace,
                        i * groupK,
                        groupK,
                        weights,
                        w,
                        p.k(),
                        workspace[x],
                        workspace[x + 1],
                        workspace[x + 2],
                        workspace[x + 3]);
            }
        }
        for (; q < depth; q++) {
            int w = q * p.k() + group * groupK;
            for (int i = 0; i < pixels; i++) {
                addOne(workspace, i * groupK, groupK, weights, w, workspace[windows + i * depth + q]);
            }
        }
        for (int i = 0; i < pixels; i++) {
            int to = dstOffset + ((n * p.outH() + oh) * outW + ow + i) * p.k() + group * groupK;
            for (int k = 0; k < groupK; k++) {
                dst[to + k] = finish(workspace[i * groupK + k], bias == null ? 0 : bias[group * groupK + k]);
            }
        }
    }

    /** One output pixel's window of one group in the order of the weights, R S C; zeros where it is padding. */
    private void gatherWindow(int n, int oh, int ow, int group, float[] src, int srcOffset, float[] to, int toOffset) {
        Window window = p.window();
        int groupC = p.groupC();
        int at = toOffset;
        for (int r = 0; r < window.r(); r++) {
            int ih = oh * window.strideH() - window.padTop() + r * window.dilationH();
            for (int s = 0; s < window.s(); s++, at += groupC) {
                int iw = ow * window.strideW() - window.padLeft() + s * window.dilationW();
                if (ih >= 0 && ih < p.src().h() && iw >= 0 && iw < p.src().w()) {
                    System.arraycopy(src, srcOffset + p.src().index(n, group * groupC, ih, iw), to, at, groupC);
                } else {
                    zero(to, at, groupC);
                }
            }
        }
    }

    private float finish(float sum, float b) {
        float y = sum + b;
        return p.activation().kind() == Activation.Kind.NONE
                ? y
                : (float) p.activation().apply(y);
    }

    /** The four vectors lie {@code step} apart. */
    private static void addFour(
            float[] y, int yOffset, int n, float[] x, int xOffset, int step, float a0, float a1, float a2, float a3) {
        int x1 = xOffset + step;
        int x2 = x1 + step;
        int x3 = x2 + step;
        for (int i = 0; i < n; i++) {
            y[yOffset + i] += a0 * x[xOffset + i] + a1 * x[x1 + i] + (a2 * x[x2 + i] + a3 * x[x3 + i]);
        }
    }

    private static void addOne(float[] y, int yOffset, int n, float[] x, int xOffset, float a) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] += a * x[xOffset + i];
        }
    }

    private static void zero(float[] a, int from, int count) {
        java.util.Arrays.fill(a, from, from + count, 0);
    }
}
