package io.github.jconv.simd.epilogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;

@Tag("vector")
class ExpFloatTest {

    private static float exp(double x) {
        return ExpFloat.exp(FloatVector.broadcast(LanesFloat.SPECIES, (float) x))
                .lane(0);
    }

    /** Eight units in the last place of the result. */
    @Property
    void closeToMathExp(@ForAll @DoubleRange(min = -80, max = 80) double x) {
        double exact = Math.exp((float) x);
        assertThat((double) exp(x)).isBetween(exact - 8 * Math.ulp((float) exact), exact + 8 * Math.ulp((float) exact));
    }

    @Example
    void theEndsAreThoseOfTheFunction() {
        assertThat(exp(0)).isEqualTo(1f);
        assertThat(exp(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(exp(-5000)).isZero();
        assertThat(exp(5000)).isInfinite();
        assertThat(exp(Double.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(exp(Double.NaN)).isNaN();
    }
}
