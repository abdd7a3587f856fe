package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Gemm;
import io.github.jconv.Layout;
import io.github.jconv.Padding;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Unfold;
import io.github.jconv.numerics.Numerics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The worked examples on every algorithm in the planner's table that accepts them. */
public abstract class WorkedExamplesContractFloat {

    private static final DType TYPE = DType.FLOAT32;

    /** Runs until a plan must have stopped allocating: enough for C2 to have compiled any kernel. */
    private static final int WARM_UP_RUNS = 20_000;

    private final JsonNode examples = Golden.workedExamples();

    /**
     * The planner's settings besides the algorithm.
     *
     * @return the defaults, unless a subclass has other ones
     */
    protected Planner.Builder planner() {
        return Planner.builder();
    }

    /** One of the examples, run by one algorithm. */
    private interface Run {
        void on(Planner planner, String algorithm);
    }

    private record Example(String name, Conv2d conv, Shape src, Run run) {}

    @TestFactory
    Stream<DynamicTest> examples() {
        List<Example> all = new ArrayList<>();
        all.add(stride2());
        all.add(edges());
        all.add(plane(false));
        all.add(plane(true));
        all.add(batchOfSix());
        examples.get("shapes").forEach(shapes -> all.add(ofShapes(shapes)));
        all.add(im2col(Layout.NCHW));
        all.add(im2col(Layout.NHWC));
        return all.stream().flatMap(this::onEveryAlgorithm);
    }

    private Stream<DynamicTest> onEveryAlgorithm(Example example) {
        List<String> accepting = planner().build().explain(example.conv, example.src, TYPE).answers().stream()
                .filter(answer -> answer.accepted())
                .map(answer -> answer.algorithm())
                .toList();
        assertThat(accepting).as("algorithms that run %s", example.name).isNotEmpty();
        return accepting.stream()
                .map(algorithm -> dynamicTest(
                        example.name + " " + algorithm,
                        () -> example.run.on(planner().algorithm(algorithm).build(), algorithm)));
    }

    /** Integers: exact. */
    private Example stride2() {
        JsonNode example = examples.get("stride2_faq");
        Conv2d conv = Conv2d.of(1, 1, 2).stride(example.get("stride").asInt());
        return exact("the stride-2 4x4 example", conv, Shape.nchw(1, 1, 4, 4), example);
    }

    private Example edges() {
        return exact(
                "corr2d on the edge image",
                Conv2d.of(1, 1, 1, 2),
                Shape.nchw(1, 1, 6, 8),
                examples.get("corr2d_edges"));
    }

    private static Example exact(String name, Conv2d conv, Shape src, JsonNode example) {
        float[] x = TensorsFloat.of(example.get("x"));
        float[] k = TensorsFloat.of(example.get("k"));
        float[] y = TensorsFloat.of(example.get("y"));
        return new Example(name, conv, src, (planner, algorithm) -> {
            CompareFloat.exact(name, conv.outputShape(src), y, run(planner, conv, src, x, k));
        });
    }

    /** 28x28, kernel 5x5, stride 2, padding 2; a flipped kernel is a kernel read backwards. */
    private Example plane(boolean flip) {
        JsonNode example = examples.get("plane_stride2");
        String name = flip ? "convolve" : "correlate";
        Conv2d conv = Conv2d.of(1, 1, 5).stride(2).padding(2);
        Shape src = Shape.nchw(1, 1, 28, 28);
        float[] x = TensorsFloat.of(example.get("x"));
        float[] kernel = TensorsFloat.of(example.get("k"));
        float[] k = kernel.clone();
        for (int i = 0; flip && i < k.length; i++) {
            k[i] = kernel[k.length - 1 - i];
        }
        float[] y = TensorsFloat.of(example.get(name));
        ConvProblem p = conv.problem(src, TYPE, Precision.DEFAULT);
        return new Example("28x28 plane, " + name, conv, src, (planner, algorithm) -> {
            ExpectedFloat expected = ExpectedFloat.of(p, x, k, null);
            double[] allowed = expected.allowed(algorithm);
            // the example was computed in float64, from a plane and a kernel that lose digits where 4 bytes hold them
            double rounded = TYPE.bytes() == 4 ? Numerics.gamma(2, TYPE.unitRoundoff()) : 0;
            for (int i = 0; i < allowed.length; i++) {
                allowed[i] += rounded * expected.magnitude()[i];
            }
            CompareFloat.within(p + " " + algorithm, p.dst(), y, allowed, run(planner, conv, src, x, k));
        });
    }

