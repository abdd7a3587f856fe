package io.github.jconv.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import org.junit.jupiter.api.Test;

/** A check that cannot fail proves nothing: these results are wrong on purpose. */
class AgreementTest {

    private final Conv2d conv = Conv2d.of(3, 4, 3);
    private final Shape src = Shape.nchw(2, 3, 6, 7);
    private final float[] x = Tensors.random(src.elements(), 1);
    private final float[] weights = Tensors.random(conv.weightElements(), 2);
    private final Agreement agreement = Agreement.of(conv, src, x, weights, null);

    @Test
    void acceptsAPlansResult() {
        float[] y = conv.apply(x, src, weights, null);
        assertThat(agreement.worst("auto", y)).isLessThanOrEqualTo(1);
    }

    @Test
    void seesOneElementThatIsOff() {
        float[] y = conv.apply(x, src, weights, null);
        y[17] += 1e-3f;
        assertThat(agreement.worst("auto", y)).isGreaterThan(1);
        y[17] = Float.NaN;
        assertThat(agreement.worst("auto", y)).isInfinite();
        try (ConvPlan plan = Planner.serial().plan(conv, src, weights, null)) {
            assertThatThrownBy(() -> agreement.require(plan, y))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("disagrees with the reference");
        }
    }

    @Test
    void holdsInTheOtherLayout() {
        Shape nhwc = Shape.nhwc(2, 6, 7, 3);
        var problem = conv.problem(nhwc, DType.FLOAT32, Precision.DEFAULT);
        float[] y = conv.apply(Tensors.from(x, nhwc), nhwc, Tensors.weights(weights, problem), null);
        assertThat(agreement.in(problem).worst("auto", y)).isLessThanOrEqualTo(1);
        assertThat(agreement.worst("auto", y)).isGreaterThan(1);
    }
}
