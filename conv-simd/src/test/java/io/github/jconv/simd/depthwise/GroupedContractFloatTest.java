package io.github.jconv.simd.depthwise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.testkit.AlgorithmContractFloat;
import io.github.jconv.testkit.Allocation;
import io.github.jconv.testkit.Problems;
import io.github.jconv.testkit.TensorsFloat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** The contract on groups of several channels that fill vectors together, of which the general mixture holds few. */
@Tag("vector")
class GroupedContractFloatTest extends AlgorithmContractFloat {

    private record Plane(int h, int w, int padTop, int padLeft, int padBottom, int padRight) {}

    private record Groups(int inputs, int outputs, int vectors, int further) {}

    @Override
    protected List<String> algorithms() {
        return List.of("grouped");
    }

    @Provide
    @Override
    protected Arbitrary<ConvProblem> problems() {
        Arbitrary<Integer> size = Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 14, 15, 16, 27, 28, 29, 33);
        Arbitrary<Integer> pad = Arbitraries.of(0, 1, 1, 2, 5);
        Arbitrary<Plane> plane =
                Combinators.combine(size, size, pad, pad, pad, pad).as(Plane::new);
        Arbitrary<Integer> half = Arbitraries.of(1, 2, 4, 8);
        Arbitrary<Groups> groups = Combinators.combine(
                        half, half, Arbitraries.of(1, 1, 2, 3), Arbitraries.of(0, 0, 1, 3))
                .as(Groups::new);
        return Combinators.combine(
                        Arbitraries.of(1, 2),
                        plane,
                        groups,
                        Arbitraries.of(Layout.class),
                        Problems.activations(),
                        Arbitraries.of(0, 1, 2))
                .as((stride, q, g, layout, activation, n) -> {
                    int groupK = Math.min(LanesFloat.LANES, 2 * g.outputs);
                    int groupC = Math.min(groupK, 2 * g.inputs);
                    int count = Math.max(2, g.vectors * LanesFloat.LANES / groupK + g.further);
                    int h = Math.max(q.h, 3 - q.padTop - q.padBottom);
                    int w = Math.max(q.w, 3 - q.padLeft - q.padRight);
                    Window window =
                            new Window(3, 3, stride, stride, q.padTop, q.padLeft, q.padBottom, q.padRight, 1, 1);
                    boolean accumulate = (h + w) % 3 == 0 && count * groupK % LanesFloat.LANES == 0;
                    return new ConvProblem(
                            new Shape(layout, n, count * groupC, h, w),
                            count * groupK,
                            window,
                            count,
                            DType.FLOAT32,
                            activation,
                            Precision.DEFAULT,
                            accumulate);
                });
    }

    @Example
    void twoLanesArePutInOrderByNobody() {
        Conv2d conv = Conv2d.of(32, 32, 3).groups(16);
        Explanation said = Planner.serial().explain(conv, Shape.nhwc(1, 9, 19, 32), DType.FLOAT32);
        assertThat(said.answers())
                .filteredOn(answer -> answer.algorithm().equals("grouped"))
                .singleElement()
                .returns(LanesFloat.LANES >= 4, Explanation.Answer::accepted);
    }

    @Example
    void groupsAllocateNothing() {
        if (LanesFloat.LANES < 4) {
            return;
        }
        for (Shape shape : List.of(Shape.nhwc(2, 9, 19, 32), Shape.nchw(2, 32, 7, Math.min(7, LanesFloat.LANES - 1)))) {
            for (int stride = 1; stride <= 2; stride++) {
                Conv2d conv =
                        Conv2d.of(32, 32, 3).padding(1).stride(stride).groups(8).activation(Activation.RELU);
                try (ConvPlan plan = Planner.builder()
                        .algorithm("grouped")
                        .build()
                        .plan(conv, shape, TensorsFloat.random(conv.weightElements(), 2), null)) {
                    float[] x = TensorsFloat.random(shape.elements(), 1);
                    float[] y = new float[plan.dstShape().elements()];
                    long least = Allocation.leastOf(50_000, () -> plan.run(x, y));
                    assertThat(least).as("bytes of a warm run of %s", plan).isZero();
                }
            }
        }
    }
}
