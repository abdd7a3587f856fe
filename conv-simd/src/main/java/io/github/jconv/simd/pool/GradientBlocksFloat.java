package io.github.jconv.simd.pool;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.PoolGradientKernel;

/**
 * The kernel of {@link PoolGradient} for norms in NCHW: a tile transposes a block of channels of some input rows, and of
 * the output rows over them, to NHWC, computes there, and transposes the result back.
 */
final class GradientBlocksFloat
        implements PoolGradientKernel<float[], GradientPixelsFloat.Workspace>,
                OnVectors<GradientPixelsFloat.Workspace> {

    private static final int L = LanesFloat.LANES;

    /** Elements of a block: a quarter of a second cache of 512 KiB. */
    private static final int WANTED = 1 << 15;

    private final PoolProblem p;
    private final boolean accumulate;
    private final GradientPixelsFloat pixels;
    private final int blocks;
    private final int strips;
    private final int inputElements;
    private final int outputElements;

    GradientBlocksFloat(PoolGradientProblem problem) {
        p = problem.pool();
        accumulate = problem.accumulate();
        pixels = new GradientPixelsFloat(problem);
        blocks = BlockingFloat.pieces(p.src().c(), L);
        int wanted = 1;
        while (wanted < p.src().h() && elements(p, BlockingFloat.pieces(p.src().h(), wanted)) > WANTED) {
            wanted++;
        }
        strips = wanted;
        int rows = BlockingFloat.pieces(p.src().h(), strips);
        inputElements = rows * p.src().w() * L;
        outputElements = outputRows(p, rows) * p.dst().w() * L;
    }

    /** Input and its gradient, output and its gradient. */
    private static double elements(PoolProblem p, int rows) {
        return 2.0
                * L
                * ((double) rows * p.src().w()
                        + (double) outputRows(p, rows) * p.dst().w());
    }

    /** Output rows over so many input rows at the most. */
    private static int outputRows(PoolProblem p, int rows) {
        Window window = p.window();
        return (int) Math.min(p.dst().h(), (rows + window.extentH() - 2L) / window.strideH() + 1);
    }

    /** Whether the rows over one input row fit. */
    static boolean takes(PoolProblem p) {
        return elements(p, 1) < 1 << 24;
    }

    @Override
    public int tiles() {
        return p.src().n() * blocks * strips;
    }

    @Override
    public int workspaceElements() {
        return 2 * (inputElements + outputElements) + pixels.workspaceElements(L);
    }

    @Override
    public GradientPixelsFloat.Workspace newWorkspace() {
        return pixels.newWorkspace(L, 2 * (inputElements + outputElements));
    }

    @Override
    public void run(
            int tile,
            float[] gradDst,
            int[] indices,
            float[] src,
            float[] dst,
            float[] gradSrc,
            GradientPixelsFloat.Workspace workspace) {
        int image = tile / (blocks * strips);
        int block = tile / strips % blocks;
        int strip = tile % strips;
        int c0 = BlockingFloat.start(p.src().c(), blocks, block);
        int channels = BlockingFloat.start(p.src().c(), blocks, block + 1) - c0;
        int h0 = BlockingFloat.start(p.src().h(), strips, strip);
        int h1 = BlockingFloat.start(p.src().h(), strips, strip + 1);
        if (h0 == h1) {
            return;
        }
        int plane = p.src().h() * p.src().w();
        int outPlane = p.dst().h() * p.dst().w();
        int first = p.firstRowOver(h0);
        int outputs = (p.endRowOver(h1 - 1) - first) * p.dst().w();
        int inputs = (h1 - h0) * p.src().w();
        int at = (image * p.src().c() + c0) * plane + h0 * p.src().w();
        int outAt = (image * p.src().c() + c0) * outPlane + first * p.dst().w();
        float[] all = workspace.block;
        int input = inputElements;
        int output = 2 * inputElements;
        int gradient = output + outputElements;
        PackFloat.transpose(channels, inputs, src, at, plane, all, input, L);
        PackFloat.transpose(channels, outputs, dst, outAt, outPlane, all, output, L);
        PackFloat.transpose(channels, outputs, gradDst, outAt, outPlane, all, gradient, L);
        if (accumulate) {
            PackFloat.transpose(channels, inputs, gradSrc, at, plane, all, 0, L);
        }
        for (int ih = h0; ih < h1; ih++) {
            int row = (ih - h0) * p.src().w() * L;
            pixels.row(ih, all, all, output - gradient, gradient, first, all, input + row, L, all, row, workspace);
        }
        PackFloat.transpose(inputs, channels, all, 0, L, gradSrc, at, plane);
    }
}
