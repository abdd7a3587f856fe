package io.github.jconv.simd.epilogue;

import io.github.jconv.Activation;
import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * What happens to a tile of sums between the micro-kernel and the destination, while it lies in the first cache: partial
 * sums are added, then bias and activation. A tile is dense, {@code [rows][2 * lanes]}.
 */
public final class FinishFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private FinishFloat() {}

    /**
     * {@code sums += more}.
     *
     * @param rows rows of the tiles
     * @param sums holds the tile that grows
     * @param sumsOffset where it starts
     * @param more holds the tile that is added
     * @param moreOffset where it starts
     */
    public static void add(int rows, float[] sums, int sumsOffset, float[] more, int moreOffset) {
        for (int i = 0; i < rows * 2 * L; i += L) {
            FloatVector.fromArray(S, sums, sumsOffset + i)
                    .add(FloatVector.fromArray(S, more, moreOffset + i))
                    .intoArray(sums, sumsOffset + i);
        }
    }

    /**
     * {@code sums = activation(sums + bias)}, one bias a column.
     *
     * @param rows rows of the tile
     * @param sums holds the tile
     * @param sumsOffset where it starts
     * @param bias 2 * lanes numbers
     * @param biasOffset where they start
     * @param activation what to apply
     */
    public static void biasAndActivation(
            int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset, Activation activation) {
        switch (activation.kind()) {
            case NONE -> none(rows, sums, sumsOffset, bias, biasOffset);
            case RELU -> relu(rows, sums, sumsOffset, bias, biasOffset);
            case CLAMP ->
                clamp(rows, sums, sumsOffset, bias, biasOffset, (float) activation.lower(), (float) activation.upper());
            case LEAKY_RELU -> leakyRelu(rows, sums, sumsOffset, bias, biasOffset, (float) activation.lower());
            case HARD_SWISH -> hardSwish(rows, sums, sumsOffset, bias, biasOffset);
            case SILU -> silu(rows, sums, sumsOffset, bias, biasOffset);
        }
    }

    // One loop for each activation. A shared loop that calls a switch on vectors works only until the virtual machine
    // has seen several activations: then C2 no longer inlines the call and every vector becomes an object.

    private static void none(int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset) {
        for (int j = 0; j < 2 * L; j += L) {
            FloatVector b = FloatVector.fromArray(S, bias, biasOffset + j);
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L + j;
                FloatVector.fromArray(S, sums, at).add(b).intoArray(sums, at);
            }
        }
    }

    private static void relu(int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset) {
        for (int j = 0; j < 2 * L; j += L) {
            FloatVector b = FloatVector.fromArray(S, bias, biasOffset + j);
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L + j;
                FloatVector x = FloatVector.fromArray(S, sums, at).add(b);
                x.max(0f).intoArray(sums, at);
            }
        }
    }

    private static void clamp(
            int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset, float lower, float upper) {
        for (int j = 0; j < 2 * L; j += L) {
            FloatVector b = FloatVector.fromArray(S, bias, biasOffset + j);
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L + j;
                FloatVector x = FloatVector.fromArray(S, sums, at).add(b);
                x.max(lower).min(upper).intoArray(sums, at);
            }
        }
    }

    private static void leakyRelu(int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset, float slope) {
        for (int j = 0; j < 2 * L; j += L) {
            FloatVector b = FloatVector.fromArray(S, bias, biasOffset + j);
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L + j;
                FloatVector x = FloatVector.fromArray(S, sums, at).add(b);
                // The larger of the two, as the slope is at most 1; but a slope of 0 would turn infinity into NaN.
                x.max(slope == 0 ? FloatVector.zero(S) : x.mul(slope)).intoArray(sums, at);
            }
        }
    }

    private static void hardSwish(int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset) {
        for (int j = 0; j < 2 * L; j += L) {
            FloatVector b = FloatVector.fromArray(S, bias, biasOffset + j);
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L + j;
                FloatVector x = FloatVector.fromArray(S, sums, at).add(b);
                x.mul(x.add(3f).max(0f).min(6f)).div(6f).intoArray(sums, at);
            }
        }
    }

    private static void silu(int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset) {
        for (int j = 0; j < 2 * L; j += L) {
            FloatVector b = FloatVector.fromArray(S, bias, biasOffset + j);
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L + j;
                FloatVector x = FloatVector.fromArray(S, sums, at).add(b);
                x.div(ExpFloat.exp(x.neg()).add(1f)).intoArray(sums, at);
            }
        }
    }

    /**
     * Writes the tile's rows to rows of the destination.
     *
     * @param rows rows of the tile
     * @param columns how many of its columns are written, 1 to 2 * lanes
     * @param sums holds the tile
     * @param sumsOffset where it starts
     * @param dst the destination
     * @param dstOffset where its first row starts
     * @param dstStep from one row to the next
     */
    public static void store(
            int rows, int columns, float[] sums, int sumsOffset, float[] dst, int dstOffset, int dstStep) {
        if (columns == 2 * L) {
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L;
                FloatVector.fromArray(S, sums, at).intoArray(dst, dstOffset + i * dstStep);
                FloatVector.fromArray(S, sums, at + L).intoArray(dst, dstOffset + i * dstStep + L);
            }
            return;
        }
        for (int j = 0; j < columns; j += L) {
            if (LanesFloat.MASKS) {
                VectorMask<Float> mask = S.indexInRange(j, columns);
                for (int i = 0; i < rows; i++) {
                    FloatVector.fromArray(S, sums, sumsOffset + i * 2 * L + j)
                            .intoArray(dst, dstOffset + i * dstStep + j, mask);
                }
            } else {
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(
                            sums,
                            sumsOffset + i * 2 * L + j,
                            dst,
                            dstOffset + i * dstStep + j,
                            Math.min(L, columns - j));
                }
            }
        }
    }

    /**
     * Writes {@code alpha * tile + beta * dst} to rows of the destination, which is not read where beta is 0.
     *
     * @param rows rows of the tile
     * @param columns how many of its columns are written, 1 to 2 * lanes
     * @param alpha factor of the tile
     * @param sums holds the tile
     * @param sumsOffset where it starts
     * @param beta factor of the destination
     * @param dst the destination
     * @param dstOffset where its first row starts
     * @param dstStep from one row to the next
     */
    public static void scale(
            int rows,
            int columns,
            float alpha,
            float[] sums,
            int sumsOffset,
            float beta,
            float[] dst,
            int dstOffset,
            int dstStep) {
        if (alpha == 1 && beta == 0) {
            store(rows, columns, sums, sumsOffset, dst, dstOffset, dstStep);
            return;
        }
        if (alpha == 1 && beta == 1 && columns == 2 * L) {
            for (int i = 0; i < rows; i++) {
                int at = sumsOffset + i * 2 * L;
                int to = dstOffset + i * dstStep;
                FloatVector.fromArray(S, dst, to)
                        .add(FloatVector.fromArray(S, sums, at))
                        .intoArray(dst, to);
                FloatVector.fromArray(S, dst, to + L)
                        .add(FloatVector.fromArray(S, sums, at + L))
                        .intoArray(dst, to + L);
            }
            return;
        }
        for (int j = 0; j < columns; j += L) {
            if (LanesFloat.MASKS) {
                VectorMask<Float> mask = S.indexInRange(j, columns);
                for (int i = 0; i < rows; i++) {
                    int to = dstOffset + i * dstStep + j;
                    FloatVector sum = FloatVector.fromArray(S, sums, sumsOffset + i * 2 * L + j)
                            .mul(alpha);
                    if (beta != 0) {
                        sum = FloatVector.fromArray(S, dst, to, mask).mul(beta).add(sum);
                    }
                    sum.intoArray(dst, to, mask);
                }
            } else {
                for (int i = 0; i < rows; i++) {
                    int from = sumsOffset + i * 2 * L + j;
                    int to = dstOffset + i * dstStep + j;
                    scaleScalar(Math.min(L, columns - j), alpha, sums, from, beta, dst, to);
                }
            }
        }
    }

    private static void scaleScalar(int count, float alpha, float[] sums, int from, float beta, float[] dst, int to) {
        for (int j = 0; j < count; j++) {
            float sum = alpha * sums[from + j];
            dst[to + j] = beta == 0 ? sum : beta * dst[to + j] + sum;
        }
    }
}
