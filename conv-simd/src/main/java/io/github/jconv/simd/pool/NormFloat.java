package io.github.jconv.simd.pool;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loop of Lp pooling for channels that lie side by side. p = 2 is products and an instruction for the root, on
 * vectors. Scalar code on doubles serves other powers, whose roots are scalar in any case, as the vector library's own power
 * depends on what is compiled when, and the rare window whose squares a float cannot hold.
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
        // Masks of two lanes are objects, so there too the loop is scalar.
        if (p != 2 || channels < L || !LanesFloat.MASKS) {
            for (int c = 0; c < channels; c++) {
                y[to + c] = inDouble(count, taps, x, from + c, p, divisor);
            }
            return;
        }
        for (int c = 0; c < channels; c += L) {
            int first = Math.min(c, channels - L);
            long again = squares(count, taps, x, from + first, divisor, y, to + first);
            for (; again != 0; again &= again - 1) {
                int i = Long.numberOfTrailingZeros(again);
                y[to + first + i] = inDouble(count, taps, x, from + first + i, p, divisor);
            }
        }
    }

    /**
     * The roots of sums of squares of one vector. No mask lives longer than its bits are taken, or C2 makes an object of it.
     *
     * @return the lanes that must be done again: a sum that overflowed, or of which something may have been lost below
     *     the normal numbers
     */
    private static long squares(int count, int[] taps, float[] x, int from, float divisor, float[] y, int to) {
        FloatVector sum = FloatVector.zero(S);
        for (int t = 0; t < count; t++) {
            FloatVector value = FloatVector.fromArray(S, x, from + taps[t]);
            sum = value.fma(value, sum);
        }
        FloatVector scaled = sum.div(divisor);
        scaled.sqrt().intoArray(y, to);
        long again = sum.compare(VectorOperators.LT, 2 * count * Float.MIN_NORMAL)
                        .toLong()
                | scaled.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY).toLong();
        return again == 0 ? 0 : again & ~zeros(count, taps, x, from);
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
            sum += Math.pow(x[from + taps[t]], p); // as the reference: where powers cancel, another rounding would show
        }
        return (float) Math.pow(sum / divisor, 1 / p);
    }
}
