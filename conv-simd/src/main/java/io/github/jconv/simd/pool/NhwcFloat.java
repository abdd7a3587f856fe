package io.github.jconv.simd.pool;

import io.github.jconv.PoolProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.spi.PoolKernel;

/** The kernel of {@link Pooling} for NHWC: a tile is a strip of output rows. */
final class NhwcFloat implements PoolKernel<float[], PixelsFloat.Workspace>, OnVectors<PixelsFloat.Workspace> {

    private final PoolProblem p;
    private final PixelsFloat pixels;
    private final int strips;

    NhwcFloat(PoolProblem problem, int jobs) {
        p = problem;
        pixels = new PixelsFloat(problem, problem.src().c());
        strips = Strips.rows(problem, jobs);
    }

    @Override
    public int tiles() {
        return p.src().n() * strips;
    }

    @Override
    public int workspaceElements() {
        return p.src().c() + 2 * p.window().r() * p.window().s();
    }

    @Override
    public PixelsFloat.Workspace newWorkspace() {
        return pixels.newWorkspace(p.src().c(), 0);
    }

    @Override
    public void run(int tile, float[] src, float[] dst, int[] indices, PixelsFloat.Workspace workspace) {
        int image = tile / strips;
        int strip = tile % strips;
        int channels = p.src().c();
        int from = image * p.src().imageElements();
        int rowElements = p.dst().w() * channels;
        int end = BlockingFloat.start(p.dst().h(), strips, strip + 1);
        for (int oh = BlockingFloat.start(p.dst().h(), strips, strip); oh < end; oh++) {
            int to = (image * p.dst().h() + oh) * rowElements;
            pixels.row(oh, src, from, 0, channels, channels, dst, to, channels, indices, to, channels, 1, workspace);
        }
    }
}
