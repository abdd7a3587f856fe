package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Takes sums of products over tiles to the gradient by the weights: adds up the splits, in their order, transforms by
 * {@code G^T u G} and stores in the order of the weights. A piece is a vector's length of output channels.
 */
final class GradientOutputFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    private static final int TAPS = 9;
    private static final int PRODUCTS = 36;

    /** Elements of a vector of products, and of them after the first pass. */
    private static final int TRANSFORM = (PRODUCTS + 3 * 6) * L;

    private static final float P = 0.75f;
    private static final float Q = 1.5f;
    private static final float P2 = 0.5625f;
    private static final float Q2 = 2.25f;

    private static final float[] NORMS = norms();

    private final ConvProblem p;

    /** From one product to the next, and from one output channel to the next. */
    private final int productStep;

    private final int rowStep;

    /** From one split to the next. */
    private final int splitStep;

    private final int splits;

    GradientOutputFloat(ConvProblem problem, int productStep, int rowStep, int splitStep, int splits) {
        p = problem;
        this.productStep = productStep;
        this.rowStep = rowStep;
        this.splitStep = splitStep;
        this.splits = splits;
    }

    /** What each sum is multiplied by: the weight transform's constants, and the powers of two the operands lost. */
    private static float[] norms() {
        double scale = 1L << (Form.F4X3.inputBits + Form.F4X3.outputBits);
        float[] norms = new float[PRODUCTS];
        for (int i = 0; i < PRODUCTS; i++) {
            norms[i] = (float) (WeightsFloat.NORMS_4[i / 6] * WeightsFloat.NORMS_4[i % 6] * scale);
        }
        return norms;
    }

    /** Elements of scratch: a vector of products, gradients {@code [output channel][tap][input channel]}, a square. */
    int scratchElements() {
        return TRANSFORM + ((TAPS + 1) * rowStep + 1) * L + L * L;
    }

    /**
     * Stores a piece.
     *
     * @param sums of the first split, {@code [product][output channel][input channel]}
     * @param at where the piece's first starts
     * @param k its first output channel
     * @param count how many, at most a vector of them
     * @param c the first input channel
     * @param channels how many
     * @param to the gradient
     * @param scratch for {@link #scratchElements}
     * @param scratchAt where they start
     */
    void store(
            float[] sums, int at, int k, int count, int c, int channels, float[] to, float[] scratch, int scratchAt) {
        int taps = scratchAt + TRANSFORM;
        int square = taps + ((TAPS + 1) * rowStep + 1) * L;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < channels; j += L) {
                load(sums, at + i * rowStep + j, scratch, scratchAt);
                for (int x = 0; x < 6; x++) {
                    points(scratch, scratchAt + x * L, 6 * L, scratch, scratchAt + (PRODUCTS + x) * L, 6 * L);
                }
                for (int r = 0; r < 3; r++) {
                    int row = taps + (i * TAPS + 3 * r) * rowStep + j;
                    points(scratch, scratchAt + (PRODUCTS + 6 * r) * L, L, scratch, row, rowStep);
                }
            }
        }
        if (p.src().layout() == Layout.NCHW) {
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < channels; j += L) {
                    int from = taps + i * TAPS * rowStep + j;
                    int first = ((k + i) * p.src().c() + c + j) * TAPS;
                    for (int tap = 0; tap < TAPS; tap += L) {
                        int wide = Math.min(L, TAPS - tap);
                        int high = Math.min(L, channels - j);
                        transpose(scratch, from + tap * rowStep, rowStep, to, first + tap, TAPS, high, wide, square);
                    }
                }
            }
            return;
        }
        for (int tap = 0; tap < TAPS; tap++) {
            for (int j = 0; j < channels; j += L) {
                int first = (tap * p.src().c() + c + j) * p.k() + k;
                int high = Math.min(L, channels - j);
                int from = taps + tap * rowStep + j;
                transpose(scratch, from, TAPS * rowStep, to, first, p.k(), high, count, square);
            }
        }
    }

    /** Adds up the splits of a vector of products and multiplies them by their constants. */
    private void load(float[] sums, int at, float[] scratch, int scratchAt) {
        for (int i = 0; i < PRODUCTS; i++) {
            int from = at + i * productStep;
            FloatVector sum = FloatVector.fromArray(S, sums, from);
            for (int split = 1; split < splits; split++) {
                sum = sum.add(FloatVector.fromArray(S, sums, from + split * splitStep));
            }
            sum.mul(NORMS[i]).intoArray(scratch, scratchAt + i * L);
        }
    }

    /** The adjoint of a polynomial's values at the points: its coefficients' gradient. */
    private static void points(float[] src, int at, int step, float[] dst, int to, int dstStep) {
        FloatVector u1 = FloatVector.fromArray(S, src, at + step);
        FloatVector u2 = FloatVector.fromArray(S, src, at + 2 * step);
        FloatVector u3 = FloatVector.fromArray(S, src, at + 3 * step);
        FloatVector u4 = FloatVector.fromArray(S, src, at + 4 * step);
        FloatVector even = u1.add(u2);
        FloatVector evenQ = u3.add(u4);
        FloatVector.fromArray(S, src, at).add(even).add(evenQ).intoArray(dst, to);
        u1.sub(u2).mul(P).add(u3.sub(u4).mul(Q)).intoArray(dst, to + dstStep);
        even.mul(P2)
                .add(evenQ.mul(Q2))
                .add(FloatVector.fromArray(S, src, at + 5 * step))
                .intoArray(dst, to + 2 * dstStep);
    }

    private void transpose(
            float[] from,
            int fromOffset,
            int fromStep,
            float[] to,
            int toOffset,
            int toStep,
            int rows,
            int columns,
            int square) {
        if (!p.accumulate()) {
            TransposeFloat.square(from, fromOffset, fromStep, to, toOffset, toStep, rows, columns);
            return;
        }
        TransposeFloat.square(from, fromOffset, fromStep, from, square, L, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[toOffset + i * toStep + j] += from[square + i * L + j];
            }
        }
    }
}
