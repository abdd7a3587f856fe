package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Shape;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;

/**
 * The kernel of {@link Depthwise} and {@link Grouped} for NCHW planes narrower than a vector: a tile transposes a block of
 * channels into NHWC, where no lane is empty, has {@link NhwcFloat} or {@link GroupedFloat} compute it, and transposes the
 * result back.
 */
final class BlocksFloat implements TileKernel<float[], BlocksFloat.Workspace> {

    private static final int L = LanesFloat.LANES;

    /** Elements of a block and its result: both stay in the first cache. */
    private static final int WANTED = 1 << 13;

    private final ConvProblem p;
    private final int blocks;
    private final TileGrid grid;

    /** A kernel for each block, which holds its weights. */
    private final NhwcKernelFloat[] kernels;

    private final int srcElements;
    private final int dstElements;

    /** What a thread needs for a tile. */
    static final class Workspace {
        final float[] src;
        final float[] dst;
        final WorkspaceFloat inner;

        Workspace(int srcElements, int dstElements, WorkspaceFloat inner) {
            src = new float[srcElements];
            dst = new float[dstElements];
            this.inner = inner;
        }
    }

    BlocksFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = problem;
        blocks = blocks(problem, jobs);
        grid = new TileGrid(problem.src().n(), blocks);
        kernels = new NhwcKernelFloat[blocks];
        int most = 0;
        for (int i = 0; i < blocks; i++) {
            most = Math.max(most, firstChannel(i + 1) - firstChannel(i));
            kernels[i] = kernel(i, weights, bias);
        }
        srcElements = most * p.src().h() * p.src().w();
        dstElements = most / p.groupC() * p.groupK() * p.outH() * p.outW();
    }

    /** Whether a problem is one of this kernel's. */
    static boolean takes(ConvProblem p, int lanes) {
        double plane = (double) p.src().h() * p.src().w() + (double) p.groupK() / p.groupC() * p.outH() * p.outW();
        return p.outW() < lanes && p.src().c() >= lanes && plane * lanes <= 4 * WANTED;
    }

    private static int blocks(ConvProblem p, int jobs) {
        int plane = p.src().h() * p.src().w() + p.groupK() * p.outH() * p.outW() / p.groupC();
        int vectors = p.src().c() / L;
        int wanted = BlockingFloat.pieces(vectors, Math.max(1, WANTED / (plane * L)));
        return jobs == 1 ? wanted : Math.clamp(2L * jobs, wanted, vectors);
    }

    /** Blocks are whole vectors; the last one takes the channels that fill none. */
    private int firstChannel(int block) {
        return block == blocks ? p.src().c() : BlockingFloat.start(p.src().c() / L, blocks, block) * L;
    }

    private int firstOutput(int block) {
        return firstChannel(block) / p.groupC() * p.groupK();
    }

    private NhwcKernelFloat kernel(int block, float[] weights, float[] bias) {
        int channels = firstChannel(block + 1) - firstChannel(block);
        int k0 = firstOutput(block);
        int k = firstOutput(block + 1) - k0;
        int taps = p.window().r() * p.window().s();
        float[] ownWeights = new float[p.depth() * k];
        for (int c = 0; c < p.groupC(); c++) {
            int from = k0 * p.depth() + c * taps;
            PackFloat.transpose(k, taps, weights, from, p.depth(), ownWeights, c * k, p.groupC() * k);
        }
        float[] ownBias = new float[k];
        if (bias != null) {
            System.arraycopy(bias, k0, ownBias, 0, k);
        }
        ConvProblem own = new ConvProblem(
                Shape.nhwc(1, p.src().h(), p.src().w(), channels),
                k,
                p.window(),
                channels / p.groupC(),
                p.type(),
                p.activation(),
                p.precision(),
                p.accumulate());
        return p.groupC() == 1
                ? new NhwcFloat(own, 1, ownWeights, ownBias)
                : new GroupedFloat(own, 1, ownWeights, ownBias);
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    @Override
    public int workspaceElements() {
        return srcElements + dstElements + innerElements();
    }

    private int innerElements() {
        int most = 0;
        for (NhwcKernelFloat kernel : kernels) {
            most = Math.max(most, kernel.workspaceElements());
        }
        return most;
    }

    @Override
    public Workspace newWorkspace() {
        return new Workspace(srcElements, dstElements, kernels[0].newWorkspace(innerElements()));
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        int sum = 0;
        for (NhwcKernelFloat kernel : kernels) {
            sum += kernel.packedElements();
        }
        return sum;
    }

    @Override
    public String detail() {
        return kernels[0].detail() + " blocks=" + blocks;
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, Workspace workspace) {
        int image = tile / blocks;
        int block = tile % blocks;
        int c0 = firstChannel(block);
        int channels = firstChannel(block + 1) - c0;
        int k0 = firstOutput(block);
        int k = firstOutput(block + 1) - k0;
        int plane = p.src().h() * p.src().w();
        int from = srcOffset + (image * p.src().c() + c0) * plane;
        PackFloat.transpose(channels, plane, src, from, plane, workspace.src, 0, channels);
        int outPlane = p.outH() * p.outW();
        int to = dstOffset + (image * p.k() + k0) * outPlane;
        if (p.accumulate()) {
            PackFloat.transpose(k, outPlane, dst, to, outPlane, workspace.dst, 0, k);
        }
        NhwcKernelFloat kernel = kernels[block];
        for (int inner = 0; inner < kernel.grid().tilesPerImage(); inner++) {
            kernel.run(inner, workspace.src, 0, workspace.dst, 0, workspace.inner);
        }
        PackFloat.transpose(outPlane, k, workspace.dst, 0, k, dst, to, outPlane);
    }
}
