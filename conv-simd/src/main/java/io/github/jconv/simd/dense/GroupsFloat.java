package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Shape;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;

/**
 * The kernel of {@link ImplicitGemm} for NHWC in groups with few output channels each, which would leave most of a vector
 * of channels empty: a tile transposes some groups to NCHW, where vectors are of pixels, computes them there, and
 * transposes the result back.
 */
final class GroupsFloat implements TileKernel<float[], GroupsFloat.Workspace> {

    private static final int L = LanesFloat.LANES;

    /** Bytes of the groups of a tile and their result: a quarter of a second cache of 2 MiB. */
    private static final int WANTED = 1 << 19;

    private final ConvProblem p;
    private final int blocks;
    private final TileGrid grid;
    private final Kernel<float[]>[] kernels;
    private final int srcElements;
    private final int dstElements;
    private final int innerElements;

    /** What a thread needs for a tile. */
    static final class Workspace {
        final float[] src;
        final float[] dst;
        final float[] inner;

        Workspace(int srcElements, int dstElements, float[] inner) {
            src = new float[srcElements];
            dst = new float[dstElements];
            this.inner = inner;
        }
    }

    /** Makes the kernel of an NCHW problem. */
    interface Binder {
        Kernel<float[]> bind(ConvProblem problem, float[] weights, float[] bias);
    }

    @SuppressWarnings("unchecked") // Java has no arrays of a type variable
    GroupsFloat(ConvProblem problem, int jobs, float[] weights, float[] bias, Binder binder) {
        p = problem;
        blocks = blocks(problem, jobs);
        grid = new TileGrid(problem.src().n(), blocks);
        kernels = (Kernel<float[]>[]) new Kernel<?>[blocks];
        int most = 0;
        int inner = 0;
        for (int i = 0; i < blocks; i++) {
            most = Math.max(most, firstGroup(i + 1) - firstGroup(i));
            kernels[i] = kernel(i, weights, bias, binder);
            inner = Math.max(inner, kernels[i].workspaceElements());
        }
        srcElements = most * p.groupC() * p.src().h() * p.src().w();
        dstElements = most * p.groupK() * p.outH() * p.outW();
        innerElements = inner;
    }

    private static double groupBytes(ConvProblem p) {
        double pixels = (double) p.src().h() * p.src().w();
        double outPixels = (double) p.outH() * p.outW();
        return p.type().bytes() * (p.groupC() * pixels + p.groupK() * outPixels);
    }

    /** Whether a problem in NHWC is one of this kernel's. */
    static boolean takes(ConvProblem p, int panel) {
        return p.groups() > 1 && p.groupK() <= panel / 2 && groupBytes(p) <= ImplicitGemm.GROUPS_ROOM;
    }

    /** Blocks that the groups of an image are cut into. */
    static int blocks(ConvProblem p, int jobs) {
        int fitting = (int) Math.max(1, WANTED / groupBytes(p));
        int wanted = BlockingFloat.pieces(p.groups(), fitting);
        int vectors = Math.max(1, p.groups() * Math.min(p.groupC(), p.groupK()) / L);
        return jobs == 1 ? wanted : Math.min(p.groups(), Math.max(wanted, Math.min(2 * jobs, vectors)));
    }

    private int firstGroup(int block) {
        return BlockingFloat.start(p.groups(), blocks, block);
    }

    private Kernel<float[]> kernel(int block, float[] weights, float[] bias, Binder binder) {
        int groups = firstGroup(block + 1) - firstGroup(block);
        int k0 = firstGroup(block) * p.groupK();
        int k = groups * p.groupK();
        int taps = p.window().r() * p.window().s();
        float[] own = new float[k * p.depth()];
        for (int q = 0; q < taps; q++) {
            for (int c = 0; c < p.groupC(); c++) {
                for (int i = 0; i < k; i++) {
                    own[(i * p.groupC() + c) * taps + q] = weights[(q * p.groupC() + c) * p.k() + k0 + i];
                }
            }
        }
        float[] ownBias = null;
        if (bias != null) {
            ownBias = new float[k];
            System.arraycopy(bias, k0, ownBias, 0, k);
        }
        ConvProblem problem = new ConvProblem(
                Shape.nchw(1, groups * p.groupC(), p.src().h(), p.src().w()),
                k,
                p.window(),
                groups,
                p.type(),
                p.activation(),
                p.precision(),
                p.accumulate());
        return binder.bind(problem, own, ownBias);
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    @Override
    public int workspaceElements() {
        return srcElements + dstElements + innerElements;
    }

    @Override
    public Workspace newWorkspace() {
        return new Workspace(srcElements, dstElements, new float[innerElements]);
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        int sum = 0;
        for (Kernel<float[]> kernel : kernels) {
            sum += kernel.packedElements();
        }
        return sum;
    }

    @Override
    public String detail() {
        return kernels[0].detail() + " blocks of groups=" + blocks;
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, Workspace workspace) {
        int image = tile / blocks;
        int block = tile % blocks;
        int groups = firstGroup(block + 1) - firstGroup(block);
        int pixels = p.src().h() * p.src().w();
        int channels = groups * p.groupC();
        int from = srcOffset + image * p.src().imageElements() + firstGroup(block) * p.groupC();
        PackFloat.transpose(pixels, channels, src, from, p.src().c(), workspace.src, 0, pixels);
        int outPixels = p.outH() * p.outW();
        int k = groups * p.groupK();
        int to = dstOffset + image * outPixels * p.k() + firstGroup(block) * p.groupK();
        if (p.accumulate()) {
            PackFloat.transpose(outPixels, k, dst, to, p.k(), workspace.dst, 0, outPixels);
        }
        Kernel<float[]> kernel = kernels[block];
        for (int inner = 0; inner < kernel.grid().tilesPerImage(); inner++) {
            kernel.run(inner, workspace.src, 0, workspace.dst, 0, workspace.inner);
        }
        PackFloat.transpose(k, outPixels, workspace.dst, 0, outPixels, dst, to, p.k());
    }
}
