package io.github.jconv.bench.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.DType;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolGradientProblem;
import io.github.jconv.Shape;
import io.github.jconv.spi.Blocking;
import org.junit.jupiter.api.Test;

class OtherSubjectTest {

    /** The reference declines such problems; which of the others is compared with it the clock decides. */
    @Test
    void aPoolingGradientThatIsAddedIsComparedWithTheReference() {
        for (DType type : DType.values()) {
            Pool2d pool = Pool2d.sum(3).stride(2);
            PoolGradientProblem problem =
                    new PoolGradientProblem(pool.problem(Shape.nchw(1, 3, 9, 9), type, false), true);
            Numbers numbers = new OtherSubject(problem).numbers();
            try (Planned plan = numbers.plan(new Variant("portable", 1, Blocking.DEFAULT))) {
                plan.runAfresh();
                assertThat(numbers.worst(plan.output())).isLessThanOrEqualTo(1);
                if (plan.output() instanceof float[] floats) {
                    floats[0]++;
                } else {
                    ((double[]) plan.output())[0]++;
                }
                assertThat(numbers.worst(plan.output())).isGreaterThan(1);
            }
        }
    }
}
