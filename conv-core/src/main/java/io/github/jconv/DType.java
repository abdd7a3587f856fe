package io.github.jconv;

/** The element type of a tensor. The name says the bits an element takes, as numpy and PyTorch do. */
public enum DType {
    /** IEEE 754 binary32, a Java {@code float}. */
    FLOAT32(Float.BYTES, 0x1p-24),
    /** IEEE 754 binary64, a Java {@code double}. */
    FLOAT64(Double.BYTES, 0x1p-53);

    private final int bytes;
    private final double unitRoundoff;

    DType(int bytes, double unitRoundoff) {
        this.bytes = bytes;
        this.unitRoundoff = unitRoundoff;
    }

    /**
     * The size of one element.
     *
     * @return bytes per element, 4 or 8
     */
    public int bytes() {
        return bytes;
    }

    /**
     * The largest relative error of one rounding to nearest, half the distance from 1 to the next number.
     *
     * @return u, 2<sup>-24</sup> or 2<sup>-53</sup>
     */
    public double unitRoundoff() {
        return unitRoundoff;
    }
}
