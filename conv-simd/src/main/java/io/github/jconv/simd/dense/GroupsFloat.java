package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernel for NHWC with few output channels ({@link FewChannels}), or few in each group ({@link ImplicitGemm}), which would leave most of a vector
 * of channels empty: a tile transposes some groups of some rows to NCHW, where vectors are of pixels, computes them there, and
 * transposes the result back.
 */
final class GroupsFloat implements TileKernel<float[], GroupsFloat.Workspace> {

    private static final int L = LanesFloat.LANES;

    /** Bytes of the groups of a tile and their result: a quarter of a second cache of 2 MiB. */
    private static final int WANTED = 1 << 19;

    private final ConvProblem p;
    private final int strips;
    private final int blocks;
    private final TileGrid grid;

    /** Of each strip's blocks; strips that are cut alike share theirs. */
    private final Kernel<float[]>[] kernels;

    private final int srcElements;
    private final int dstElements;
    private final int innerElements;
    private final int packedElements;

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
        strips = strips(problem, jobs);
        grid = new TileGrid(problem.src().n(), Math.multiplyExact(strips, blocks));
        kernels = (Kernel<float[]>[]) new Kernel<?>[strips * blocks];
        int most = 0;
        int rows = 0;
        int outRows = 0;
        int inner = 0;
        int packed = 0;
        for (int block = 0; block < blocks; block++) {
            most = Math.max(most, firstGroup(block + 1) - firstGroup(block));
            Map<ConvProblem, Kernel<float[]>> bound = new HashMap<>();
            for (int strip = 0; strip < strips; strip++) {
                ConvProblem part = part(strip, block);
                Kernel<float[]> kernel = bound.get(part);
                if (kernel == null) {
                    kernel = kernel(part, block, weights, bias, binder);
                    bound.put(part, kernel);
                    packed = Math.addExact(packed, kernel.packedElements());
                }
                kernels[strip * blocks + block] = kernel;
                rows = Math.max(rows, part.src().h());
                outRows = Math.max(outRows, part.outH());
                inner = Math.max(inner, kernel.workspaceElements());
            }
        }
        srcElements = most * p.groupC() * rows * p.src().w();
        dstElements = most * p.groupK() * outRows * p.outW();
        innerElements = inner;
        packedElements = packed;
    }

    /** Bytes of so many output rows of a group and the input below them. */
    private static double groupBytes(ConvProblem p, int outRows) {
        Window window = p.window();
        double rows = Math.min(p.src().h(), (outRows - 1.0) * window.strideH() + window.extentH());
        return p.type().bytes() * (p.groupC() * rows * p.src().w() + (double) p.groupK() * outRows * p.outW());
    }

    /** Whether a problem in NHWC may be one of this kernel's: no window lies in the padding above or below the plane. */
    static boolean takes(ConvProblem p, int panel) {
        Window window = p.window();
        return p.groupK() <= panel / 2
                && groupBytes(p, 1) <= ImplicitGemm.GROUPS_ROOM
                && window.padTop() < window.extentH()
                && window.padBottom() < window.extentH();
    }

    /** Output rows of a strip: as many of a group as are wanted, at least one. */
    private static int mostRows(ConvProblem p) {
        int rows = p.outH();
        while (rows > 1 && groupBytes(p, rows) > WANTED) {
            rows -= Math.ceilDiv(rows, 8);
        }
        return rows;
    }

    /** Strips that an image is cut into: a group alone in a block is cut for the jobs, too. */
    static int strips(ConvProblem p, int jobs) {
        int fitting = BlockingFloat.pieces(p.outH(), mostRows(p));
        return jobs == 1 || p.groups() > 1 ? fitting : Math.min(p.outH(), Math.max(fitting, 2 * jobs));
    }

    /** Blocks that the groups of an image are cut into. */
    static int blocks(ConvProblem p, int jobs) {
        int fitting = (int) Math.max(1, WANTED / groupBytes(p, mostRows(p)));
        int wanted = BlockingFloat.pieces(p.groups(), fitting);
        int vectors = Math.max(1, p.groups() * Math.min(p.groupC(), p.groupK()) / L);
        return jobs == 1 ? wanted : Math.min(p.groups(), Math.max(wanted, Math.min(2 * jobs, vectors)));
    }

    private int firstOutRow(int strip) {
        return BlockingFloat.start(p.outH(), strips, strip);
    }

    /** The first input row under a strip. */
    private int firstRow(int strip) {
        return Math.max(
                0, firstOutRow(strip) * p.window().strideH() - p.window().padTop());
    }

    /** Input rows under a strip. */
    private int rows(int strip) {
        Window window = p.window();
        int below = (firstOutRow(strip + 1) - 1) * window.strideH() - window.padTop() + window.extentH();
        return Math.min(p.src().h(), below) - firstRow(strip);
    }

    /** Some groups of a strip as a problem of its own. */
    private ConvProblem part(int strip, int block) {
        Window window = p.window();
        int groups = firstGroup(block + 1) - firstGroup(block);
        int above = firstOutRow(strip) * window.strideH() - window.padTop();
        int below = (firstOutRow(strip + 1) - 1) * window.strideH() - window.padTop() + window.extentH();
        return new ConvProblem(
                Shape.nchw(1, groups * p.groupC(), rows(strip), p.src().w()),
                groups * p.groupK(),
                window.withPadding(
                        Math.max(0, -above),
                        window.padLeft(),
                        Math.max(0, below - p.src().h()),
                        window.padRight()),
                groups,
                p.type(),
                p.activation(),
                p.precision(),
                p.accumulate());
    }

    private int firstGroup(int block) {
        return BlockingFloat.start(p.groups(), blocks, block);
    }

    private Kernel<float[]> kernel(ConvProblem part, int block, float[] weights, float[] bias, Binder binder) {
        int k0 = firstGroup(block) * p.groupK();
        int k = part.k();
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
        return binder.bind(part, own, ownBias);
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
        return packedElements;
    }

    @Override
    public String detail() {
        return kernels[0].detail() + (p.groups() > 1 ? " blocks of groups=" + blocks : "") + " transposed strips="
                + strips;
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, Workspace workspace) {
        int image = tile / kernels.length;
        int strip = tile % kernels.length / blocks;
        int block = tile % blocks;
        Kernel<float[]> kernel = kernels[strip * blocks + block];
        int groups = firstGroup(block + 1) - firstGroup(block);
        int c = p.src().c();
        int channels = groups * p.groupC();
        int pixels = rows(strip) * p.src().w();
        int from = srcOffset
                + image * p.src().imageElements()
                + firstRow(strip) * p.src().w() * c;
        PackFloat.transpose(pixels, channels, src, from + firstGroup(block) * p.groupC(), c, workspace.src, 0, pixels);
        int outPixels = (firstOutRow(strip + 1) - firstOutRow(strip)) * p.outW();
        int k = groups * p.groupK();
        int to =
                dstOffset + (image * p.outH() + firstOutRow(strip)) * p.outW() * p.k() + firstGroup(block) * p.groupK();
        if (p.accumulate()) {
            PackFloat.transpose(outPixels, k, dst, to, p.k(), workspace.dst, 0, outPixels);
        }
        for (int inner = 0; inner < kernel.grid().tilesPerImage(); inner++) {
            kernel.run(inner, workspace.src, 0, workspace.dst, 0, workspace.inner);
        }
        PackFloat.transpose(k, outPixels, workspace.dst, 0, outPixels, dst, to, p.k());
    }
}
