package io.github.jconv.simd.pool;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops for channels that lie side by side: one window whose elements are given by their offsets, for a run
 * of channels. Four vectors run at once, so that a chain of additions does not wait on itself; where channels fill no
 * vector, the last one overlaps the one before.
 */
final class TapsFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private TapsFloat() {}

    /**
     * The maximum of each channel.
     *
     * @param count elements of the window, at least 1
     * @param taps their offsets
     * @param x holds the input
     * @param from what the offsets count from
     * @param channels how many
     * @param y receives the maxima
     * @param to where they go
     */
    static void max(int count, int[] taps, float[] x, int from, int channels, float[] y, int to) {
        int c = 0;
        for (; c + 4 * L <= channels; c += 4 * L) {
            int at = from + c + taps[0];
            FloatVector a0 = FloatVector.fromArray(S, x, at);
            FloatVector a1 = FloatVector.fromArray(S, x, at + L);
            FloatVector a2 = FloatVector.fromArray(S, x, at + 2 * L);
            FloatVector a3 = FloatVector.fromArray(S, x, at + 3 * L);
            for (int t = 1; t < count; t++) {
                at = from + c + taps[t];
                a0 = a0.max(FloatVector.fromArray(S, x, at));
                a1 = a1.max(FloatVector.fromArray(S, x, at + L));
                a2 = a2.max(FloatVector.fromArray(S, x, at + 2 * L));
                a3 = a3.max(FloatVector.fromArray(S, x, at + 3 * L));
            }
            a0.intoArray(y, to + c);
            a1.intoArray(y, to + c + L);
            a2.intoArray(y, to + c + 2 * L);
            a3.intoArray(y, to + c + 3 * L);
        }
        if (channels < L) {
            for (; c < channels; c++) {
                float max = x[from + c + taps[0]];
                for (int t = 1; t < count; t++) {
                    max = Math.max(max, x[from + c + taps[t]]);
                }
                y[to + c] = max;
            }
            return;
        }
        for (; c < channels; c += L) {
            int first = Math.min(c, channels - L);
            FloatVector max = FloatVector.fromArray(S, x, from + first + taps[0]);
            for (int t = 1; t < count; t++) {
                max = max.max(FloatVector.fromArray(S, x, from + first + taps[t]));
            }
            max.intoArray(y, to + first);
        }
    }

    /**
     * The sum of each channel, divided.
     *
     * @param count elements of the window; 0 gives 0
     * @param taps their offsets
     * @param x holds the input
     * @param from what the offsets count from
     * @param channels how many
     * @param divisor what the sums are divided by
     * @param y receives the quotients
     * @param to where they go
     */
    static void sum(int count, int[] taps, float[] x, int from, int channels, float divisor, float[] y, int to) {
        int c = 0;
        for (; c + 4 * L <= channels; c += 4 * L) {
            FloatVector a0 = FloatVector.zero(S);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            for (int t = 0; t < count; t++) {
                int at = from + c + taps[t];
                a0 = a0.add(FloatVector.fromArray(S, x, at));
                a1 = a1.add(FloatVector.fromArray(S, x, at + L));
                a2 = a2.add(FloatVector.fromArray(S, x, at + 2 * L));
                a3 = a3.add(FloatVector.fromArray(S, x, at + 3 * L));
            }
            a0.div(divisor).intoArray(y, to + c);
            a1.div(divisor).intoArray(y, to + c + L);
            a2.div(divisor).intoArray(y, to + c + 2 * L);
            a3.div(divisor).intoArray(y, to + c + 3 * L);
        }
        if (channels < L) {
            for (; c < channels; c++) {
                float sum = 0;
                for (int t = 0; t < count; t++) {
                    sum += x[from + c + taps[t]];
                }
                y[to + c] = sum / divisor;
            }
            return;
        }
        for (; c < channels; c += L) {
            int first = Math.min(c, channels - L);
            FloatVector sum = FloatVector.zero(S);
            for (int t = 0; t < count; t++) {
                sum = sum.add(FloatVector.fromArray(S, x, from + first + taps[t]));
            }
            sum.div(divisor).intoArray(y, to + first);
        }
    }

    /**
     * The maximum of each channel and which element of the window it is: of equal ones the first, of several NaN the
     * last. The number of the element is kept as a lane of the values' type, which is exact to 2^24.
     *
     * @param count elements of the window, at least 1
     * @param taps their offsets
     * @param x holds the input
     * @param from what the offsets count from
     * @param channels how many
     * @param y receives the maxima
     * @param to where they go
     * @param numbers receives for each channel the number of the element
     * @param numbersAt where they go
     */
    static void maxAndTap(
            int count,
            int[] taps,
            float[] x,
            int from,
            int channels,
            float[] y,
            int to,
            float[] numbers,
            int numbersAt) {
        // Masks of two lanes are objects, so there too the loop is scalar.
        for (int c = 0; c < channels && (channels < L || !LanesFloat.MASKS); c++) {
            float max = x[from + c + taps[0]];
            int number = 0;
            for (int t = 1; t < count; t++) {
                float value = x[from + c + taps[t]];
                if (value > max || Float.isNaN(value)) {
                    max = value;
                    number = t;
                }
            }
            y[to + c] = max;
            numbers[numbersAt + c] = number;
        }
        for (int c = 0; c < channels && channels >= L && LanesFloat.MASKS; c += L) {
            int first = Math.min(c, channels - L);
            FloatVector max = FloatVector.fromArray(S, x, from + first + taps[0]);
            FloatVector number = FloatVector.zero(S);
            for (int t = 1; t < count; t++) {
                FloatVector value = FloatVector.fromArray(S, x, from + first + taps[t]);
                VectorMask<Float> wins = value.compare(VectorOperators.GT, max).or(value.test(VectorOperators.IS_NAN));
                max = max.blend(value, wins);
                number = number.blend(FloatVector.broadcast(S, t), wins);
            }
            max.intoArray(y, to + first);
            number.intoArray(numbers, numbersAt + first);
        }
    }
}
