package io.github.jconv.simd.epilogue;

import io.github.jconv.Activation;
import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What happens to a tile of sums between the micro-kernel and the destination, while it lies in the first cache: bias and
 * activation. A tile is dense, {@code [rows][2 * lanes]}.
 */
public final class FinishFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private FinishFloat() {}

    /**
     * {@code x = activation(x)} for a tile that lies anywhere.
     *
     * @param rows rows of the tile
     * @param vectors its columns
     * @param x holds the tile
     * @param xOffset where it starts
     * @param xStep from one row to the next
     * @param activation what to apply
     */
    public static void activation(int rows, int vectors, float[] x, int xOffset, int xStep, Activation activation) {
        float lower = (float) activation.lower();
        float upper = (float) activation.upper();
        for (int at = xOffset; at < xOffset + vectors * L; at += L) {
            switch (activation.kind()) {
                case NONE -> {}
                case RELU -> relu(rows, x, at, xStep);
                case CLAMP -> clamp(rows, x, at, xStep, lower, upper);
                case LEAKY_RELU -> leakyRelu(rows, x, at, xStep, lower);
                case HARD_SWISH -> hardSwish(rows, x, at, xStep);
                case SILU -> silu(rows, x, at, xStep);
            }
        }
    }

    // One loop for each activation. A shared loop that calls a switch on vectors works only until the virtual machine
    // has seen several activations: then C2 no longer inlines the call and every vector becomes an object.

    private static void relu(int rows, float[] x, int xOffset, int xStep) {
        for (int i = 0, at = xOffset; i < rows; i++, at += xStep) {
            FloatVector v = FloatVector.fromArray(S, x, at);
            if (LanesFloat.MASKS) { // the maximum takes five instructions for NaN and -0, this takes two
                v.blend(0f, v.compare(VectorOperators.LT, 0f)).intoArray(x, at);
            } else {
                v.max(0f).intoArray(x, at);
            }
        }
    }

    private static void clamp(int rows, float[] x, int xOffset, int xStep, float lower, float upper) {
        for (int i = 0, at = xOffset; i < rows; i++, at += xStep) {
            FloatVector v = FloatVector.fromArray(S, x, at);
            if (LanesFloat.MASKS) {
                v.blend(lower, v.compare(VectorOperators.LT, lower))
                        .blend(upper, v.compare(VectorOperators.GT, upper))
                        .intoArray(x, at);
            } else {
                v.max(lower).min(upper).intoArray(x, at);
            }
        }
    }

    private static void leakyRelu(int rows, float[] x, int xOffset, int xStep, float slope) {
        for (int i = 0, at = xOffset; i < rows; i++, at += xStep) {
            FloatVector v = FloatVector.fromArray(S, x, at);
            // The larger of the two, as the slope is at most 1; but a slope of 0 would turn infinity into NaN.
            v.max(slope == 0 ? FloatVector.zero(S) : v.mul(slope)).intoArray(x, at);
        }
    }

    private static void hardSwish(int rows, float[] x, int xOffset, int xStep) {
        for (int i = 0, at = xOffset; i < rows; i++, at += xStep) {
            FloatVector v = FloatVector.fromArray(S, x, at);
            v.mul(v.add(3f).max(0f).min(6f)).div(6f).intoArray(x, at);
        }
    }

    private static void silu(int rows, float[] x, int xOffset, int xStep) {
        for (int i = 0, at = xOffset; i < rows; i++, at += xStep) {
            FloatVector v = FloatVector.fromArray(S, x, at);
            v.div(ExpFloat.exp(v.neg()).add(1f)).intoArray(x, at);
        }
    }

    /**
     * What sums in a tile that lies anywhere start from: the bias, one number a column, or what the tile holds and the bias.
     *
     * @param rows rows of the tile
     * @param vectors its columns
     * @param bias one number for each column, or null for zeros
     * @param biasOffset where they start
     * @param accumulate whether what the tile holds counts
     * @param x receives the tile
     * @param xOffset where it starts
     * @param xStep from one row to the next
     */
    public static void start(
            int rows,
            int vectors,
            float[] bias,
            int biasOffset,
            boolean accumulate,
            float[] x,
            int xOffset,
            int xStep) {
        if (accumulate && bias == null) {
            return;
        }
        for (int j = 0; j < vectors * L; j += L) {
            FloatVector b = bias == null ? FloatVector.zero(S) : FloatVector.fromArray(S, bias, biasOffset + j);
            for (int i = 0, at = xOffset + j; i < rows; i++, at += xStep) {
                FloatVector v = accumulate ? FloatVector.fromArray(S, x, at).add(b) : b;
                v.intoArray(x, at);
            }
        }
    }

    /**
     * {@code sums += bias}, one bias a column.
     *
     * @param rows rows of the tile
     * @param sums holds the tile
     * @param sumsOffset where it starts
     * @param bias 2 * lanes numbers
     * @param biasOffset where they start
     */
    public static void bias(int rows, float[] sums, int sumsOffset, float[] bias, int biasOffset) {
        FloatVector b0 = FloatVector.fromArray(S, bias, biasOffset);
        FloatVector b1 = FloatVector.fromArray(S, bias, biasOffset + L);
        for (int i = 0, at = sumsOffset; i < rows; i++, at += 2 * L) {
            FloatVector.fromArray(S, sums, at).add(b0).intoArray(sums, at);
            FloatVector.fromArray(S, sums, at + L).add(b1).intoArray(sums, at + L);
        }
    }

    /**
     * {@code sums += dst} for numbers in a row.
     *
     * @param count how many
     * @param dst the destination
     * @param dstOffset where they start
     * @param sums what grows
     * @param sumsOffset where they start
     */
    public static void add(int count, float[] dst, int dstOffset, float[] sums, int sumsOffset) {
        int i = 0;
        for (; i + L <= count; i += L) {
            FloatVector.fromArray(S, sums, sumsOffset + i)
                    .add(FloatVector.fromArray(S, dst, dstOffset + i))
                    .intoArray(sums, sumsOffset + i);
        }
        for (; i < count; i++) {
            sums[sumsOffset + i] += dst[dstOffset + i];
        }
    }

    /**
     * {@code sums += dst}, row by row.
     *
     * @param rows rows of the tile
     * @param columns how many of its columns are read, 1 to 2 * lanes
     * @param dst the destination
     * @param dstOffset where its first row starts
     * @param dstStep from one row to the next
     * @param sums holds the tile
     * @param sumsOffset where it starts
     */
    public static void add(
            int rows, int columns, float[] dst, int dstOffset, int dstStep, float[] sums, int sumsOffset) {
        for (int i = 0; i < rows; i++) {
            int at = sumsOffset + i * 2 * L;
            int from = dstOffset + i * dstStep;
            int j = 0;
            for (; j + L <= columns; j += L) {
                FloatVector.fromArray(S, sums, at + j)
                        .add(FloatVector.fromArray(S, dst, from + j))
                        .intoArray(sums, at + j);
            }
            for (; j < columns; j++) {
                sums[at + j] += dst[from + j];
            }
        }
    }

    /**
     * {@code sums += dst} where a row of the tile is a column of the destination.
     *
     * @param rows rows of the tile
     * @param columns how many of its columns are read, 1 to 2 * lanes
     * @param dst the destination
     * @param dstOffset where its first row, the tile's first column, starts
     * @param dstStep from one row of the destination to the next
     * @param sums holds the tile
     * @param sumsOffset where it starts
     */
    public static void addTransposed(
            int rows, int columns, float[] dst, int dstOffset, int dstStep, float[] sums, int sumsOffset) {
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                sums[sumsOffset + i * 2 * L + j] += dst[dstOffset + j * dstStep + i];
            }
        }
    }

    /**
     * Reads rows of the destination into the tile, whose other columns keep what they hold.
     *
     * @param rows rows of the tile
     * @param columns how many of its columns are read, 1 to 2 * lanes
     * @param dst the destination
     * @param dstOffset where its first row starts
     * @param dstStep from one row to the next
     * @param sums receives the tile
     * @param sumsOffset where it starts
     */
    public static void load(
            int rows, int columns, float[] dst, int dstOffset, int dstStep, float[] sums, int sumsOffset) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(dst, dstOffset + i * dstStep, sums, sumsOffset + i * 2 * L, columns);
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
            if (LanesFloat.masksAt(dst.length, dstOffset + (rows - 1) * dstStep + j)) {
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
            if (LanesFloat.masksAt(dst.length, dstOffset + (rows - 1) * dstStep + j)) {
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
