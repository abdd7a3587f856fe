package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The activations' values, their behaviour at the ends, and their slopes. */
class ActivationTest {

    @Provide
    Arbitrary<Activation> activations() {
        return Arbitraries.of(
                Activation.NONE,
                Activation.RELU,
                Activation.RELU6,
                Activation.clamp(-2, 0.5),
                Activation.leakyRelu(0.1),
                Activation.HARD_SWISH,
                Activation.SILU);
    }

    /** Two arguments' values differ by no more than the Lipschitz constant says; it bounds every error that passes. */
    @Property
    void lipschitz(
            @ForAll("activations") Activation f,
            @ForAll @DoubleRange(min = -8, max = 8) double x,
            @ForAll @DoubleRange(min = -8, max = 8) double y) {
        double steepest = f.lipschitz() * Math.abs(x - y);
        assertThat(Math.abs(f.apply(x) - f.apply(y))).isLessThanOrEqualTo(steepest * (1 + 1e-12) + 1e-300);
    }

    @Property
    void nanStaysNan(@ForAll("activations") Activation f) {
        assertThat(f.apply(Double.NaN)).isNaN();
    }

    @Test
    void values() {
        assertThat(Activation.NONE.apply(-3)).isEqualTo(-3);
        assertThat(Activation.RELU.apply(-3)).isZero();
        assertThat(Activation.RELU.apply(3)).isEqualTo(3);
        assertThat(Activation.RELU6.apply(7)).isEqualTo(6);
        assertThat(Activation.clamp(-1, 1).apply(-7)).isEqualTo(-1);
        assertThat(Activation.leakyRelu(0.25).apply(-8)).isEqualTo(-2);
        assertThat(Activation.leakyRelu(0.25).apply(8)).isEqualTo(8);
        assertThat(Activation.HARD_SWISH.apply(-3)).isZero();
        assertThat(Activation.HARD_SWISH.apply(1)).isEqualTo(4 / 6.0);
        assertThat(Activation.HARD_SWISH.apply(3)).isEqualTo(3);
        assertThat(Activation.SILU.apply(0)).isZero();
        assertThat(Activation.SILU.apply(Math.log(3))).isCloseTo(0.75 * Math.log(3), within(1));
    }

    private static Offset<Double> within(int ulps) {
        return Offset.offset(ulps * Math.ulp(1.0));
    }

    @Test
    void infinities() {
        assertThat(Activation.RELU.apply(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Activation.RELU6.apply(Double.POSITIVE_INFINITY)).isEqualTo(6);
        assertThat(Activation.clamp(Double.NEGATIVE_INFINITY, 0).apply(-1e300)).isEqualTo(-1e300);
        assertThat(Activation.HARD_SWISH.apply(Double.NEGATIVE_INFINITY)).isNaN();
        assertThat(Activation.SILU.apply(Double.NEGATIVE_INFINITY)).isNaN();
        assertThat(Activation.SILU.apply(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void text() {
        assertThat(Activation.NONE).hasToString("none");
        assertThat(Activation.RELU6).hasToString("clamp(0.0,6.0)");
        assertThat(Activation.leakyRelu(0.1)).hasToString("leaky-relu(0.1)");
        assertThat(Activation.HARD_SWISH).hasToString("hard-swish");
        assertThat(Activation.SILU).hasToString("silu");
    }
}
