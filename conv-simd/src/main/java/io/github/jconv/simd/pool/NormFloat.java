package io.github.jconv.simd.pool;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loop of Lp pooling for channels that lie side by side. Whole powers are products on vectors; the root is
 * an instruction for p = 2 and {@code Math.pow} otherwise, as the vector library's own power depends on what is compiled
 * when. Scalar code on doubles serves other powers, and the rare window whose powers a float cannot hold or whose sum may
 * cancel.
 */
final class NormFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private NormFloat() {}

    /**
     * The norm of each channel.
     *
     * @param count elements of the window; 0 gives 0
     * @param taps their offsets
     * @param x holds the input
     * @param from what the offsets count from
     * @param channels how many
     * @param p the power, not 1
     * @param divisor what the sums of powers are divided by, at most 1
     * @param y receives the norms
     * @param to where they go
     */
    static void norm(
            int count, int[] taps, float[] x, int from, int channels, double p, float divisor, float[] y, int to) {
        int power = Pooling.power(p);
        // Masks of two lanes are objects, so there too the loop is scalar.
        if (power == 0 || channels < L || !LanesFloat.MASKS) {
            for (int c = 0; c < channels; c++) {
                y[to + c] = inDouble(count, taps, x, from + c, p, divisor);
            }
            return;
        }
        for (int c = 0; c < channels; c += L) {
            int first = Math.min(c, channels - L);
            long again = vector(count, taps, x, from + first, power, divisor, y, to + first);
            if (power != 2) {
                for (int i = 0; i < L; i++) {
                    y[to + first + i] = (float) Math.pow(y[to + first + i], 1 / p);
                }
            }
            for (; again != 0; again &= again - 1) {
                int i = Long.numberOfTrailingZeros(again);
                y[to + first + i] = inDouble(count, taps, x, from + first + i, p, divisor);
            }
        }
    }

    /**
     * The sums of powers of one vector, with the square root of squares.
     *
     * @return the lanes that must be done again: a sum that overflowed, or of which something may have been lost below
     *     the normal numbers, or of odd powers of both signs
     */
    private static long vector(
            int count, int[] taps, float[] x, int from, int power, float divisor, float[] y, int to) {
        FloatVector sum = FloatVector.zero(S);
        FloatVector low = sum;
        for (int t = 0; t < count; t++) {
            FloatVector value = FloatVector.fromArray(S, x, from + taps[t]);
            FloatVector product = value;
            for (int i = 2; i < power; i++) {
                product = product.mul(value);
            }
            sum = product.fma(value, sum);
            low = low.min(value);
        }
        FloatVector scaled = sum.div(divisor);
        VectorMask<Float> unsafe = sum.compare(VectorOperators.LT, count * (float) power * Float.MIN_NORMAL)
                .or(scaled.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
        if (power % 2 != 0) {
            unsafe = unsafe.or(low.compare(VectorOperators.LT, 0));
        }
        (power == 2 ? scaled.sqrt() : scaled).intoArray(y, to);
        return unsafe.anyTrue() ? unsafe.toLong() & ~zeros(count, taps, x, from) : 0;
    }

    /** The lanes whose elements are all zero. */
    private static long zeros(int count, int[] taps, float[] x, int from) {
        FloatVector most = FloatVector.zero(S);
        for (int t = 0; t < count; t++) {
            most = most.max(FloatVector.fromArray(S, x, from + taps[t]).abs());
        }
        return most.compare(VectorOperators.EQ, 0).toLong();
    }

    private static float inDouble(int count, int[] taps, float[] x, int from, double p, float divisor) {
        double sum = 0;
        for (int t = 0; t < count; t++) {
            sum += Math.pow(x[from + taps[t]], p);
        }
        return (float) Math.pow(sum / divisor, 1 / p);
    }
}