    private Example batchOfSix() {
        JsonNode example = examples.get("batch_single_filter");
        Shape src = Shape.nchw(
                example.get("b").asInt(),
                1,
                example.get("m").asInt(),
                example.get("n").asInt());
        Conv2d conv = Conv2d.of(1, 1, example.get("p").asInt(), example.get("q").asInt());
        float[] y = TensorsFloat.of(example.get("y"));
        return new Example("six planes, one filter", conv, src, (planner, algorithm) -> {
            float[] x = counting(src.elements());
            CompareFloat.exact(algorithm, conv.outputShape(src), y, run(planner, conv, src, x, counting(6)));
        });
    }

    private static float[] counting(int elements) {
        float[] tensor = new float[elements];
        for (int i = 0; i < elements; i++) {
            tensor[i] = i;
        }
        return tensor;
    }

    /** The listed shapes come out, and hold what the reference says, on small integers exactly. */
    private static Example ofShapes(JsonNode example) {
        String what = example.get("what").asText();
        int[] x = sizes(example.get("x"));
        int[] y = sizes(example.get("y"));
        boolean plane = x.length == 2;
        boolean nhwc = example.has("w_hwio");
        int[] w = sizes(example.get(plane ? "k" : nhwc ? "w_hwio" : "w"));
        Shape src = plane ? Shape.nchw(1, 1, x[0], x[1]) : shape(x, nhwc);
        Shape dst = plane ? Shape.nchw(1, 1, y[0], y[1]) : shape(y, nhwc);
        Conv2d bare =
                plane ? Conv2d.of(1, 1, w[0], w[1]) : nhwc ? Conv2d.of(w[2], w[3], w[0]) : Conv2d.of(w[1], w[0], w[2]);
        Conv2d conv = bare.stride(what.contains("stride 2") ? 2 : 1).padding(padding(what));
        return new Example(what, conv, src, (planner, algorithm) -> {
            assertThat(conv.outputShape(src)).as(what).isEqualTo(dst);
            compareOnIntegers(planner, conv, src);
        });
    }

