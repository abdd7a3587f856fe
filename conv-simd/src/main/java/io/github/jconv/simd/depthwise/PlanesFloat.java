package io.github.jconv.simd.depthwise;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.spi.TileGrid;

/**
 * The kernel of {@link Depthwise} for NCHW planes where they lie. A tile runs
 *
 * <pre>
 * for each output plane
 *   for each vector of columns
 *     for all rows                                        {@link TurnFloat}
 *   activation in place                                   {@link FinishFloat}
 * </pre>
 *
 * Vectors reach beyond the edges of a plane. At an end of the array there is nothing beyond: such planes are copied.
 */
final class PlanesFloat implements VectorKernelFloat {

    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Window window;
    private final Bands bands;
    private final TileGrid grid;

    /** Of the straight-line kernel. */
    private final int kind;

    /** The first lane that is written, and how many. All are where a row ends in zeros that it is turned on. */
    private final int lower;

    private final int columns;

    /** The walk down each strip. */
    private final Walk[] walks;

    private final float[] weights;
    private final float[] bias;

    /** Elements that vectors reach beyond a row: before and behind. */
    private final int before;

    private final int behind;

    /** Where the copy of a strip's output lies in the workspace, behind that of its input. */
    private final int outputs;

    private final int workspaceElements;

    PlanesFloat(ConvProblem problem, int jobs, float[] weights, float[] bias) {
        p = problem;
        window = problem.window();
        bands = Bands.of(problem, L, jobs);
        grid = bands.grid();
        walks = new Walk[bands.strips()];
        int mostRows = 0;
        for (int strip = 0; strip < walks.length; strip++) {
            walks[strip] = walk(problem, firstRow(strip), firstRow(strip + 1) - firstRow(strip));
            mostRows = Math.max(mostRows, walks[strip].inputs(window.strideH()));
        }
        this.weights = weights.clone();
        this.bias = bias == null ? new float[problem.k()] : bias.clone();
        int r = window.r();
        int stride = window.strideW();
        boolean turnsOnZeros =
                stride * (L - TurnFloat.lower(r, stride)) >= problem.src().w()
                        && problem.outW() + TurnFloat.upper(r, stride) <= L
                        && window.padLeft() == r / 2;
        lower = turnsOnZeros ? 0 : TurnFloat.lower(r, stride);
        columns = turnsOnZeros ? L : L - lower - TurnFloat.upper(r, stride);
        int reach = Math.max(problem.src().w(), stride * (problem.outW() - 1) + 1) + r / 2;
        boolean half = turnsOnZeros && stride == 2 && reach <= L;
        kind = half ? TurnFloat.HALF : stride;
        before = Math.max(lower, lower * stride + window.padLeft());
        behind = (stride + 1) * L + r;
        outputs = before + mostRows * problem.src().w() + behind;
        workspaceElements = outputs + before + bands.mostRows() * problem.outW() + 2 * L;
    }

    /**
     * Whether a problem is one of this kernel's, if its weights are finite. Where half the lanes would be empty, two
     * transposes cost less; with few multiply-adds a bit later. A window of 5 leaves 4 lanes without all neighbours, too
     * many unless a row fits in one vector.
     */
    static boolean takes(ConvProblem p, int lanes) {
        Window w = p.window();
        return LanesFloat.MASKS
                && lanes >= 2 * (w.r() - 1)
                && 2 * p.outW() >= (w.r() == 3 ? lanes - 2 : lanes)
                && (w.r() == 3 || p.src().w() + w.r() / 2 <= lanes)
                && !p.accumulate()
                && TurnFloat.has(w.r(), w.s(), w.strideH())
                && w.strideH() == w.strideW()
                && w.dilationH() == 1
                && w.dilationW() == 1
                && w.padTop() <= w.r() / 2
                && w.padBottom() <= w.r() / 2;
    }

    private static Walk walk(ConvProblem p, int row, int rows) {
        Window w = p.window();
        return Walk.of(row, rows, w.r(), w.strideH(), w.padTop(), p.src().h());
    }

    private int firstRow(int strip) {
        return BlockingFloat.start(p.outH(), bands.strips(), strip);
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
        return "in place";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = tile / grid.tilesPerImage();
        int group = tile % grid.tilesPerImage() / bands.strips();
        int strip = tile % bands.strips();
        int oh0 = firstRow(strip);
        int height = firstRow(strip + 1) - oh0;
        Walk walk = walks[strip];
        int w = p.src().w();
        int row = oh0 * window.strideH() - window.padTop() + walk.begin();
        int elements = walk.inputs(window.strideH()) * w;
        int outElements = height * p.outW();
        int end = BlockingFloat.start(p.k(), bands.planeGroups(), group + 1);
        int most = p.groupK() == 1 ? p.k() : 1;
        int k = BlockingFloat.start(p.k(), bands.planeGroups(), group);
        while (k < end) {
            int from = srcOffset
                    + ((image * p.src().c() + k / p.groupK()) * p.src().h() + row) * w;
            int to = dstOffset + ((image * p.k() + k) * p.outH() + oh0) * p.outW();
            // Planes behind which there is room for what vectors reach too far.
            int room = Math.min(
                    Math.floorDiv(src.length - from - elements - behind, p.src().h() * w),
                    Math.floorDiv(dst.length - to - outElements - L, p.outH() * p.outW()));
            int planes = Math.min(Math.min(room + 1, most), end - k);
            if (from >= before && to >= lower && room >= 0) {
                planes(k, planes, walk, src, from, dst, to);
            } else {
                planes = 1;
                System.arraycopy(src, from, workspace, before, elements);
                planes(k, 1, walk, workspace, before, workspace, outputs + lower);
                System.arraycopy(workspace, outputs + lower, dst, to, outElements);
            }
            for (int i = 0; i < planes; i++) {
                activate(outElements, dst, to + i * p.outH() * p.outW(), workspace);
            }
            k += planes;
        }
    }

    private void planes(int k, int planes, Walk walk, float[] x, int from, float[] y, int to) {
        int w = p.src().w();
        for (int ow = 0; ow < p.outW(); ow += columns) {
            int column = (ow - lower) * window.strideW() + window.s() / 2 - window.padLeft();
            TurnFloat.run(
                    window.r(),
                    kind,
                    planes,
                    x,
                    from + column,
                    p.src().h() * w,
                    w,
                    column,
                    w,
                    weights,
                    k * window.r() * window.s(),
                    bias,
                    k,
                    y,
                    to + ow - lower,
                    p.outH() * p.outW(),
                    p.outW(),
                    lower,
                    Math.min(columns, p.outW() - ow),
                    walk.startsOdd(),
                    walk.first(),
                    walk.steps(),
                    walk.endsOdd(),
                    walk.trail());
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
        System.arraycopy(dst, rest, workspace, 0, to + count - rest);
        FinishFloat.activation(1, 2, workspace, 0, 2 * L, activation);
        System.arraycopy(workspace, 0, dst, rest, to + count - rest);
    }
}
