package io.github.jconv.simd.epilogue;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Two to an integral power, made from the bits: the integer k sits in the low bits of k + MAGIC, from where it is
 * shifted into the exponent. The two types differ by more than words, so both are written here.
 */
final class PowerOfTwo {

    /** Added to a float below 2^22, it leaves an integer in the low bits; subtracting it again rounds to nearest. */
    static final float FLOAT_MAGIC = 0x1.8p23f;

    /** Added to a double below 2^51, it leaves an integer in the low bits. */
    static final double DOUBLE_MAGIC = 0x1.8p52;

    /** The arguments of exp for which the power below is neither subnormal nor infinite. */
    static final float FLOAT_EXP_RANGE = 60;

    static final double DOUBLE_EXP_RANGE = 600;

    private PowerOfTwo() {}

    /** 2^k from k + FLOAT_MAGIC, for k from -126 to 127. */
    static FloatVector of(FloatVector shifted) {
        return shifted.reinterpretAsInts()
                .add(127)
                .lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats();
    }

    /** 2^k from k + DOUBLE_MAGIC, for k from -1022 to 1023. */
    static DoubleVector of(DoubleVector shifted) {
        return shifted.reinterpretAsLongs()
                .add(1023)
                .lanewise(VectorOperators.LSHL, 52)
                .reinterpretAsDoubles();
    }
}
