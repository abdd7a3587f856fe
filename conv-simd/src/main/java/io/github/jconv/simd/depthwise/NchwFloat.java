package io.github.jconv.simd.depthwise;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.spi.TileGrid;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of {@link Depthwise} for NCHW. A tile runs
 *
 * <pre>
 * for each output plane
 *   copy the input under it, padding written out          {@link PlaneCopyFloat}
 *   for each vector of columns
 *     for all rows                                        {@link DownFloat}, or plain loops for other windows
 *   activation in place                                   {@link FinishFloat}
 * </pre>
 */
final class NchwFloat implements VectorKernelFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Window window;
    private final Bands bands;
    private final TileGrid grid;
    private final PlaneCopyFloat copy;

    /** Whether there is a straight-line kernel. */
    private final boolean straight;

    /** Where each column of the kernel lies in a copied row. */
    private final int[] shift;

    private final float[] weights;
    private final float[] bias;

    /** Where a vector of columns of each output row waits for its store; two for the end of a plane. */
    private final int columns;

    private final int workspaceElements;

    NchwFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = problem;
        window = problem.window();
        bands = Bands.of(problem, L, jobs);
        grid = bands.grid();
        copy = new PlaneCopyFloat(problem, bands);
        // Rows a dilation apart are rows of a plane of their own, so with stride 1 dilation costs nothing.
        straight = DownFloat.has(window.r(), window.s(), window.strideH())
                && (window.dilationH() == 1 || window.strideH() == 1);
        shift = new int[window.s()];
        for (int s = 0; s < shift.length; s++) {
            int column = s * window.dilationW();
            shift[s] = column % bands.stride() * bands.phaseStep() + column / bands.stride();
        }
        this.weights = weights.clone();
        this.bias = bias == null ? new float[problem.k()] : bias.clone();
        columns = copy.elements();
        workspaceElements = columns + Math.max(2, bands.mostRows()) * L;
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    @Override
    public int workspaceElements() {
        return workspaceElements;
    }

    @Override
    public int packedElements() {
        return weights.length + bias.length;
    }

    @Override
    public String detail() {
        return straight ? "down the rows" : "any window";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = tile / grid.tilesPerImage();
        int group = tile % grid.tilesPerImage() / bands.strips();
        int strip = tile % bands.strips();
        int oh0 = BlockingFloat.start(p.outH(), bands.strips(), strip);
        int height = BlockingFloat.start(p.outH(), bands.strips(), strip + 1) - oh0;
        int k0 = BlockingFloat.start(p.k(), bands.planeGroups(), group);
        int end = BlockingFloat.start(p.k(), bands.planeGroups(), group + 1);
        int copied = -1;
        for (int k = k0; k < end; k++) {
            int c = k / p.groupK();
            if (c != copied) {
                int plane = srcOffset
                        + (image * p.src().c() + c) * p.src().h() * p.src().w();
                copy.run(src, plane, oh0, height, workspace);
                copied = c;
            }
            int to = dstOffset + ((image * p.k() + k) * p.outH() + oh0) * p.outW();
            for (int column = 0; column < p.outW(); column += L) {
                // The last vector may overlap the one before, unless that one's sums would be added twice.
                int q = Math.min(column, Math.max(0, p.outW() - L));
                if (straight && p.outW() >= L && !p.accumulate()) {
                    down(k, height, workspace, q, dst, to + q, p.outW());
                    continue;
                }
                if (straight) {
                    down(k, height, workspace, column, workspace, columns, L);
                } else {
                    anyWindow(k, height, workspace, column);
                }
                store(height, Math.min(L, p.outW() - column), workspace, dst, to + column);
            }
            activate(height * p.outW(), dst, to, workspace);
        }
    }

    /** A vector of columns of all rows by the straight-line kernel. */
    private void down(int k, int height, float[] x, int q, float[] y, int to, int yRow) {
        int apart = window.dilationH();
        int rowStep = bands.rowStep();
        for (int i = 0; i < Math.min(apart, height); i++) {
            DownFloat.run(
                    window.r(),
                    window.strideH(),
                    BlockingFloat.pieces(height - i, apart),
                    x,
                    q + i * rowStep,
                    apart * rowStep,
                    shift,
                    weights,
                    k * window.r() * window.s(),
                    bias[k],
                    y,
                    to + i * yRow,
                    apart * yRow);
        }
    }

    /** A vector of columns of all rows, left in the workspace. */
    private void anyWindow(int k, int height, float[] workspace, int q) {
        int rowStep = window.strideH() * bands.rowStep();
        int row = 0;
        for (; row + 4 <= height; row += 4) {
            fourRows(k, workspace, q + row * rowStep, rowStep, columns + row * L);
        }
        for (; row < height; row++) {
            oneRow(k, workspace, q + row * rowStep, columns + row * L);
        }
    }

    private void fourRows(int k, float[] x, int from, int rowStep, int to) {
        FloatVector a0 = FloatVector.broadcast(S, bias[k]);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int tap = k * window.r() * window.s();
        for (int r = 0; r < window.r(); r++) {
            int row = from + r * window.dilationH() * bands.rowStep();
            for (int column : shift) {
                FloatVector w = FloatVector.broadcast(S, weights[tap++]);
                int at = row + column;
                a0 = FloatVector.fromArray(S, x, at).fma(w, a0);
                a1 = FloatVector.fromArray(S, x, at + rowStep).fma(w, a1);
                a2 = FloatVector.fromArray(S, x, at + 2 * rowStep).fma(w, a2);
                a3 = FloatVector.fromArray(S, x, at + 3 * rowStep).fma(w, a3);
            }
        }
        a0.intoArray(x, to);
        a1.intoArray(x, to + L);
        a2.intoArray(x, to + 2 * L);
        a3.intoArray(x, to + 3 * L);
    }

    private void oneRow(int k, float[] x, int from, int to) {
        FloatVector sum = FloatVector.broadcast(S, bias[k]);
        int tap = k * window.r() * window.s();
        for (int r = 0; r < window.r(); r++) {
            int row = from + r * window.dilationH() * bands.rowStep();
            for (int column : shift) {
                FloatVector w = FloatVector.broadcast(S, weights[tap++]);
                sum = FloatVector.fromArray(S, x, row + column).fma(w, sum);
            }
        }
        sum.intoArray(x, to);
    }

    /** The way of a vector of columns from the workspace to the destination, added to what it holds if it is to be. */
    private void store(int height, int width, float[] workspace, float[] dst, int to) {
        for (int row = 0; row < height && p.accumulate(); row++) {
            FinishFloat.add(width, dst, to + row * p.outW(), workspace, columns + row * L);
        }
        if (LanesFloat.masksAt(dst.length, to + (height - 1) * p.outW())) {
            VectorMask<Float> mask = S.indexInRange(0, width);
            for (int row = 0; row < height; row++) {
                FloatVector.fromArray(S, workspace, columns + row * L).intoArray(dst, to + row * p.outW(), mask);
            }
        } else {
            for (int row = 0; row < height; row++) {
                System.arraycopy(workspace, columns + row * L, dst, to + row * p.outW(), width);
            }
        }
    }

    private void activate(int count, float[] dst, int to, float[] workspace) {
        Activation activation = p.activation();
        if (activation.kind() == Activation.Kind.NONE) {
            return;
        }
        int pairs = count / (2 * L);
        FinishFloat.activation(pairs, 2, dst, to, 2 * L, activation);
        int rest = to + pairs * 2 * L;
        System.arraycopy(dst, rest, workspace, columns, to + count - rest);
        FinishFloat.activation(1, 2, workspace, columns, 2 * L, activation);
        System.arraycopy(workspace, columns, dst, rest, to + count - rest);
    }
}
