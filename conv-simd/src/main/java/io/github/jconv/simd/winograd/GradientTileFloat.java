package io.github.jconv.simd.winograd;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transform of one tile of the output's gradient in F(4x4, 3x3), {@code A g A^T}, as many channels at once as a vector
 * has lanes: the adjoint of {@link OutputFloat}. The first pass also divides by {@code 2^outputBits}.
 */
final class GradientTileFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private static final float P = 0.75f;
    private static final float Q = 1.5f;
    private static final float P2 = 0.5625f;
    private static final float Q2 = 2.25f;
    private static final float P3 = 0.421875f;
    private static final float Q3 = 3.375f;
    private static final float SCALE = 1f / (1 << Form.F4X3.outputBits);

    private GradientTileFloat() {}

    /**
     * Transforms one tile.
     *
     * @param src holds the tile's 4 x 4 pixels, each a vector of channels
     * @param at where its first pixel starts
     * @param pixelStep from one pixel to the next
     * @param rowStep from one row to the next
     * @param scratch takes 6 * 4 vectors
     * @param scratchAt where they start
     * @param dst receives one vector for each product
     * @param to where the first goes
     * @param step from one product to the next
     */
    static void transform(
            float[] src,
            int at,
            int pixelStep,
            int rowStep,
            float[] scratch,
            int scratchAt,
            float[] dst,
            int to,
            int step) {
        for (int x = 0; x < 4; x++) {
            points(src, at + x * pixelStep, rowStep, SCALE, scratch, scratchAt + x * L, 4 * L);
        }
        for (int y = 0; y < 6; y++) {
            points(scratch, scratchAt + y * 4 * L, L, 1f, dst, to + y * 6 * step, step);
        }
    }

    /** The polynomial g0 + g1 x + g2 x^2 + g3 x^3 at each point; at infinity it is g3. */
    private static void points(float[] src, int at, int srcStep, float scale, float[] dst, int to, int step) {
        FloatVector g0 = FloatVector.fromArray(S, src, at).mul(scale);
        FloatVector g1 = FloatVector.fromArray(S, src, at + srcStep).mul(scale);
        FloatVector g2 = FloatVector.fromArray(S, src, at + 2 * srcStep).mul(scale);
        FloatVector g3 = FloatVector.fromArray(S, src, at + 3 * srcStep).mul(scale);
        FloatVector even = g2.fma(FloatVector.broadcast(S, P2), g0);
        FloatVector odd = g3.fma(FloatVector.broadcast(S, P3), g1.mul(P));
        FloatVector evenQ = g2.fma(FloatVector.broadcast(S, Q2), g0);
        FloatVector oddQ = g3.fma(FloatVector.broadcast(S, Q3), g1.mul(Q));
        g0.intoArray(dst, to);
        even.add(odd).intoArray(dst, to + step);
        even.sub(odd).intoArray(dst, to + 2 * step);
        evenQ.add(oddQ).intoArray(dst, to + 3 * step);
        evenQ.sub(oddQ).intoArray(dst, to + 4 * step);
        g3.intoArray(dst, to + 5 * step);
    }
}
