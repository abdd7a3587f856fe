package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Learning the edge detector [1,-1] from its input and output by 10 steps of gradient descent, forward through every
 * algorithm in the planner's table: each loss and each kernel is that of the worked example to 1e-9.
 */
public abstract class LearnKernelContract {

    private static final double TO = 1e-9;

    /**
     * The planner's settings besides the algorithm.
     *
     * @return the defaults, unless a subclass has other ones
     */
    protected Planner.Builder planner() {
        return Planner.builder();
    }

    @TestFactory
    Stream<DynamicTest> learnTheEdgeDetector() {
        return planner().build().explain(conv(), src(), DType.FLOAT64).answers().stream()
                .filter(answer -> answer.accepted())
                .map(answer -> dynamicTest(
                        answer.algorithm(),
                        () -> learn(planner().algorithm(answer.algorithm()).build())));
    }

    private static Conv2d conv() {
        return Conv2d.of(1, 1, 1, 2);
    }

    private static Shape src() {
        return Shape.nchw(1, 1, 6, 8);
    }

    private static void learn(Planner planner) {
        JsonNode edges = Golden.workedExamples().get("corr2d_edges");
        JsonNode steps = Golden.workedExamples().get("learn_kernel");
        double[] x = TensorsDouble.of(edges.get("x"));
        double[] target = TensorsDouble.of(edges.get("y"));
        double[] kernel = TensorsDouble.of(steps.get("start"));
        double rate = steps.get("lr").asDouble();
        double[] losses = TensorsDouble.of(steps.get("loss"));
        assertThat(losses).hasSize(10);
        for (int step = 0; step < losses.length; step++) {
            double[] y = new double[target.length];
            try (ConvPlan plan = planner.plan(conv(), src(), kernel, null)) {
                plan.run(x, y);
            }
            double loss = 0;
            double[] gradY = new double[y.length];
            for (int i = 0; i < y.length; i++) {
                double error = y[i] - target[i];
                loss += error * error;
                gradY[i] = 2 * error;
            }
            assertThat(loss).as("loss of step %s", step).isCloseTo(losses[step], within(TO));
            double[] gradient = conv().weightGradient(x, src(), gradY);
            double[] expected = TensorsDouble.of(steps.get("weight_after_step").get(step));
            for (int i = 0; i < kernel.length; i++) {
                kernel[i] -= rate * gradient[i];
                assertThat(kernel[i]).as("kernel[%s] after step %s", i, step).isCloseTo(expected[i], within(TO));
            }
        }
    }
}