    private static Padding padding(String what) {
        Map<String, Padding> paddings = new TreeMap<>(Map.of(
                "SAME", Padding.same(),
                "padding 1", Padding.of(1),
                "padding 2", Padding.of(2),
                "padding (2,1)", Padding.of(2, 1)));
        return paddings.entrySet().stream()
                .filter(entry -> what.contains(entry.getKey()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no padding in " + what))
                .getValue();
    }

    private static int[] sizes(JsonNode sizes) {
        int[] array = new int[sizes.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = sizes.get(i).asInt();
        }
        return array;
    }

    private static Shape shape(int[] sizes, boolean nhwc) {
        return nhwc
                ? Shape.nhwc(sizes[0], sizes[1], sizes[2], sizes[3])
                : Shape.nchw(sizes[0], sizes[1], sizes[2], sizes[3]);
    }

    private static float[] compareOnIntegers(Planner planner, Conv2d conv, Shape src) {
        ConvProblem p = conv.problem(src, TYPE, Precision.DEFAULT);
        float[] x = TensorsFloat.integers(src.elements(), 1);
        float[] w = TensorsFloat.integers(p.weightElements(), 2);
        float[] y = run(planner, conv, src, x, w);
        CompareFloat.exact(p, p.dst(), ExpectedFloat.of(p, x, w, null).reference(), y);
        return y;
    }

    /** 4x3x5x5 with 16 kernels, padding 1, stride 2: the convolution is the 36x27 matrix times the weights. */
    private static Example im2col(Layout layout) {
        Shape src = new Shape(layout, 4, 3, 5, 5);
        Conv2d conv = Conv2d.of(3, 16, 3).stride(2).padding(1);
        return new Example("im2col " + layout, conv, src, (planner, algorithm) -> {
            float[] convolved = compareOnIntegers(planner, conv, src);
            float[] x = TensorsFloat.integers(src.elements(), 1);
            float[] w = TensorsFloat.integers(conv.weightElements(), 2);
            float[] rows = windowsAsRows(Unfold.of(3).stride(2).padding(1).unfold(x, src), layout);
            assertThat(rows).hasSize(36 * 27);
            float[] product = new float[36 * 16];
            boolean nchw = layout == Layout.NCHW; // KCRS is 16x27 and needs transposing, RSCK is 27x16
            Gemm.sgemm(false, nchw, 36, 16, 27, 1, rows, 0, 27, w, 0, nchw ? 27 : 16, 0, product, 0, 16);
            Shape dst = conv.outputShape(src);
            for (int n = 0; n < 4; n++) {
                for (int pixel = 0; pixel < 9; pixel++) {
                    for (int k = 0; k < 16; k++) {
                        assertThat(convolved[dst.index(n, k, pixel / 3, pixel % 3)])
                                .isEqualTo(product[(n * 9 + pixel) * 16 + k]);
                    }
                }
            }
        });
    }

    /** NHWC columns are rows already; NCHW ones are [4][27][9] and are turned to [4][9][27]. */
    private static float[] windowsAsRows(float[] columns, Layout layout) {
        if (layout == Layout.NHWC) {
            return columns;
        }
        float[] rows = new float[columns.length];
        for (int i = 0; i < columns.length; i++) {
            int n = i / (27 * 9);
            int q = i / 9 % 27;
            rows[(n * 9 + i % 9) * 27 + q] = columns[i];
        }
        return rows;
    }

    private static float[] run(Planner planner, Conv2d conv, Shape src, float[] x, float[] weights) {
        try (ConvPlan plan = planner.plan(conv, src, weights, null)) {
            float[] y = new float[plan.dstShape().elements()];
            plan.run(x, y);
            return y;
        }
    }

    /** Batches of 6, 100 and 1000 planes of 64x64 with one filter: exact, and with memory that does not grow. */
    @Test
    void memoryDoesNotGrowWithTheBatch() {
        Conv2d conv = Conv2d.of(1, 1, 3).padding(1).activation(Activation.RELU);
        float[] filter = TensorsFloat.integers(9, 3);
        Map<String, Long> workspaces = new HashMap<>();
        for (int batch : new int[] {6, 100, 1000}) {
            Shape src = Shape.nchw(batch, 1, 64, 64);
            ConvProblem p = conv.problem(src, TYPE, Precision.DEFAULT);
            float[] x = TensorsFloat.integers(src.elements(), batch);
            float[] y = new float[p.dst().elements()];
            float[] expected = ExpectedFloat.of(p, x, filter, null).reference();
            for (Explanation.Answer answer :
                    planner().build().explain(conv, src, TYPE).answers()) {
                if (!answer.accepted()) {
                    continue;
                }
                Planner planner = planner().algorithm(answer.algorithm()).build();
                try (ConvPlan plan = planner.plan(conv, src, filter, null)) {
                    long workspace = workspaces.computeIfAbsent(plan.algorithm(), first -> plan.workspaceBytes());
                    assertThat(plan.workspaceBytes())
                            .as("workspace of %s", plan)
                            .isEqualTo(workspace);
                    long allocated = Allocation.leastOf(WARM_UP_RUNS, () -> plan.run(x, y));
                    assertThat(allocated)
                            .as("bytes allocated by a warm run of %s", plan)
                            .isZero();
                    CompareFloat.exact(plan, p.dst(), expected, y);
                }
            }
        }
    }
}
