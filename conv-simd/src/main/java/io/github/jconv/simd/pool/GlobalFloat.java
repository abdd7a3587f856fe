package io.github.jconv.simd.pool;

import io.github.jconv.PoolProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import io.github.jconv.spi.PoolKernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel of {@link Pooling} for NCHW where the window is the whole plane, one run of elements. As many planes as a
 * vector has lanes become a vector each; these are transposed, so that their lanes become one without leaving registers,
 * and in an order of their own.
 */
final class GlobalFloat implements PoolKernel<float[], float[]>, OnVectors<float[]> {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private final PoolProblem p;
    private final boolean max;
    private final float divisor;
    private final int groups;

    GlobalFloat(PoolProblem problem, int jobs) {
        p = problem;
        max = problem.isMax();
        divisor = (float) (problem.divisorOfRow(0) * problem.divisorOfColumn(0));
        groups = Strips.planes(problem, jobs);
    }

    /** Whether there is one window and it is all there is. */
    static boolean takes(PoolProblem p) {
        return p.window().r() == p.src().h()
                && p.window().s() == p.src().w()
                && p.dst().h() * p.dst().w() == 1
                && !p.window().isPadded()
                && p.window().dilationH() == 1
                && p.window().dilationW() == 1;
    }

    @Override
    public int tiles() {
        return p.src().n() * groups;
    }

    @Override
    public int workspaceElements() {
        return 2 * L * L;
    }

    @Override
    public float[] newWorkspace() {
        return new float[2 * L * L];
    }

    @Override
    public void run(int tile, float[] src, float[] dst, int[] indices, float[] workspace) {
        int channels = p.src().c();
        int first = tile / groups * channels;
        int end = first + BlockingFloat.start(channels, groups, tile % groups + 1);
        int plane = p.src().h() * p.src().w();
        for (int c = first + BlockingFloat.start(channels, groups, tile % groups); c < end; c += L) {
            int count = Math.min(L, end - c);
            for (int i = 0; i < count; i++) {
                int from = (c + i) * plane;
                boolean masked = rest(src.length, from, plane) > plane / L * L;
                if (max) {
                    most(src, from, plane, masked, workspace, i * L);
                } else {
                    sum(src, from, plane, masked, workspace, i * L);
                }
            }
            TransposeFloat.square(workspace, 0, L, workspace, L * L, L, L, L);
            if (max) {
                RowsFloat.max(workspace, L * L, L, L, workspace, 0);
            } else {
                RowsFloat.sum(workspace, L * L, L, L, workspace, 0);
            }
            for (int i = 0; i < count; i++) {
                float rest = workspace[i];
                for (int j = rest(src.length, (c + i) * plane, plane); j < plane; j++) {
                    float value = src[(c + i) * plane + j];
                    rest = max ? Math.max(rest, value) : rest + value;
                }
                dst[c + i] = rest / divisor;
            }
        }
    }

    /** Where the elements begin that no vector holds, not even a masked one. */
    private static int rest(int length, int from, int count) {
        int full = count / L * L;
        return LanesFloat.masksAt(length, from + full) ? count : full;
    }

    // One method for each, storing what it has: a vector that may come from either becomes an object.

    private static void sum(float[] x, int from, int count, boolean masked, float[] to, int at) {
        int full = count / L * L;
        FloatVector some = FloatVector.zero(S);
        FloatVector others = some;
        int i = 0;
        for (; i + 2 * L <= full; i += 2 * L) {
            some = some.add(FloatVector.fromArray(S, x, from + i));
            others = others.add(FloatVector.fromArray(S, x, from + i + L));
        }
        if (i < full) {
            some = some.add(FloatVector.fromArray(S, x, from + i));
        }
        some.add(others).intoArray(to, at);
        if (masked) {
            VectorMask<Float> mask = S.indexInRange(0, count - full);
            FloatVector.fromArray(S, to, at)
                    .add(FloatVector.fromArray(S, x, from + full, mask))
                    .intoArray(to, at);
        }
    }

    private static void most(float[] x, int from, int count, boolean masked, float[] to, int at) {
        int full = count / L * L;
        FloatVector some = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector others = some;
        int i = 0;
        for (; i + 2 * L <= full; i += 2 * L) {
            some = some.max(FloatVector.fromArray(S, x, from + i));
            others = others.max(FloatVector.fromArray(S, x, from + i + L));
        }
        if (i < full) {
            some = some.max(FloatVector.fromArray(S, x, from + i));
        }
        some.max(others).intoArray(to, at);
        if (masked) {
            VectorMask<Float> mask = S.indexInRange(0, count - full);
            FloatVector.fromArray(S, to, at)
                    .lanewise(VectorOperators.MAX, FloatVector.fromArray(S, x, from + full, mask), mask)
                    .intoArray(to, at);
        }
    }
}
