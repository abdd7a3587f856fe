package io.github.jconv.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The bound holds for plain summation against exact arithmetic, and is no wider than it says. */
class NumericsTest {

    @Test
    void gamma() {
        double u = 0x1p-24;
        assertThat(Numerics.gamma(0, u)).isZero();
        assertThat(Numerics.gamma(1, u)).isEqualTo(u / (1 - u));
        assertThat(Numerics.gamma(1000, u)).isEqualTo(1000 * u / (1 - 1000 * u)).isLessThan(6e-5);
        assertThat(Numerics.gamma(1L << 24, u)).isInfinite();
        assertThat(Numerics.gamma(Long.MAX_VALUE, 0x1p-53)).isInfinite();
    }

    /** A float dot product against the exact one in decimal arithmetic, forwards, backwards and fused. */
    @Property(tries = 200)
    void everyOrderOfSummationStaysWithin(@ForAll @IntRange(min = 1, max = 400) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float scale = (float) Math.pow(2, random.nextInt(-160, 20)); // down to where products underflow
        float forwards = 0;
        float fused = 0;
        float backwards = 0;
        BigDecimal exact = BigDecimal.ZERO;
        BigDecimal magnitude = BigDecimal.ZERO;
        float[] x = new float[n];
        float[] w = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextDouble(-1, 1) * scale;
            w[i] = (float) random.nextDouble(-1, 1);
            forwards += x[i] * w[i];
            fused = Math.fma(x[i], w[i], fused);
            BigDecimal product = new BigDecimal(x[i]).multiply(new BigDecimal(w[i]));
            exact = exact.add(product);
            magnitude = magnitude.add(product.abs());
        }
        for (int i = n - 1; i >= 0; i--) {
            backwards += x[i] * w[i];
        }
        BigDecimal bound = new BigDecimal(Numerics.bound(DType.FLOAT32, n, magnitude.doubleValue()));
        for (float sum : new float[] {forwards, backwards, fused}) {
            assertThat(new BigDecimal(sum).subtract(exact).abs()).isLessThanOrEqualTo(bound);
        }
    }

    /** One rounding too many shows: the bound of a single product is attained up to a part in a million. */
    @Test
    void theBoundIsNoWiderThanItSays() {
        double u = DType.FLOAT32.unitRoundoff();
        assertThat(Numerics.bound(DType.FLOAT32, 1, 1)).isBetween(u, u * (1 + 1e-6));
        assertThat(Numerics.bound(DType.FLOAT64, 100, 1)).isBetween(100 * 0x1p-53, 100 * 0x1p-53 * (1 + 1e-6));
        assertThat(Numerics.bound(DType.FLOAT32, 10, 0)).isBetween(0.0, 11.0 * Float.MIN_VALUE);
        assertThat(Numerics.allowedDifference(DType.FLOAT32, 9, 1, 0.5))
                .as("nine roundings, and the reference's one of a half")
                .isBetween(9.5 * u, 9.5 * u * (1 + 1e-5));
        assertThat(Numerics.allowedDifference(DType.FLOAT64, 9, 1, 0.5))
                .as("both sides may stray by nine roundings")
                .isBetween(18.5 * 0x1p-53, 18.5 * 0x1p-53 * (1 + 1e-5));
    }

    @Test
    void activationsStretchTheBound() {
        double plain = ofActivation(Activation.NONE);
        double u = DType.FLOAT32.unitRoundoff();
        assertThat(plain).isBetween(10 * 2 * u, 10 * 2 * u * (1 + 1e-5));
        assertThat(ofActivation(Activation.RELU)).isEqualTo(plain);
        assertThat(ofActivation(Activation.RELU6)).isBetween(plain + u, (plain + u) * (1 + 1e-5));
        assertThat(ofActivation(Activation.leakyRelu(0.5))).isBetween(plain + 2 * u, (plain + 2 * u) * (1 + 1e-5));
        double hardSwish = 1.5 * plain + 4 * u;
        assertThat(ofActivation(Activation.HARD_SWISH)).isBetween(hardSwish, hardSwish * (1 + 1e-5));
        double silu = 1.1 * plain + 7 * u;
        assertThat(ofActivation(Activation.SILU)).isBetween(silu, silu * (1 + 1e-5));
    }

    /** Depth 9 and a bias, magnitude 2, value 1. */
    private static double ofActivation(Activation activation) {
        ConvProblem p = Conv2d.of(1, 1, 3)
                .activation(activation)
                .problem(Shape.nchw(1, 1, 3, 3), DType.FLOAT32, Precision.DEFAULT);
        return Numerics.bound(p, "reference", 2, 1);
    }

    @Test
    void infiniteMagnitudesBoundNothing() {
        ConvProblem p = Conv2d.of(1, 1, 3)
                .activation(Activation.RELU)
                .problem(Shape.nchw(1, 1, 3, 3), DType.FLOAT32, Precision.DEFAULT);
        assertThat(Numerics.allowedDifference(p, "reference", Double.POSITIVE_INFINITY, 0))
                .isInfinite();
    }

    @Test
    void directAlgorithmsAreHeldToTheClassicalBound() {
        assertThat(Numerics.factor("reference")).isEqualTo(1);
        assertThat(Numerics.factor("an algorithm nobody has listed")).isEqualTo(1);
        assertThat(Numerics.reach("reference")).isZero();
        assertThat(Numerics.reach("winograd-f4x3")).isEqualTo(5);
    }
}
