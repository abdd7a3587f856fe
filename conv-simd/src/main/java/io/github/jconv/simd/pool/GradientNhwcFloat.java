package io.github.jconv.simd.pool;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.PoolGradientKernel;

/** The kernel of {@link PoolGradient} for NHWC: a tile is a strip of input rows. */
final class GradientNhwcFloat
        implements PoolGradientKernel<float[], GradientPixelsFloat.Workspace>,
                OnVectors<GradientPixelsFloat.Workspace> {

    private final PoolProblem p;
    private final GradientPixelsFloat pixels;
    private final int strips;

    GradientNhwcFloat(PoolGradientProblem problem, int jobs) {
        p = problem.pool();
        pixels = new GradientPixelsFloat(problem);
        strips = Strips.inputRows(p, jobs);
    }

    @Override
    public int tiles() {
        return p.src().n() * strips;
    }

    @Override
    public int workspaceElements() {
        return pixels.workspaceElements(p.src().c());
    }

    @Override
    public GradientPixelsFloat.Workspace newWorkspace() {
        return pixels.newWorkspace(p.src().c(), 0);
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
        int image = tile / strips;
        int strip = tile % strips;
        int channels = p.src().c();
        int from = image * p.dst().imageElements();
        int end = BlockingFloat.start(p.src().h(), strips, strip + 1);
        for (int ih = BlockingFloat.start(p.src().h(), strips, strip); ih < end; ih++) {
            int to = image * p.src().imageElements() + ih * p.src().w() * channels;
            if (p.isMax()) {
                pixels.maxima(ih, gradDst, indices, from, gradSrc, to, workspace);
            } else {
                pixels.row(ih, gradDst, dst, 0, from, 0, src, to, channels, gradSrc, to, workspace);
            }
        }
    }
}
