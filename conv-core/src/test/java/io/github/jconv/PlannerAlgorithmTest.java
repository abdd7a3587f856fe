package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.testkit.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** One algorithm by name: for convolutions, planes and poolings alike it is used, or refused with what there is. */
class PlannerAlgorithmTest {

    private static final Conv2d CONV = Conv2d.of(2, 2, 3).padding(1);
    private static final Shape SRC = Shape.nchw(1, 2, 5, 6);
    private static final PlaneFilter FILTER = PlaneFilter.of(3, 3).padding(Padding.same());
    private static final Pool2d POOL = Pool2d.max(2);

    private static Planner named(String algorithm) {
        return Planner.builder().algorithm(algorithm).build();
    }

    @Test
    void theReferenceIsOfEveryKind() {
        Planner planner = named("reference");
        try (ConvPlan conv = planner.plan(CONV, SRC, new float[36], null);
                ConvPlan planes = planner.plan(FILTER, 2, 5, 6, new float[9]);
                ConvPlan separable = planner.planSeparable(FILTER, 2, 5, 6, new double[3], new double[3]);
                PoolPlan pool = planner.plan(POOL, SRC, DType.FLOAT64);
                PoolPlan indices = planner.planWithIndices(POOL, SRC, DType.FLOAT32)) {
            assertThat(List.of(conv.algorithm(), planes.algorithm(), separable.algorithm()))
                    .containsOnly("reference");
            assertThat(List.of(pool.algorithm(), indices.algorithm())).containsOnly("reference");
        }
        assertThat(planner.explain(CONV, SRC, DType.FLOAT32).chosen()).isEqualTo("reference");
        assertThat(planner.explain(FILTER, 2, 5, 6, new double[9]).chosen()).isEqualTo("reference");
        assertThat(planner.explain(POOL, SRC, DType.FLOAT32).chosen()).isEqualTo("reference");
    }

    @Test
    void aNameOfAnotherKindIsRefusedWithTheNamesThereAre() {
        Planner portable = named("portable");
        assertThatThrownBy(() -> portable.plan(FILTER, 2, 5, 6, new float[9]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no algorithm portable among [")
                .hasMessageEndingWith("convolution, reference] for planes");
        assertThatThrownBy(() -> portable.explain(FILTER, 2, 5, 6, new float[9]))
                .hasMessageContaining("for planes");
        assertThatThrownBy(() -> portable.plan(POOL, SRC, DType.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no algorithm portable among [")
                .hasMessageEndingWith("reference] for poolings");
        assertThatThrownBy(() -> named("convolution").plan(CONV, SRC, new float[36], null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("portable, reference] for convolutions");
        assertThatThrownBy(() -> named("magic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no algorithm magic among [")
                .hasMessageContainingAll("portable", "convolution", "reference");
    }

    @Test
    void plansOfEveryKindAreLoggedInOneLine() {
        List<String> plans = new ArrayList<>();
        List<String> lines = Log.lines(Level.FINE, () -> {
            Planner planner = Planner.serial();
            try (ConvPlan conv = planner.plan(CONV, SRC, new float[36], null);
                    ConvPlan planes = planner.plan(FILTER, 2, 5, 6, new float[9]);
                    PoolPlan pool = planner.plan(POOL, SRC, DType.FLOAT64);
                    TransposePlan input = planner.gradients().input(CONV, SRC, new float[36]);
                    WeightGradientPlan weights = planner.gradients().weights(CONV, SRC, DType.FLOAT32);
                    PoolGradientPlan poolGradient = planner.gradients().pool(POOL, SRC, DType.FLOAT32)) {
                List.of(conv, planes, pool, input, weights, poolGradient).forEach(plan -> plans.add("plan " + plan));
            }
        });
        assertThat(lines).containsExactlyElementsOf(plans);
    }

    /** A filter as planes see it with a border: what has zeros around its planes declines. */
    @Test
    void whatDeclinesIsExplainedAndThenRefused() {
        PlaneFilter mirrored = FILTER.border(Border.MIRROR);
        Planner planner = named("convolution");
        Explanation explanation = planner.explain(mirrored, 2, 5, 6, new float[9]);
        assertThat(explanation.chosen()).isEqualTo("convolution");
        assertThat(explanation.problem()).isInstanceOf(PlaneProblem.class);
        assertThat(explanation.toString())
                .contains("mirror", " * convolution", "declined: a convolution has zeros around its planes")
                .contains("   reference ");
        assertThatThrownBy(() -> planner.plan(mirrored, 2, 5, 6, new float[9]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithm convolution declined ")
                .hasMessageEndingWith(": a convolution has zeros around its planes");
    }

    @Test
    void withoutANameTheCheapestOfThoseThatAcceptIsExplained() {
        assertCheapest(Planner.serial().explain(CONV, SRC, DType.FLOAT32));
        assertCheapest(Planner.serial().explain(FILTER, 2, 5, 6, new float[9]));
        assertCheapest(Planner.serial().explain(FILTER.border(Border.WRAP), 2, 5, 6, new double[9]));
        assertCheapest(Planner.serial().explain(POOL, SRC, DType.FLOAT64));
    }

    private static void assertCheapest(Explanation explanation) {
        Explanation.Answer chosen = explanation.answers().stream()
                .filter(answer -> answer.algorithm().equals(explanation.chosen()))
                .findFirst()
                .orElseThrow();
        assertThat(explanation.answers())
                .allSatisfy(answer -> assertThat(answer.cost()).isGreaterThanOrEqualTo(chosen.cost()));
        assertThat(chosen.accepted()).isTrue();
    }
}
