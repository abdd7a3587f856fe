package io.github.jconv.simd.dense;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.GemmProblem;
import io.github.jconv.Layout;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.GemmFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.TileGrid;
import java.util.Arrays;

/** The kernel of {@link Im2col}. Workspace: the matrix, then the multiplication's own. */
final class Im2colFloat implements VectorKernelFloat {

    private final ConvProblem p;
    private final GemmProblem gemm;
    private final GemmFloat multiplication;
    private final float[] weights;
    private final float[] bias;
    private final TileGrid grid;
    private final GatherNhwcFloat gatherNhwc;
    private final int pixels;
    private final int matrixElements;

    Im2colFloat(ConvProblem problem, Blocking blocking, float[] weights, float[] bias) {
        this.p = problem;
        this.gemm = Im2col.gemm(problem);
        this.multiplication = new GemmFloat(blocking);
        this.weights = weights;
        this.bias = bias;
        this.grid = new TileGrid(problem.src().n(), 1);
        this.gatherNhwc = problem.src().layout() == Layout.NHWC ? new GatherNhwcFloat(problem) : null;
        this.pixels = problem.outH() * problem.outW();
        this.matrixElements = pixels * problem.depth();
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    @Override
    public int workspaceElements() {
        return Math.addExact(matrixElements, multiplication.workspaceElements(gemm));
    }

    @Override
    public int packedElements() {
        return weights.length + (bias == null ? 0 : bias.length);
    }

    @Override
    public String detail() {
        return multiplication.detail(gemm) + " matrix=" + pixels + "x" + p.depth();
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int srcImage = srcOffset + tile * p.src().imageElements();
        int dstImage = dstOffset + tile * pixels * p.k();
        float beta = p.accumulate() ? 1 : 0;
        for (int group = 0; group < p.groups(); group++) {
            int firstK = group * p.groupK();
            if (gatherNhwc != null) {
                windowsNhwc(src, srcImage, group, workspace);
                multiplication.run(
                        gemm,
                        1,
                        workspace,
                        0,
                        weights,
                        firstK,
                        false,
                        beta,
                        dst,
                        dstImage + firstK,
                        workspace,
                        matrixElements);
            } else {
                windowsNchw(src, srcImage, group, workspace);
                int to = dstImage + firstK * pixels;
                multiplication.run(
                        gemm,
                        1,
                        weights,
                        firstK * p.depth(),
                        workspace,
                        0,
                        false,
                        beta,
                        dst,
                        to,
                        workspace,
                        matrixElements);
            }
        }
        finish(dst, dstImage);
    }

    /** The matrix [pixels][R S C]. */
    private void windowsNhwc(float[] src, int srcImage, int group, float[] matrix) {
        int depth = p.depth();
        gatherNhwc.tile(src, srcImage, group, 0, p.outH(), 0, p.outW(), 0, depth, matrix, 0, depth);
    }

    /** The matrix [C R S][pixels]. */
    private void windowsNchw(float[] src, int srcImage, int group, float[] matrix) {
        Window window = p.window();
        int h = p.src().h();
        int w = p.src().w();
        int outW = p.outW();
        int to = 0;
        for (int c = 0; c < p.groupC(); c++) {
            int plane = srcImage + (group * p.groupC() + c) * h * w;
            for (int r = 0; r < window.r(); r++) {
                for (int s = 0; s < window.s(); s++) {
                    int ih = r * window.dilationH() - window.padTop();
                    int iw = s * window.dilationW() - window.padLeft();
                    for (int oh = 0; oh < p.outH(); oh++, ih += window.strideH(), to += outW) {
                        if (ih >= 0 && ih < h) {
                            row(src, plane + ih * w, iw, matrix, to, outW);
                        } else {
                            Arrays.fill(matrix, to, to + outW, 0f);
                        }
                    }
                }
            }
        }
    }

    /** Every strideW-th element of an input row from column iw on, zeros outside. */
    private void row(float[] src, int row, int iw, float[] to, int toOffset, int count) {
        int w = p.src().w();
        int stride = p.window().strideW();
        if (stride == 1) {
            int first = Math.clamp(-iw, 0, count);
            int last = Math.clamp(w - iw, first, count);
            Arrays.fill(to, toOffset, toOffset + first, 0f);
            if (last > first) { // a row that is all padding may start beyond the end of src
                System.arraycopy(src, row + iw + first, to, toOffset + first, last - first);
            }
            Arrays.fill(to, toOffset + last, toOffset + count, 0f);
            return;
        }
        for (int i = 0, column = iw; i < count; i++, column += stride) {
            to[toOffset + i] = column >= 0 && column < w ? src[row + column] : 0f;
        }
    }

    private void finish(float[] dst, int dstImage) {
        if (bias == null && p.activation().kind() == Activation.Kind.NONE) {
            return;
        }
        boolean nhwc = gatherNhwc != null;
        for (int i = 0; i < pixels * p.k(); i++) {
            float b = bias == null ? 0f : bias[nhwc ? i % p.k() : i / pixels];
            dst[dstImage + i] = (float) p.activation().apply(dst[dstImage + i] + b);
        }
    }
}
