package io.github.jconv.simd.depthwise;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.TileGrid;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of {@link Depthwise} for NCHW. A tile runs
 *
 * <pre>
 * copy the input under it, padding written out            {@link BandCopyFloat}
 * for each few output rows
 *   for each vector of columns                            {@link RowsFloat}, or plain loops for other windows
 * activation, store                                       {@link FinishFloat}
 * </pre>
 */
final class NchwFloat implements Kernel<float[]> {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Window window;
    private final Activation activation;
    private final Bands bands;
    private final TileGrid grid;
    private final BandCopyFloat copy;

    /** Output rows of a call of the straight-line kernel, 0 where there is none. */
    private final int rows;

    /** Where each column of the kernel lies in a copied row. */
    private final int[] shift;

    /**
     * For each tile's planes bias and then {@code [R * S]} weights, {@code [tapStep]} each: the weights of each column, or
     * one vector for all.
     */
    private final float[] packed;

    private final int tapStep;
    private final int groups;

    /** Sums of the whole tile, {@code [rows][sumStep]}. */
    private final int sums;

    private final int sumStep;
    private final int workspaceElements;

    NchwFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = problem;
        window = problem.window();
        activation = problem.activation();
        bands = Bands.of(problem, L, jobs);
        grid = bands.grid();
        copy = new BandCopyFloat(problem, bands);
        rows = window.dilationH() == 1 && window.r() == window.s()
                ? SlideFloat.rows(window.r(), window.s(), window.strideH())
                : 0;
        shift = new int[window.s()];
        for (int s = 0; s < shift.length; s++) {
            int column = s * window.dilationW();
            shift[s] = column % bands.stride() * bands.phaseStep() + column / bands.stride();
        }
        groups = BlockingFloat.pieces(problem.k(), bands.planes());
        sumStep = bands.vectors() * L;
        tapStep = bands.planes() == 1 ? L : sumStep;
        packed = pack(weights, bias);
        sums = copy.elements();
        workspaceElements = sums + (bands.mostRows() + 1) * sumStep + 2 * L;
    }

    private float[] pack(float[] weights, float[] bias) {
        int taps = window.r() * window.s();
        int groupElements = (taps + 1) * tapStep;
        float[] to = new float[Math.multiplyExact(groups, groupElements)];
        for (int group = 0; group < groups; group++) {
            int first = BlockingFloat.start(p.k(), groups, group);
            int planes = BlockingFloat.start(p.k(), groups, group + 1) - first;
            for (int tap = 0; tap <= taps; tap++) {
                for (int i = 0; i < tapStep; i++) {
                    int plane = bands.planes() == 1 ? 0 : Math.min(i / bands.pitch(), planes - 1);
                    int k = first + plane;
                    float value = tap > 0 ? weights[k * taps + tap - 1] : bias == null ? 0 : bias[k];
                    to[group * groupElements + tap * tapStep + i] = value;
                }
            }
        }
        return to;
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
    public float[] newWorkspace() {
        return new float[workspaceElements];
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        return packed.length;
    }

    @Override
    public String detail() {
        return (rows > 0 ? rows + " rows" : "any window") + " planes=" + bands.planes();
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = tile / bands.tiles();
        int strip = tile % bands.strips();
        int group = tile % bands.tiles() / bands.strips();
        int oh0 = BlockingFloat.start(p.outH(), bands.strips(), strip);
        int height = BlockingFloat.start(p.outH(), bands.strips(), strip + 1) - oh0;
        int k0 = BlockingFloat.start(p.k(), groups, group);
        int planes = BlockingFloat.start(p.k(), groups, group + 1) - k0;
        copy.run(src, srcOffset + image * p.src().imageElements(), k0, planes, oh0, height, workspace);
        int weights = group * (window.r() * window.s() + 1) * tapStep;
        int to = dstOffset + ((image * p.k() + k0) * p.outH() + oh0) * p.outW();
        boolean direct = bands.planes() == 1
                && p.outW() % L == 0
                && activation.kind() == Activation.Kind.NONE
                && !p.accumulate();
        if (direct) {
            compute(height, workspace, weights, dst, to, p.outW());
        } else {
            compute(height, workspace, weights, workspace, sums, sumStep);
            finish(planes, height, workspace, dst, to);
        }
    }

    private void compute(int height, float[] x, int weights, float[] y, int to, int step) {
        int mask = bands.planes() == 1 ? 0 : -1;
        int down = window.strideH() * bands.rowStep();
        if (rows == 0) {
            for (int row = 0; row < height; row++) {
                anyWindow(x, row * down, weights, mask, y, to + row * step);
            }
            return;
        }
        int groupsOfRows = BlockingFloat.pieces(height, rows);
        for (int g = 0; g < groupsOfRows; g++) {
            int row = BlockingFloat.start(height, groupsOfRows, g);
            int m = BlockingFloat.start(height, groupsOfRows, g + 1) - row;
            RowsFloat.run(
                    window.r(),
                    window.strideH(),
                    m,
                    bands.vectors(),
                    x,
                    row * down,
                    bands.rowStep(),
                    shift,
                    packed,
                    weights,
                    tapStep,
                    mask,
                    y,
                    to + row * step,
                    step);
        }
    }

    /** One output row, the kernel's columns outside and its rows inside. */
    private void anyWindow(float[] x, int from, int weights, int mask, float[] y, int to) {
        for (int q = 0; q < bands.vectors() * L; q += L) {
            int w = weights + (q & mask);
            FloatVector sum = FloatVector.fromArray(S, packed, w);
            for (int s = 0; s < window.s(); s++) {
                int at = from + shift[s] + q;
                int tap = w + (s + 1) * tapStep;
                for (int r = 0; r < window.r(); r++) {
                    sum = FloatVector.fromArray(S, x, at).fma(FloatVector.fromArray(S, packed, tap), sum);
                    at += window.dilationH() * bands.rowStep();
                    tap += window.s() * tapStep;
                }
            }
            sum.intoArray(y, to + q);
        }
    }

    /** What the destination holds if it is added to, activation, and the way of the sums to the destination. */
    private void finish(int planes, int height, float[] workspace, float[] dst, int to) {
        int outW = p.outW();
        int plane = p.outH() * outW;
        for (int k = 0; k < planes && p.accumulate(); k++) {
            for (int row = 0; row < height; row++) {
                int sum = sums + row * sumStep + k * bands.pitch();
                FinishFloat.add(outW, dst, to + k * plane + row * outW, workspace, sum);
            }
        }
        FinishFloat.activation(BlockingFloat.pieces(height * sumStep, 2 * L), workspace, sums, 2 * L, activation);
        // Whole vectors, in the order of their addresses: what one writes too much the next overwrites.
        int end = to + (planes - 1) * plane + height * outW;
        for (int k = 0; k < planes; k++) {
            int at = to + k * plane;
            int sum = sums + k * bands.pitch();
            for (int row = 0; row < height; row++, at += outW, sum += sumStep) {
                int j = 0;
                for (; j < outW && at + j + L <= end; j += L) {
                    FloatVector.fromArray(S, workspace, sum + j).intoArray(dst, at + j);
                }
                for (; j < outW; j++) {
                    dst[at + j] = workspace[sum + j];
                }
            }
        }
    }
}
