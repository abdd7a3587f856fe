package io.github.jconv.simd.pool;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.PoolGradientKernel;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of {@link PoolGradient} for maxima in NCHW over windows of 2x2 that touch and do not overlap: each output
 * element writes its whole window, the gradient in one place and zeros in the others. A tile runs
 *
 * <pre>
 * for each plane, for each output row, for each vector of outputs
 *   each lane is doubled                        a gradient and its place, counted from the element's own column
 *   two input rows are written                  where the place is in that row, the gradient
 * </pre>
 *
 * <p>The place is converted to the element type, in which two rows of a plane are exact, so that no mask is cast.
 */
final class GradientSquaresFloat implements PoolGradientKernel<float[], float[]>, OnVectors<float[]> {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final VectorSpecies<Integer> INTS = LanesFloat.INTS;
    private static final int L = LanesFloat.LANES;
    private static final int SIDE = 2;

    /** Every lane of a half, twice. */
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(S, lane -> lane / 2);

    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(S, lane -> L / 2 + lane / 2);

    /** 0, 1, 0, 1 and so on. */
    private static final FloatVector COLUMN = oddLanes();

    /** Input columns of a vector of outputs, from the first on. */
    private static final IntVector CORNERS = IntVector.zero(INTS).addIndex(SIDE);

    /** The widest plane of which two rows are exact in the element type. */
    private static final int MOST_WIDTH = 1 << 22;

    private final PoolProblem p;
    private final boolean accumulate;
    private final int groups;

    GradientSquaresFloat(PoolGradientProblem problem, int jobs) {
        p = problem.pool();
        accumulate = problem.accumulate();
        groups = Strips.planes(p, jobs);
    }

    private static FloatVector oddLanes() {
        float[] lanes = new float[L];
        for (int i = 1; i < L; i += SIDE) {
            lanes[i] = 1;
        }
        return FloatVector.fromArray(S, lanes, 0);
    }

    /** Why it cannot, or null. */
    static String refusal(PoolProblem p, int lanes) {
        Window w = p.window();
        if (w.extentH() != SIDE || w.extentW() != SIDE || w.strideH() != SIDE || w.strideW() != SIDE || w.isPadded()) {
            return "windows overlap, or are not 2x2, and the places of such maxima have no order that vectors could use";
        }
        if (p.dst().w() < lanes || p.src().w() > MOST_WIDTH) {
            return "there are " + p.dst().w() + " columns of windows but " + lanes + " to " + MOST_WIDTH / SIDE
                    + " can be looked at together";
        }
        return p.src().h() < SIDE * p.dst().h() || p.src().w() < SIDE * p.dst().w()
                ? "the last windows reach beyond the plane"
                : null;
    }

    @Override
    public int tiles() {
        return p.src().n() * groups;
    }

    @Override
    public int workspaceElements() {
        return 0;
    }

    @Override
    public float[] newWorkspace() {
        return new float[0];
    }

    @Override
    public void run(
            int tile, float[] gradDst, int[] indices, float[] src, float[] dst, float[] gradSrc, float[] workspace) {
        int image = tile / groups;
        int channels = p.src().c();
        int w = p.src().w();
        int end = BlockingFloat.start(channels, groups, tile % groups + 1);
        for (int c = BlockingFloat.start(channels, groups, tile % groups); c < end; c++) {
            int to = (image * channels + c) * p.src().h() * w;
            for (int oh = 0; oh < p.dst().h(); oh++) {
                int from = ((image * channels + c) * p.dst().h() + oh) * p.dst().w();
                row(gradDst, indices, from, SIDE * oh * w, gradSrc, to + SIDE * oh * w);
            }
            if (!accumulate) {
                int done = SIDE * p.dst().h() * w;
                Arrays.fill(gradSrc, to + done, to + p.src().h() * w, 0f);
            }
        }
    }

    /** The two input rows under an output row. The last vector overlaps the one before, unless it would add twice. */
    private void row(float[] gradDst, int[] indices, int from, int place, float[] gradSrc, int to) {
        int outW = p.dst().w();
        int w = p.src().w();
        int end = accumulate ? outW / L * L : outW;
        for (int j = 0; j < end; j += L) {
            int ow = Math.min(j, outW - L);
            FloatVector g = FloatVector.fromArray(S, gradDst, from + ow);
            FloatVector places = (FloatVector) IntVector.fromArray(INTS, indices, from + ow)
                    .sub(place + SIDE * ow)
                    .sub(CORNERS)
                    .convertShape(LanesFloat.OF_INTS, S, 0);
            FloatVector lower = g.rearrange(LOWER);
            FloatVector upper = g.rearrange(UPPER);
            FloatVector lowerPlaces = places.rearrange(LOWER).sub(COLUMN);
            FloatVector upperPlaces = places.rearrange(UPPER).sub(COLUMN);
            int at = to + SIDE * ow;
            FloatVector zero = FloatVector.zero(S);
            FloatVector a = zero.blend(lower, lowerPlaces.compare(VectorOperators.EQ, 0f));
            FloatVector b = zero.blend(upper, upperPlaces.compare(VectorOperators.EQ, 0f));
            FloatVector c = zero.blend(lower, lowerPlaces.compare(VectorOperators.EQ, (float) w));
            FloatVector d = zero.blend(upper, upperPlaces.compare(VectorOperators.EQ, (float) w));
            if (accumulate) {
                a = a.add(FloatVector.fromArray(S, gradSrc, at));
                b = b.add(FloatVector.fromArray(S, gradSrc, at + L));
                c = c.add(FloatVector.fromArray(S, gradSrc, at + w));
                d = d.add(FloatVector.fromArray(S, gradSrc, at + w + L));
            }
            a.intoArray(gradSrc, at);
            b.intoArray(gradSrc, at + L);
            c.intoArray(gradSrc, at + w);
            d.intoArray(gradSrc, at + w + L);
        }
        for (int ow = end; ow < outW; ow++) {
            int inWindow = indices[from + ow] - place - SIDE * ow;
            if (inWindow == 0 || inWindow == 1 || inWindow == w || inWindow == w + 1) {
                gradSrc[to + SIDE * ow + inWindow] += gradDst[from + ow];
            }
        }
        if (!accumulate && SIDE * outW < w) {
            Arrays.fill(gradSrc, to + SIDE * outW, to + w, 0f);
            Arrays.fill(gradSrc, to + w + SIDE * outW, to + 2 * w, 0f);
        }
    }
}
