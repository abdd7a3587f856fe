package io.github.jconv.simd.epilogue;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The exponential function in additions and multiplications only. The Vector API's own gives other bits in compiled code
 * than in interpreted code, so a plan's first run would differ from its later ones.
 *
 * <p>{@code exp(x) = (2^k * exp(r))^2} with k the integer nearest to {@code x / 2 / ln 2} and r the rest, at most
 * {@code ln 2 / 2} in magnitude, whose exponential is the Taylor polynomial of degree 13: its truncation is below half a
 * unit in the last place of a double. Squaring lets an overflow and an underflow come out as infinity and zero.
 */
final class ExpFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;

    private static final float LOG2_E = (float) 1.4426950408889634;
    private static final double LN_2 = 0.6931471805599453;

    /** ln 2 in two parts, the nearest number and the rest, so that r keeps its last bits. */
    private static final float LN_2_HIGH = (float) LN_2;

    private static final float LN_2_LOW = (float) (LN_2 - LN_2_HIGH + 2.3190468138462996e-17);

    /** 1 / n! from n = 13 down to 0. */
    private static final float[] TAYLOR = taylor();

    private ExpFloat() {}

    private static float[] taylor() {
        float[] coefficients = new float[14];
        double factorial = 1;
        for (int n = 0; n < coefficients.length; n++) {
            factorial *= Math.max(1, n);
            coefficients[coefficients.length - 1 - n] = (float) (1 / factorial);
        }
        return coefficients;
    }

    static FloatVector exp(FloatVector x) {
        FloatVector half = x.mul(0.5f).max(-PowerOfTwo.FLOAT_EXP_RANGE).min(PowerOfTwo.FLOAT_EXP_RANGE);
        FloatVector shifted = half.mul(LOG2_E).add(PowerOfTwo.FLOAT_MAGIC);
        FloatVector k = shifted.sub(PowerOfTwo.FLOAT_MAGIC);
        FloatVector r = k.fma(FloatVector.broadcast(S, -LN_2_HIGH), half);
        r = k.fma(FloatVector.broadcast(S, -LN_2_LOW), r);
        FloatVector sum = FloatVector.broadcast(S, TAYLOR[0]);
        for (int i = 1; i < TAYLOR.length; i++) {
            sum = sum.fma(r, FloatVector.broadcast(S, TAYLOR[i]));
        }
        FloatVector power = PowerOfTwo.of(shifted).mul(sum);
        return power.mul(power);
    }
}
