package io.github.jconv.simd.winograd;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The input transform of one tile, as many channels as a vector has lanes: first along the columns, into a scratch, then
 * along the rows. The first pass also divides by {@code 2^inputBits}.
 *
 * <p>Points p = 3/4 and q = 3/2 make every coefficient a short binary fraction, so none is rounded.
 */
final class InputFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private static final float P = 0.75f;
    private static final float Q = 1.5f;
    private static final float MINUS_P2 = -0.5625f;
    private static final float MINUS_Q2 = -2.25f;
    private static final float P2_Q2 = 1.265625f;
    private static final float MINUS_SUM = -2.8125f;

    private InputFloat() {}

    /**
     * Transforms one tile.
     *
     * @param form which transform
     * @param src holds the tile's pixels, each a vector of channels
     * @param at where its first pixel starts
     * @param pixelStep from one pixel to the next
     * @param rowStep from one row to the next
     * @param scratch takes alpha * alpha vectors
     * @param scratchAt where they start
     * @param dst receives one vector for each product
     * @param to where the first goes
     * @param step from one product to the next
     */
    static void transform(
            Form form,
            float[] src,
            int at,
            int pixelStep,
            int rowStep,
            float[] scratch,
            int scratchAt,
            float[] dst,
            int to,
            int step) {
        if (form == Form.F4X3) {
            columns4(src, at, pixelStep, rowStep, scratch, scratchAt);
            rows4(scratch, scratchAt, dst, to, step);
        } else {
            columns2(src, at, pixelStep, rowStep, scratch, scratchAt);
            rows2(scratch, scratchAt, dst, to, step);
        }
    }

    private static void columns4(float[] src, int at, int pixelStep, int rowStep, float[] scratch, int scratchAt) {
        float scale = 1f / 64;
        FloatVector minusP2 = FloatVector.broadcast(S, MINUS_P2 * scale);
        FloatVector minusQ2 = FloatVector.broadcast(S, MINUS_Q2 * scale);
        FloatVector p2q2 = FloatVector.broadcast(S, P2_Q2 * scale);
        FloatVector minusSum = FloatVector.broadcast(S, MINUS_SUM * scale);
        FloatVector p = FloatVector.broadcast(S, P);
        FloatVector q = FloatVector.broadcast(S, Q);
        for (int x = 0; x < 6; x++) {
            int from = at + x * pixelStep;
            int to = scratchAt + x * L;
            FloatVector d1 = FloatVector.fromArray(S, src, from + rowStep);
            FloatVector d2 = FloatVector.fromArray(S, src, from + 2 * rowStep);
            FloatVector d3 = FloatVector.fromArray(S, src, from + 3 * rowStep);
            FloatVector s3 = d3.mul(scale);
            FloatVector s4 = FloatVector.fromArray(S, src, from + 4 * rowStep).mul(scale);
            FloatVector s5 = FloatVector.fromArray(S, src, from + 5 * rowStep).mul(scale);
            FloatVector.fromArray(S, src, from).fma(p2q2, d2.fma(minusSum, s4)).intoArray(scratch, to);
            d1.fma(p2q2, d3.fma(minusSum, s5)).intoArray(scratch, to + 30 * L);
            FloatVector even = d2.fma(minusQ2, s4);
            FloatVector odd = d1.fma(minusQ2, s3).mul(p);
            even.add(odd).intoArray(scratch, to + 6 * L);
            even.sub(odd).intoArray(scratch, to + 12 * L);
            even = d2.fma(minusP2, s4);
            odd = d1.fma(minusP2, s3).mul(q);
            even.add(odd).intoArray(scratch, to + 18 * L);
            even.sub(odd).intoArray(scratch, to + 24 * L);
        }
    }

    private static void rows4(float[] scratch, int scratchAt, float[] dst, int dstAt, int step) {
        FloatVector minusP2 = FloatVector.broadcast(S, MINUS_P2);
        FloatVector minusQ2 = FloatVector.broadcast(S, MINUS_Q2);
        FloatVector p2q2 = FloatVector.broadcast(S, P2_Q2);
        FloatVector minusSum = FloatVector.broadcast(S, MINUS_SUM);
        FloatVector p = FloatVector.broadcast(S, P);
        FloatVector q = FloatVector.broadcast(S, Q);
        for (int y = 0; y < 6; y++) {
            int from = scratchAt + y * 6 * L;
            int to = dstAt + y * 6 * step;
            FloatVector d1 = FloatVector.fromArray(S, scratch, from + L);
            FloatVector d2 = FloatVector.fromArray(S, scratch, from + 2 * L);
            FloatVector d3 = FloatVector.fromArray(S, scratch, from + 3 * L);
            FloatVector d4 = FloatVector.fromArray(S, scratch, from + 4 * L);
            FloatVector d5 = FloatVector.fromArray(S, scratch, from + 5 * L);
            FloatVector.fromArray(S, scratch, from)
                    .fma(p2q2, d2.fma(minusSum, d4))
                    .intoArray(dst, to);
            d1.fma(p2q2, d3.fma(minusSum, d5)).intoArray(dst, to + 5 * step);
            FloatVector even = d2.fma(minusQ2, d4);
            FloatVector odd = d1.fma(minusQ2, d3).mul(p);
            even.add(odd).intoArray(dst, to + step);
            even.sub(odd).intoArray(dst, to + 2 * step);
            even = d2.fma(minusP2, d4);
            odd = d1.fma(minusP2, d3).mul(q);
            even.add(odd).intoArray(dst, to + 3 * step);
            even.sub(odd).intoArray(dst, to + 4 * step);
        }
    }

    private static void columns2(float[] src, int at, int pixelStep, int rowStep, float[] scratch, int scratchAt) {
        float scale = 1f / 4;
        for (int x = 0; x < 4; x++) {
            int from = at + x * pixelStep;
            int to = scratchAt + x * L;
            FloatVector d0 = FloatVector.fromArray(S, src, from).mul(scale);
            FloatVector d1 = FloatVector.fromArray(S, src, from + rowStep).mul(scale);
            FloatVector d2 = FloatVector.fromArray(S, src, from + 2 * rowStep).mul(scale);
            FloatVector d3 = FloatVector.fromArray(S, src, from + 3 * rowStep).mul(scale);
            d0.sub(d2).intoArray(scratch, to);
            d1.add(d2).intoArray(scratch, to + 4 * L);
            d2.sub(d1).intoArray(scratch, to + 8 * L);
            d1.sub(d3).intoArray(scratch, to + 12 * L);
        }
    }

    private static void rows2(float[] scratch, int scratchAt, float[] dst, int dstAt, int step) {
        for (int y = 0; y < 4; y++) {
            int from = scratchAt + y * 4 * L;
            int to = dstAt + y * 4 * step;
            FloatVector d0 = FloatVector.fromArray(S, scratch, from);
            FloatVector d1 = FloatVector.fromArray(S, scratch, from + L);
            FloatVector d2 = FloatVector.fromArray(S, scratch, from + 2 * L);
            FloatVector d3 = FloatVector.fromArray(S, scratch, from + 3 * L);
            d0.sub(d2).intoArray(dst, to);
            d1.add(d2).intoArray(dst, to + step);
            d2.sub(d1).intoArray(dst, to + 2 * step);
            d1.sub(d3).intoArray(dst, to + 3 * step);
        }
    }
}
