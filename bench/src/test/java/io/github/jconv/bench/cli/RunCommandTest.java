package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jconv.Conv2d;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.npy.Npy;
import io.github.jconv.bench.npy.NpyArray;
import io.github.jconv.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worked examples through files, and the options of {@code run}. */
class RunCommandTest {

    private static final Offset<Double> ROUNDED_ONCE = Offset.offset(1e-5);

    @TempDir
    Path folder;

    private static JsonNode example(String name) {
        return Golden.workedExamples().get(name);
    }

    /** Nested JSON arrays as an array of as many dimensions. */
    private static NpyArray array(JsonNode nested, DType type) {
        List<Integer> shape = new ArrayList<>();
        for (JsonNode level = nested; level.isArray(); level = level.get(0)) {
            shape.add(level.size());
        }
        List<Double> values = new ArrayList<>();
        collect(nested, values);
        return array(
                values.stream().mapToDouble(v -> v).toArray(),
                type,
                shape.stream().mapToInt(v -> v).toArray());
    }

    private static void collect(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, values));
        } else {
            values.add(node.asDouble());
        }
    }

    private static NpyArray array(double[] values, DType type, int... shape) {
        if (type == DType.FLOAT64) {
            return NpyArray.of(values, shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return NpyArray.of(floats, shape);
    }

    private static double[] range(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return values;
    }

    private Path save(String name, NpyArray array) {
        Path file = folder.resolve(name);
        Npy.write(file, array);
        return file;
    }

    private NpyArray run(NpyArray x, NpyArray w, Object... options) {
        Path y = folder.resolve("y.npy");
        List<Object> args = new ArrayList<>(List.of("run", "--input", save("x.npy", x), "--weight", save("w.npy", w)));
        args.addAll(List.of("--output", y));
        args.addAll(List.of(options));
        Conv.run(args.toArray()).succeeds();
        return Npy.read(y);
    }

    private static void assertSame(NpyArray actual, NpyArray expected) {
        assertThat(actual.type()).isEqualTo(expected.type());
        assertThat(actual.shape()).isEqualTo(expected.shape());
        for (int i = 0; i < expected.count(); i++) {
            assertThat(actual.value(i)).as("element %d", i).isCloseTo(expected.value(i), ROUNDED_ONCE);
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void reproducesTheWorkedExamples(DType type) {
        JsonNode stride = example("stride2_faq");
        assertSame(
                run(array(stride.get("x"), type), array(stride.get("k"), type), "--stride", 2),
                array(stride.get("y"), type));
        JsonNode edges = example("corr2d_edges");
        assertSame(run(array(edges.get("x"), type), array(edges.get("k"), type)), array(edges.get("y"), type));
        JsonNode plane = example("plane_stride2");
        NpyArray x = array(plane.get("x"), type);
        NpyArray k = array(plane.get("k"), type);
        assertSame(run(x, k, "--stride", 2, "--padding", 2), array(plane.get("correlate"), type));
        assertSame(run(x, k, "--stride", "2,2", "--padding", "2,2,2,2", "--flip"), array(plane.get("convolve"), type));
        JsonNode batch = example("batch_single_filter");
        assertSame(
                run(array(range(6 * 5 * 4), type, 6, 5, 4), array(range(6), type, 3, 2)), array(batch.get("y"), type));
    }

    @Test
    void takesChannelsInBothLayoutsWithBiasGroupsAndActivation() {
        // Two groups of one channel; the second is negative and cut off by the activation.
        NpyArray bias = NpyArray.of(new float[] {0.5f, -100}, 2);
        Object[] options = {"--groups", 2, "--bias", save("b.npy", bias), "--activation", "relu", "--padding", "same"};
        NpyArray nchw = run(
                NpyArray.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 2, 2),
                NpyArray.of(new float[] {1, 10, 1, 1}, 2, 1, 1, 2),
                options);
        assertSame(nchw, NpyArray.of(new float[] {21.5f, 2.5f, 43.5f, 4.5f, 0, 0, 0, 0}, 1, 2, 2, 2));
        NpyArray nhwc = run(
                NpyArray.of(new float[] {1, 5, 2, 6, 3, 7, 4, 8}, 1, 2, 2, 2),
                NpyArray.of(new float[] {1, 1, 10, 1}, 1, 2, 1, 2),
                Stream.concat(Stream.of(options), Stream.of("--layout", "nhwc")).toArray());
        assertSame(nhwc, NpyArray.of(new float[] {21.5f, 0, 2.5f, 0, 43.5f, 0, 4.5f, 0}, 1, 2, 2, 2));
    }

    @Test
    void flipsTheKernelInBothLayouts() {
        NpyArray x = NpyArray.of(new double[] {1, 2, 3, 4}, 1, 1, 2, 2);
        NpyArray kcrs = NpyArray.of(new double[] {1, 10, 100, 1000, 2, 20, 200, 2000}, 2, 1, 2, 2);
        assertSame(run(x, kcrs, "--flip"), NpyArray.of(new double[] {1234, 2468}, 1, 2, 1, 1));
        NpyArray nhwc = NpyArray.of(new double[] {1, 2, 3, 4}, 1, 2, 2, 1);
        NpyArray rsck = NpyArray.of(new double[] {1, 2, 10, 20, 100, 200, 1000, 2000}, 2, 2, 1, 2);
        assertSame(run(nhwc, rsck, "--flip", "--layout", "nhwc"), NpyArray.of(new double[] {1234, 2468}, 1, 1, 1, 2));
    }

    @Test
    void everyAlgorithmByNameGivesTheSame() {
        NpyArray x = array(range(2 * 3 * 6 * 5), DType.FLOAT32, 2, 3, 6, 5);
        NpyArray w = array(range(4 * 3 * 3 * 3), DType.FLOAT32, 4, 3, 3, 3);
        NpyArray expected = run(x, w, "--algorithm", "reference", "--stride", "2,1", "--dilation", "1,2");
        // Whole numbers of this size have exact sums, in whatever order.
        Planner planner = Planner.serial();
        var conv = Conv2d.of(3, 4, 3).stride(2, 1).dilation(1, 2);
        for (var answer :
                planner.explain(conv, Shape.nchw(2, 3, 6, 5), DType.FLOAT32).answers()) {
            if (answer.accepted()) {
                NpyArray y = run(x, w, "--algorithm", answer.algorithm(), "--stride", "2,1", "--dilation", "1,2");
                assertThat(y.floats()).as(answer.algorithm()).isEqualTo(expected.floats());
            }
        }
    }

    @Test
    void explainsWhatItChose() {
        NpyArray x = NpyArray.of(new float[9], 3, 3);
        Conv explained = Conv.run(
                        "run",
                        "--input",
                        save("x.npy", x),
                        "--weight",
                        save("w.npy", x),
                        "--output",
                        folder.resolve("y.npy"),
                        "--explain")
                .succeeds();
        assertThat(explained.out())
                .contains("float32 NCHW 1x1x3x3 K1 k3x3", "reference", " * ", "y.npy: float32 (1, 1) by");
    }

    @Test
    void carriesNonFiniteDataOnlyWhenAsked() {
        NpyArray x = NpyArray.of(new float[] {1, Float.NaN, Float.POSITIVE_INFINITY, 2}, 2, 2);
        NpyArray one = NpyArray.of(new float[] {1}, 1, 1);
        NpyArray y = run(x, one, "--allow-nonfinite", "--precision", "strict");
        assertThat(y.floats()).containsExactly(1, Float.NaN, Float.POSITIVE_INFINITY, 2);
    }

    @Test
    void replacesAnOlderOutputAndLeavesNothingBeside() throws IOException {
        Path y = Files.writeString(folder.resolve("y.npy"), "older");
        run(NpyArray.of(new float[] {3}, 1, 1), NpyArray.of(new float[] {2}, 1, 1));
        assertThat(Npy.read(y).floats()).containsExactly(6);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("x.npy", "w.npy", "y.npy");
        }
    }
}
