package io.github.jconv;

import io.github.jconv.spi.GemmAlgorithm;

/**
 * The right operand of matrix multiplications, packed once by {@code Gemm.pack} and used for any number of left operands
 * with any number of rows: weights, say. It keeps no reference to the array it was made from. Immutable and safe for use
 * by many threads.
 */
public final class PackedMatrix {

    private final DType type;
    private final int k;
    private final int n;

    /** The algorithm whose form {@code packed} has. */
    private final GemmAlgorithm algorithm;

    private final Object packed;

    PackedMatrix(DType type, int k, int n, GemmAlgorithm algorithm, Object packed) {
        this.type = type;
        this.k = k;
        this.n = n;
        this.algorithm = algorithm;
        this.packed = packed;
    }

    /**
     * Its element type.
     *
     * @return that of the array it was packed from
     */
    public DType type() {
        return type;
    }

    /**
     * Its rows.
     *
     * @return k of every product
     */
    public int k() {
        return k;
    }

    /**
     * Its columns.
     *
     * @return n of every product
     */
    public int n() {
        return n;
    }

    GemmAlgorithm algorithm() {
        return algorithm;
    }

    Object packed() {
        return packed;
    }

    @Override
    public String toString() {
        return type.name().toLowerCase(java.util.Locale.ROOT) + " " + k + "x" + n + " packed for " + algorithm.name();
    }
}
