package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.PackFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weights of a problem, transformed and packed {@code [panel][product][C][NR]}, where a panel is NR output channels.
 *
 * <p>Each output channel's weights are divided by a power of two, so chosen that no sum of products overflows whatever
 * the input holds; {@link #scales} undoes it.
 */
final class WeightsFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;

    private static final float P = 0.75f;
    private static final float Q = 1.5f;
    private static final float P2 = 0.5625f;
    private static final float Q2 = 2.25f;

    /** One by the product of a point's distances to the others, in each form; infinity comes last. */
    private static final double[] NORMS_2 = {1, 0.5, 0.5, 1};

    static final double[] NORMS_4 = {64.0 / 81, -128.0 / 243, -128.0 / 243, 32.0 / 243, 32.0 / 243, 1};

    private final ConvProblem p;
    private final Form form;

    /** The transformed weights, from FIRST_ALIGNED on. */
    final float[] packed;

    /** What the sums of each output channel are multiplied by at last, filled up to whole panels. */
    final float[] scales;

    /** With edges, these take their weights besides. */
    WeightsFloat(ConvProblem problem, Form form, float[] weights, EdgesFloat edges) {
        this.p = problem;
        this.form = form;
        int panels = BlockingFloat.pieces(p.k(), NR);
        packed = new float[Winograd.packedElements(p, form, NR) + LanesFloat.FIRST_ALIGNED];
        scales = new float[panels * NR];
        float[] taps = new float[p.depth() * NR];
        float[] scratch = new float[(form.taps + form.alpha) * form.alpha * L];
        boolean nchw = p.src().layout() == Layout.NCHW;
        int tapStep = nchw ? NR : p.src().c() * NR;
        int channelStep = nchw ? form.taps * form.taps * NR : NR;
        for (int j = 0; j < panels; j++) {
            int columns = Math.min(NR, p.k() - j * NR);
            if (nchw) {
                PackFloat.panelsTransposed(weights, j * NR * p.depth(), p.depth(), p.depth(), columns, taps, 0);
            } else {
                PackFloat.panels(weights, j * NR, p.k(), p.depth(), columns, taps, 0);
            }
            if (edges != null) {
                edges.pack(j, taps, tapStep, channelStep);
            }
            divide(taps, j);
            for (int c = 0; c < p.src().c(); c++) {
                int to = LanesFloat.FIRST_ALIGNED + (j * form.products * p.src().c() + c) * NR;
                for (int i = 0; i < NR; i += L) {
                    transform(taps, c * channelStep + i, tapStep, scratch, to + i);
                }
            }
        }
    }

    /** Divides a panel's output channels by powers of two. */
    private void divide(float[] taps, int panel) {
        float[] largest = new float[NR];
        for (int i = 0; i < NR; i += L) {
            FloatVector max = FloatVector.zero(S);
            for (int at = i; at < taps.length; at += NR) {
                max = max.max(FloatVector.fromArray(S, taps, at).abs());
            }
            max.intoArray(largest, i);
        }
        int channelBits = Integer.SIZE - Integer.numberOfLeadingZeros(p.src().c() - 1);
        float[] factors = new float[NR];
        for (int i = 0; i < NR; i++) {
            int bits = Math.getExponent(largest[i]) + 1 + channelBits + form.weightBits + form.outputBits;
            bits = largest[i] == 0 ? 0 : Math.clamp(bits, Float.MIN_EXPONENT, Float.MAX_EXPONENT - form.inputBits);
            factors[i] = Math.scalb(1f, -bits);
            scales[panel * NR + i] = Math.scalb(1f, bits + form.inputBits);
        }
        for (int i = 0; i < NR; i += L) {
            FloatVector factor = FloatVector.fromArray(S, factors, i);
            for (int at = i; at < taps.length; at += NR) {
                FloatVector.fromArray(S, taps, at).mul(factor).intoArray(taps, at);
            }
        }
    }

    /** One input channel and as many output channels as a vector has lanes. */
    private void transform(float[] taps, int at, int tapStep, float[] scratch, int to) {
        int alpha = form.alpha;
        int side = form.taps;
        int rows = side * alpha * L;
        for (int s = 0; s < side; s++) {
            points(taps, at + s * tapStep, side * tapStep, scratch, s * L, side * L);
        }
        for (int i = 0; i < alpha; i++) {
            points(scratch, i * side * L, L, scratch, rows + i * alpha * L, L);
        }
        double[] norms = form == Form.F4X3 ? NORMS_4 : NORMS_2;
        int step = p.src().c() * NR;
        for (int i = 0; i < form.products; i++) {
            float norm = (float) (norms[i / alpha] * norms[i % alpha]);
            FloatVector.fromArray(S, scratch, rows + i * L).mul(norm).intoArray(packed, to + i * step);
        }
    }

    /** The polynomial g0 + g1 x + g2 x^2 at each point; at infinity it is g2. Two taps have no g2, and g1 there. */
    private void points(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        FloatVector g0 = FloatVector.fromArray(S, from, at);
        FloatVector g1 = FloatVector.fromArray(S, from, at + step);
        if (form == Form.F3X2) {
            g0.intoArray(to, toAt);
            g1.intoArray(to, toAt + 3 * toStep);
            pair(g0, g1, to, toAt + toStep, toStep);
            return;
        }
        FloatVector g2 = FloatVector.fromArray(S, from, at + 2 * step);
        g0.intoArray(to, toAt);
        g2.intoArray(to, toAt + (form.alpha - 1) * toStep);
        if (form == Form.F4X3) {
            pair(g0.add(g2.mul(P2)), g1.mul(P), to, toAt + toStep, toStep);
            pair(g0.add(g2.mul(Q2)), g1.mul(Q), to, toAt + 3 * toStep, toStep);
        } else {
            pair(g0.add(g2), g1, to, toAt + toStep, toStep);
        }
    }

    private static void pair(FloatVector even, FloatVector odd, float[] to, int toAt, int toStep) {
        even.add(odd).intoArray(to, toAt);
        even.sub(odd).intoArray(to, toAt + toStep);
    }
}
