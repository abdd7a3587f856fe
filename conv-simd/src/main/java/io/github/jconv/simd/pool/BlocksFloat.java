package io.github.jconv.simd.pool;

import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.PoolKernel;

/**
 * The kernel of {@link Pooling} for NCHW where windows must be seen whole, for indices and powers: a tile transposes the rows under a few output rows of a
 * block of channels to NHWC, pools them there, and transposes the result back.
 */
final class BlocksFloat implements PoolKernel<float[], PixelsFloat.Workspace>, OnVectors<PixelsFloat.Workspace> {

    private static final int L = LanesFloat.LANES;

    /** Elements of the rows of a block: a quarter of a second cache of 512 KiB. */
    private static final int WANTED = 1 << 15;

    private final PoolProblem p;
    private final Window window;
    private final PixelsFloat pixels;
    private final int blocks;
    private final int strips;
    private final int inputElements;
    private final int blockElements;

    BlocksFloat(PoolProblem problem) {
        p = problem;
        window = problem.window();
        // Channels of a block lie a vector apart, so that a block of fewer has lanes that nobody reads.
        pixels = new PixelsFloat(problem, L);
        blocks = BlockingFloat.pieces(problem.src().c(), L);
        int wanted = 1;
        while (wanted < problem.dst().h()
                && inputRows(BlockingFloat.pieces(problem.dst().h(), wanted)) * rowElements() > WANTED) {
            wanted++;
        }
        strips = wanted;
        int rows = BlockingFloat.pieces(problem.dst().h(), strips);
        inputElements = Math.toIntExact(inputRows(rows) * rowElements());
        blockElements = Math.addExact(inputElements, rows * problem.dst().w() * L);
    }

    private long rowElements() {
        return (long) p.src().w() * L;
    }

    /** Input rows under so many output rows at the most. */
    private long inputRows(int rows) {
        return Math.min(p.src().h(), (rows - 1L) * window.strideH() + window.extentH());
    }

    /** Whether the rows under one output row fit. */
    static boolean takes(PoolProblem p) {
        double rows = Math.min(p.src().h(), p.window().extentH());
        return (rows * p.src().w() + p.dst().w()) * L < 1 << 22;
    }

    @Override
    public int tiles() {
        return p.src().n() * blocks * strips;
    }

    @Override
    public int workspaceElements() {
        return blockElements + L + 2 * window.r() * window.s();
    }

    @Override
    public PixelsFloat.Workspace newWorkspace() {
        return pixels.newWorkspace(L, blockElements);
    }

    @Override
    public void run(int tile, float[] src, float[] dst, int[] indices, PixelsFloat.Workspace workspace) {
        int image = tile / (blocks * strips);
        int block = tile / strips % blocks;
        int strip = tile % strips;
        int c0 = BlockingFloat.start(p.src().c(), blocks, block);
        int channels = BlockingFloat.start(p.src().c(), blocks, block + 1) - c0;
        int oh0 = BlockingFloat.start(p.dst().h(), strips, strip);
        int height = BlockingFloat.start(p.dst().h(), strips, strip + 1) - oh0;
        int w = p.src().w();
        int first = Math.clamp(
                (long) oh0 * window.strideH() - window.padTop(), 0, p.src().h());
        int end = Math.clamp(
                (oh0 + height - 1L) * window.strideH() - window.padTop() + window.extentH(),
                first,
                p.src().h());
        int plane = p.src().h() * w;
        int from = (image * p.src().c() + c0) * plane + first * w;
        PackFloat.transpose(channels, (end - first) * w, src, from, plane, workspace.block, 0, L);
        int outPlane = p.dst().h() * p.dst().w();
        int to = (image * p.src().c() + c0) * outPlane + oh0 * p.dst().w();
        for (int i = 0; i < height; i++) {
            int row = i * p.dst().w();
            pixels.row(
                    oh0 + i,
                    workspace.block,
                    0,
                    first,
                    channels,
                    L,
                    workspace.block,
                    inputElements + row * L,
                    L,
                    indices,
                    to + row,
                    1,
                    outPlane,
                    workspace);
        }
        PackFloat.transpose(height * p.dst().w(), channels, workspace.block, inputElements, L, dst, to, outPlane);
    }
}
