package io.github.jconv.simd.winograd;

import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The output transform of one tile and a panel of output channels: first along the columns, into a scratch, then along
 * the rows. The second pass also takes back the powers of two that weights and input were divided by.
 */
final class OutputFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;

    private static final float P = 0.75f;
    private static final float Q = 1.5f;
    private static final float P2 = 0.5625f;
    private static final float Q2 = 2.25f;
    private static final float P3 = 0.421875f;
    private static final float Q3 = 3.375f;

    private OutputFloat() {}

    /**
     * Transforms one tile.
     *
     * @param form which transform
     * @param sums holds the sums of products, each a panel of output channels
     * @param at where the first starts
     * @param step from one to the next
     * @param scales what each output channel is multiplied by
     * @param scalesAt where the panel's start
     * @param scratch takes m * alpha vectors
     * @param scratchAt where they start
     * @param dst receives m rows of m pixels, each a panel of output channels
     * @param to where the first goes
     * @param rowStep from one row to the next
     */
    static void transform(
            Form form,
            float[] sums,
            int at,
            int step,
            float[] scales,
            int scalesAt,
            float[] scratch,
            int scratchAt,
            float[] dst,
            int to,
            int rowStep) {
        for (int j = 0; j < NR; j += L) {
            if (form == Form.F4X3) {
                columns4(sums, at + j, step, scratch, scratchAt);
                rows4(scratch, scratchAt, scales, scalesAt + j, dst, to + j, rowStep);
            } else if (form == Form.F3X2) {
                columns3(sums, at + j, step, scratch, scratchAt);
                rows3(scratch, scratchAt, scales, scalesAt + j, dst, to + j, rowStep);
            } else {
                columns2(sums, at + j, step, scratch, scratchAt);
                rows2(scratch, scratchAt, scales, scalesAt + j, dst, to + j, rowStep);
            }
        }
    }

    private static void columns4(float[] sums, int at, int step, float[] scratch, int scratchAt) {
        FloatVector p3 = FloatVector.broadcast(S, P3);
        FloatVector p2 = FloatVector.broadcast(S, P2);
        FloatVector p = FloatVector.broadcast(S, P);
        for (int x = 0; x < 6; x++) {
            int from = at + x * step;
            int to = scratchAt + x * L;
            FloatVector m1 = FloatVector.fromArray(S, sums, from + 6 * step);
            FloatVector m2 = FloatVector.fromArray(S, sums, from + 12 * step);
            FloatVector m3 = FloatVector.fromArray(S, sums, from + 18 * step);
            FloatVector m4 = FloatVector.fromArray(S, sums, from + 24 * step);
            FloatVector even = m1.add(m2);
            FloatVector odd = m1.sub(m2);
            FloatVector evenQ = m3.add(m4);
            FloatVector oddQ = m3.sub(m4);
            FloatVector.fromArray(S, sums, from).add(even).add(evenQ).intoArray(scratch, to);
            odd.fma(p, oddQ.mul(Q)).intoArray(scratch, to + 6 * L);
            even.fma(p2, evenQ.mul(Q2)).intoArray(scratch, to + 12 * L);
            odd.fma(p3, oddQ.mul(Q3))
                    .add(FloatVector.fromArray(S, sums, from + 30 * step))
                    .intoArray(scratch, to + 18 * L);
        }
    }

    private static void rows4(
            float[] scratch, int scratchAt, float[] scales, int scalesAt, float[] dst, int dstAt, int rowStep) {
        FloatVector scale = FloatVector.fromArray(S, scales, scalesAt);
        FloatVector p3 = FloatVector.broadcast(S, P3);
        FloatVector p2 = FloatVector.broadcast(S, P2);
        FloatVector p = FloatVector.broadcast(S, P);
        for (int y = 0; y < 4; y++) {
            int from = scratchAt + y * 6 * L;
            int to = dstAt + y * rowStep;
            FloatVector m1 = FloatVector.fromArray(S, scratch, from + L);
            FloatVector m2 = FloatVector.fromArray(S, scratch, from + 2 * L);
            FloatVector m3 = FloatVector.fromArray(S, scratch, from + 3 * L);
            FloatVector m4 = FloatVector.fromArray(S, scratch, from + 4 * L);
            FloatVector even = m1.add(m2);
            FloatVector odd = m1.sub(m2);
            FloatVector evenQ = m3.add(m4);
            FloatVector oddQ = m3.sub(m4);
            FloatVector y0 = FloatVector.fromArray(S, scratch, from).add(even).add(evenQ);
            y0.mul(scale).intoArray(dst, to);
            FloatVector y1 = odd.fma(p, oddQ.mul(Q));
            y1.mul(scale).intoArray(dst, to + NR);
            FloatVector y2 = even.fma(p2, evenQ.mul(Q2));
            y2.mul(scale).intoArray(dst, to + 2 * NR);
            FloatVector y3 = odd.fma(p3, oddQ.mul(Q3)).add(FloatVector.fromArray(S, scratch, from + 5 * L));
            y3.mul(scale).intoArray(dst, to + 3 * NR);
        }
    }

    private static void columns2(float[] sums, int at, int step, float[] scratch, int scratchAt) {
        for (int x = 0; x < 4; x++) {
            int from = at + x * step;
            int to = scratchAt + x * L;
            FloatVector m1 = FloatVector.fromArray(S, sums, from + 4 * step);
            FloatVector m2 = FloatVector.fromArray(S, sums, from + 8 * step);
            FloatVector.fromArray(S, sums, from).add(m1.add(m2)).intoArray(scratch, to);
            m1.sub(m2).sub(FloatVector.fromArray(S, sums, from + 12 * step)).intoArray(scratch, to + 4 * L);
        }
    }

    private static void rows2(
            float[] scratch, int scratchAt, float[] scales, int scalesAt, float[] dst, int dstAt, int rowStep) {
        FloatVector scale = FloatVector.fromArray(S, scales, scalesAt);
        for (int y = 0; y < 2; y++) {
            int from = scratchAt + y * 4 * L;
            int to = dstAt + y * rowStep;
            FloatVector m1 = FloatVector.fromArray(S, scratch, from + L);
            FloatVector m2 = FloatVector.fromArray(S, scratch, from + 2 * L);
            FloatVector y0 = FloatVector.fromArray(S, scratch, from).add(m1.add(m2));
            y0.mul(scale).intoArray(dst, to);
            FloatVector y1 = m1.sub(m2).sub(FloatVector.fromArray(S, scratch, from + 3 * L));
            y1.mul(scale).intoArray(dst, to + NR);
        }
    }

    private static void columns3(float[] sums, int at, int step, float[] scratch, int scratchAt) {
        for (int x = 0; x < 4; x++) {
            int from = at + x * step;
            int to = scratchAt + x * L;
            FloatVector m1 = FloatVector.fromArray(S, sums, from + 4 * step);
            FloatVector m2 = FloatVector.fromArray(S, sums, from + 8 * step);
            FloatVector even = m1.add(m2);
            FloatVector.fromArray(S, sums, from).add(even).intoArray(scratch, to);
            m1.sub(m2).intoArray(scratch, to + 4 * L);
            even.sub(FloatVector.fromArray(S, sums, from + 12 * step)).intoArray(scratch, to + 8 * L);
        }
    }

    private static void rows3(
            float[] scratch, int scratchAt, float[] scales, int scalesAt, float[] dst, int dstAt, int rowStep) {
        FloatVector scale = FloatVector.fromArray(S, scales, scalesAt);
        for (int y = 0; y < 3; y++) {
            int from = scratchAt + y * 4 * L;
            int to = dstAt + y * rowStep;
            FloatVector m1 = FloatVector.fromArray(S, scratch, from + L);
            FloatVector m2 = FloatVector.fromArray(S, scratch, from + 2 * L);
            FloatVector even = m1.add(m2);
            FloatVector y0 = FloatVector.fromArray(S, scratch, from).add(even);
            y0.mul(scale).intoArray(dst, to);
            m1.sub(m2).mul(scale).intoArray(dst, to + NR);
            FloatVector y2 = even.sub(FloatVector.fromArray(S, scratch, from + 3 * L));
            y2.mul(scale).intoArray(dst, to + 2 * NR);
        }
    }
}
