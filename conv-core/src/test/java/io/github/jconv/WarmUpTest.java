package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.jconv.testkit.TensorsFloat;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final Conv2d CONV = Conv2d.of(3, 5, 3).padding(1);
    private static final Shape SRC = Shape.nchw(2, 3, 9, 10);

    @Test
    void changesNoResult() {
        float[] x = TensorsFloat.random(SRC.elements(), 1);
        float[] w = TensorsFloat.random(CONV.weightElements(), 2);
        try (ConvPlan plan = Planner.serial().plan(CONV, SRC, w, null)) {
            float[] cold = new float[plan.dstShape().elements()];
            plan.run(x, cold);
            assertThat(plan.warmUp(Duration.ofMillis(20))).isBetween(Duration.ofMillis(20), Duration.ofSeconds(30));
            float[] warm = new float[cold.length];
            plan.run(x, warm);
            assertThat(warm).isEqualTo(cold);
        }
    }

    @Test
    void runsPlansForDoublesAndOfNoImages() {
        double[] w = new double[CONV.weightElements()];
        try (ConvPlan doubles = Planner.serial().plan(CONV, SRC, w, null);
                ConvPlan empty = Planner.serial().plan(CONV, SRC.withN(0), w, null)) {
            assertThat(doubles.warmUp(Duration.ofMillis(5))).isPositive();
            assertThat(empty.warmUp(Duration.ofMillis(5))).isPositive();
        }
    }

    @Test
    void stopsByItselfWhenRunsGetNoFaster() {
        AtomicInteger runs = new AtomicInteger();
        assertThat(WarmUp.run(runs::incrementAndGet, Duration.ofSeconds(Long.MAX_VALUE)))
                .isGreaterThan(Duration.ofMillis(500));
        assertThat(runs).hasPositiveValue();
    }

    @Test
    void noTimeRunsNothing() {
        AtomicInteger runs = new AtomicInteger();
        assertThat(WarmUp.run(runs::incrementAndGet, Duration.ZERO)).isZero();
        assertThat(runs).hasValue(0);
    }

    @Test
    void badArgumentsAreRefused() {
        ConvPlan plan = Planner.serial().plan(CONV, SRC, new float[CONV.weightElements()], null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.warmUp(null))
                .withMessage("the time for a warm-up is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan.warmUp(Duration.ofSeconds(-1)))
                .withMessage("a warm-up may take PT-1S but needs at least 0");
        plan.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> plan.warmUp(Duration.ofSeconds(1)))
                .withMessageStartingWith("the plan was closed");
    }
}
