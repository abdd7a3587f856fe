package io.github.jconv.simd.pool;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of a pooling's gradient for channels that lie side by side: one input element, the parts it has in
 * the windows over it. Where channels fill no vector, the last one overlaps the one before.
 */
final class GradientTapsFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final VectorSpecies<Integer> INTS = LanesFloat.INTS;
    private static final int L = LanesFloat.LANES;

    private GradientTapsFloat() {}

    /**
     * The sum of gradients, each divided by a number of its own.
     *
     * @param count windows
     * @param taps their offsets in the output
     * @param divisors of each window
     * @param g holds the output's gradient
     * @param from what the offsets count from
     * @param channels how many
     * @param y receives the sums
     * @param to where they go
     */
    static void shares(int count, int[] taps, float[] divisors, float[] g, int from, int channels, float[] y, int to) {
        if (channels < L) {
            for (int c = 0; c < channels; c++) {
                float sum = 0;
                for (int t = 0; t < count; t++) {
                    sum += g[from + c + taps[t]] / divisors[t];
                }
                y[to + c] = sum;
            }
            return;
        }
        for (int c = 0; c < channels; c += L) {
            int first = Math.min(c, channels - L);
            FloatVector sum = FloatVector.zero(S);
            for (int t = 0; t < count; t++) {
                sum = sum.add(
                        FloatVector.fromArray(S, g, from + first + taps[t]).div(divisors[t]));
            }
            sum.intoArray(y, to + first);
        }
    }

    /**
     * The sum of the gradients of those windows whose maximum is this element.
     *
     * @param from where the first window lies in the output
     * @param rows rows of windows over the element
     * @param rowStep from one to the next
     * @param columns windows of a row, side by side
     * @param indices where each window found its maximum
     * @param place of this element
     * @param g holds the output's gradient
     * @param channels how many, at least a vector of more than two
     * @param y receives the sums
     * @param to where they go
     */
    static void maxima(
            int from,
            int rows,
            int rowStep,
            int columns,
            int[] indices,
            int place,
            float[] g,
            int channels,
            float[] y,
            int to) {
        int c = 0;
        for (; c + 2 * L <= channels; c += 2 * L) {
            FloatVector sum0 = FloatVector.zero(S);
            FloatVector sum1 = sum0;
            for (int row = from + c; row < from + c + rows * rowStep; row += rowStep) {
                for (int at = row; at < row + columns * channels; at += channels) {
                    FloatVector g0 = FloatVector.fromArray(S, g, at);
                    FloatVector g1 = FloatVector.fromArray(S, g, at + L);
                    Vector<Float> apart0 =
                            IntVector.fromArray(INTS, indices, at).sub(place).convertShape(LanesFloat.OF_INTS, S, 0);
                    Vector<Float> apart1 = IntVector.fromArray(INTS, indices, at + L)
                            .sub(place)
                            .convertShape(LanesFloat.OF_INTS, S, 0);
                    sum0 = sum0.add(g0, apart0.compare(VectorOperators.EQ, 0));
                    sum1 = sum1.add(g1, apart1.compare(VectorOperators.EQ, 0));
                }
            }
            sum0.intoArray(y, to + c);
            sum1.intoArray(y, to + c + L);
        }
        for (; c < channels; c += L) {
            int first = Math.min(c, channels - L);
            FloatVector sum = FloatVector.zero(S);
            for (int row = from + first; row < from + first + rows * rowStep; row += rowStep) {
                for (int at = row; at < row + columns * channels; at += channels) {
                    Vector<Float> apart =
                            IntVector.fromArray(INTS, indices, at).sub(place).convertShape(LanesFloat.OF_INTS, S, 0);
                    sum = sum.add(FloatVector.fromArray(S, g, at), apart.compare(VectorOperators.EQ, 0));
                }
            }
            sum.intoArray(y, to + first);
        }
    }

    /**
     * The parts in norms: each window's gradient, divided, times (x / norm)^(p - 1), and none where the norm is 0. On
     * vectors for p = 2.
     *
     * @param count windows
     * @param taps their offsets in the output
     * @param divisors what the sum of powers was divided by, of each window
     * @param g holds the output's gradient
     * @param norms holds the output
     * @param apart how much further the output lies in its array than the gradient in its own
     * @param from what the offsets count from
     * @param x holds the input
     * @param xFrom where the element's channels lie
     * @param p the power
     * @param channels how many
     * @param y receives the sums
     * @param to where they go
     */
    static void norm(
            int count,
            int[] taps,
            float[] divisors,
            float[] g,
            float[] norms,
            int apart,
            int from,
            float[] x,
            int xFrom,
            double p,
            int channels,
            float[] y,
            int to) {
        // Masks of two lanes are objects, so there too the loop is scalar.
        if (p != 2 || channels < L || !LanesFloat.MASKS) {
            for (int c = 0; c < channels; c++) {
                y[to + c] = ofOne(count, taps, divisors, g, norms, apart, from + c, x[xFrom + c], p);
            }
            return;
        }
        for (int c = 0; c < channels; c += L) {
            int first = Math.min(c, channels - L);
            long again = ratios(count, taps, divisors, g, norms, apart, from + first, x, xFrom + first, y, to + first);
            for (; again != 0; again &= again - 1) {
                int i = first + Long.numberOfTrailingZeros(again);
                y[to + i] = ofOne(count, taps, divisors, g, norms, apart, from + i, x[xFrom + i], p);
            }
        }
    }

    /**
     * The parts of one vector for p = 2. A mask in the loop would be an object in some orders of compilation.
     *
     * @return the lanes with a norm of 0, which must be done again
     */
    private static long ratios(
            int count,
            int[] taps,
            float[] divisors,
            float[] g,
            float[] norms,
            int apart,
            int from,
            float[] x,
            int xFrom,
            float[] y,
            int to) {
        FloatVector value = FloatVector.fromArray(S, x, xFrom);
        FloatVector sum = FloatVector.zero(S);
        FloatVector least = FloatVector.broadcast(S, Float.MAX_VALUE);
        for (int t = 0; t < count; t++) {
            FloatVector norm = FloatVector.fromArray(S, norms, from + taps[t] + apart);
            FloatVector part = FloatVector.fromArray(S, g, from + taps[t]).div(divisors[t]);
            sum = part.mul(value.div(norm)).add(sum);
            least = least.min(norm.abs());
        }
        sum.intoArray(y, to);
        return least.compare(VectorOperators.EQ, 0).toLong();
    }

    /** The parts of one element. */
    private static float ofOne(
            int count,
            int[] taps,
            float[] divisors,
            float[] g,
            float[] norms,
            int apart,
            int from,
            float value,
            double p) {
        float sum = 0;
        for (int t = 0; t < count; t++) {
            int at = from + taps[t];
            float norm = norms[at + apart];
            double ratio = value / (double) norm;
            double power = p == 1 ? 1 : p == 3 ? ratio * ratio : Math.pow(ratio, p - 1);
            sum += norm == 0 ? 0 : (float) (g[at] / divisors[t] * power);
        }
        return sum;
    }

    /**
     * Adds to what is there.
     *
     * @param x what is added
     * @param count elements
     * @param y what it is added to
     * @param to where
     */
    static void add(float[] x, int count, float[] y, int to) {
        int i = 0;
        for (; i + L <= count; i += L) {
            FloatVector.fromArray(S, y, to + i)
                    .add(FloatVector.fromArray(S, x, i))
                    .intoArray(y, to + i);
        }
        for (; i < count; i++) {
            y[to + i] += x[i];
        }
    }
}
