package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileTask;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Everything the public face refuses: one line that holds both numbers, and nothing half-written. */
class BadInputTest {

    private static final Shape IN = Shape.nchw(1, 2, 4, 4);
    private static final Conv2d CONV = Conv2d.of(2, 3, 3);
    private static final float[] X = new float[32];
    private static final float[] W = new float[54];
    private static final float[] B = new float[3];
    private static final float[] Y = new float[12];
    private static final double[] XD = new double[32];
    private static final double[] WD = new double[54];

    private final List<DynamicTest> tests = new ArrayList<>();

    private record Idle() implements Scheduler {

        @Override
        public int jobs() {
            return 0;
        }

        @Override
        public void run(TileTask task) {
            throw new AssertionError("nothing runs on a scheduler without jobs");
        }

        @Override
        public String name() {
            return "idle";
        }
    }

    private void refused(String what, ThrowingCallable call, String... parts) {
        tests.add(dynamicTest(what, () -> {
            IllegalArgumentException thrown =
                    assertThatIllegalArgumentException().isThrownBy(call).actual();
            assertThat(thrown.getMessage()).contains(parts).doesNotContain("\n");
        }));
    }

    @TestFactory
    List<DynamicTest> shapes() {
        refused("no layout", () -> new Shape(null, 1, 1, 1, 1), "layout is null");
        refused("negative batch", () -> Shape.nchw(-1, 1, 1, 1), "-1 images", "at least 0");
        refused("no channels", () -> Shape.nchw(1, 0, 1, 1), "0 channels", "at least 1");
        refused("no rows", () -> Shape.nhwc(1, 0, 1, 1), "0 rows", "at least 1");
        refused("negative columns", () -> Shape.nchw(1, 1, 1, -5), "-5 columns", "at least 1");
        refused("beyond int", () -> Shape.nchw(1 << 16, 1, 1 << 15, 1), "2147483648", "2147483639");
        refused("just beyond an array", () -> Shape.nchw(1, 1, 1, Integer.MAX_VALUE), "2147483647", "2147483639");
        int max = Integer.MAX_VALUE;
        refused("beyond long", () -> Shape.nchw(max, max, max, max), "over 2^63", "2147483639");
        refused("beyond int in an image of an empty batch", () -> Shape.nchw(0, 1, 1 << 16, 1 << 16), "4294967296");
        return tests;
    }

    @TestFactory
    List<DynamicTest> windowsAndPaddings() {
        refused("kernel 0", () -> Conv2d.of(1, 1, 0), "0 rows", "at least 1");
        refused("kernel columns -1", () -> Conv2d.of(1, 1, 3, -1), "-1 columns", "at least 1");
        refused("stride 0", () -> CONV.stride(0), "stride has 0 rows", "at least 1");
        refused("stride columns 0", () -> CONV.stride(1, 0), "stride has 0 columns", "at least 1");
        refused("dilation 0", () -> CONV.dilation(0), "dilation has 0 rows", "at least 1");
        refused("negative padding", () -> CONV.padding(-1), "top padding is -1", "at least 0");
        refused("negative right padding", () -> Padding.of(0, 0, 0, -2), "right padding is -2", "at least 0");
        refused("kernel beyond int", () -> CONV.dilation(Integer.MAX_VALUE), "4294967295", "2147483647");
        refused("kernel too large", () -> CONV.apply(X, Shape.nchw(1, 2, 2, 8), W, B), "spans 3 rows", "has 2");
        refused(
                "kernel too wide for the padded plane",
                () -> CONV.padding(1, 0).apply(X, Shape.nchw(1, 2, 8, 2), W, B),
                "spans 3 columns",
                "has 2");
        refused(
                "dilated kernel too large",
                () -> CONV.dilation(3).padding(1).outputShape(IN),
                "spans 7 rows",
                "has 6 (4 plus padding 1 and 1)");
        refused(
                "padded plane beyond int",
                () -> Conv2d.of(2, 1, 1)
                        .padding(Integer.MAX_VALUE)
                        .stride(Integer.MAX_VALUE)
                        .outputShape(IN),
                "4294967298",
                "2147483647");
        refused("output beyond int", () -> CONV.padding(1 << 16).outputShape(IN), "elements", "2147483639");
        return tests;
    }

    @TestFactory
    List<DynamicTest> convolutions() {
        refused("no input channels", () -> Conv2d.of(0, 1, 3), "0 input channels", "at least 1");
        refused("no output channels", () -> Conv2d.of(1, 0, 3), "0 output channels", "at least 1");
        refused("groups 0", () -> CONV.groups(0), "0 groups", "at least 1");
        refused("groups do not divide C", () -> Conv2d.of(4, 6, 3).groups(3), "3 groups", "4 input channels");
        refused("groups do not divide K", () -> Conv2d.of(6, 4, 3).groups(3), "3 groups", "4 output channels");
        refused("weights beyond int", () -> Conv2d.of(1 << 16, 1 << 16, 3), "38654705664", "2147483639");
        refused("no padding", () -> CONV.padding(null), "padding is null");
        refused("no activation", () -> CONV.activation(null), "activation is null");
        refused("clamp out of order", () -> Activation.clamp(2, 1), "lower end 2.0", "upper end 1.0");
        refused("clamp of NaN", () -> Activation.clamp(Double.NaN, 1), "NaN", "1.0");
        refused("slope beyond 1", () -> Activation.leakyRelu(1.5), "1.5", "between 0 and 1");
        refused("slope NaN", () -> Activation.leakyRelu(Double.NaN), "NaN", "between 0 and 1");
        refused("other channels", () -> CONV.apply(X, Shape.nchw(1, 8, 2, 2), W, B), "8 channels", "expects 2");
        refused("no input shape", () -> CONV.apply(X, null, W, B), "input shape is null");
        refused("no input", () -> CONV.apply(null, IN, W, B), "input is null");
        refused("no weights", () -> CONV.apply(X, IN, null, B), "weights is null");
        refused("short input", () -> CONV.apply(new float[31], IN, W, B), "31 elements", "32 are needed");
        refused("short weights", () -> CONV.apply(X, IN, new float[53], B), "53 elements", "exactly 54");
        refused("long weights", () -> CONV.apply(X, IN, new float[55], B), "55 elements", "exactly 54");
        refused("short bias", () -> CONV.apply(X, IN, W, new float[2]), "bias has 2", "exactly 3");
        refused("no input, double", () -> CONV.apply(null, IN, WD, null), "input is null");
        refused("short input, double", () -> CONV.apply(new double[31], IN, WD, null), "31 elements", "32");
        refused("short weights, double", () -> CONV.apply(XD, IN, new double[53], null), "53", "exactly 54");
        refused("short bias, double", () -> CONV.apply(XD, IN, WD, new double[4]), "bias has 4", "exactly 3");
        return tests;
    }

    @TestFactory
    List<DynamicTest> gradients() {
        refused("short gradient", () -> CONV.inputGradient(new float[11], IN, W), "11 elements", "12 are needed");
        refused("no gradient", () -> CONV.inputGradient(null, IN, W), "output gradient is null");
        refused("short weights", () -> CONV.inputGradient(Y, IN, new float[5]), "weights has 5", "exactly 54");
        refused("short input", () -> CONV.weightGradient(new float[31], IN, Y), "31 elements", "32 are needed");
        refused("no output gradient", () -> CONV.weightGradient(X, IN, null), "output gradient is null");
        refused("short bias gradient", () -> CONV.biasGradient(new float[2], IN), "2 elements", "12 are needed");
        refused("other channels", () -> CONV.biasGradient(Y, Shape.nchw(1, 8, 4, 4)), "8 channels", "expects 2");
        Conv2d activated = CONV.activation(Activation.RELU);
        refused("activated, input", () -> activated.inputGradient(Y, IN, W), "activation relu");
        refused("activated, weights", () -> activated.weightGradient(X, IN, Y), "activation relu");
        refused("activated, bias", () -> activated.biasGradient(Y, IN), "activation relu");
        refused("short gradient, double", () -> CONV.inputGradient(new double[11], IN, WD), "11", "12");
        refused("short input, double", () -> CONV.weightGradient(new double[3], IN, new double[12]), "3", "32");
        refused("short bias gradient, double", () -> CONV.biasGradient(new double[2], IN), "2", "12");
        return tests;
    }

    @TestFactory
    List<DynamicTest> planners() {
        refused("no jobs", () -> Planner.builder().jobs(0), "jobs is 0");
        refused("absurd jobs", () -> Planner.builder().jobs(32_768), "jobs is 32768 but must be at most 32767");
        refused("unknown algorithm", () -> Planner.builder().algorithm("magic").build(), "magic", "reference");
        refused("no algorithm", () -> Planner.builder().algorithm(null), "algorithm is null");
        refused("no precision", () -> Planner.builder().precision(null), "precision is null");
        refused("no scheduler", () -> Planner.builder().scheduler(null), "scheduler is null");
        refused("idle scheduler", () -> Planner.builder().scheduler(new Idle()), "has 0 jobs", "at least 1");
        refused("no convolution", () -> Planner.serial().plan(null, IN, W, B), "convolution is null");
        return tests;
    }

    @TestFactory
    List<DynamicTest> plans() {
        ConvPlan plan = Planner.serial().plan(CONV, IN, W, B);
        ConvPlan doubles = Planner.serial().plan(CONV, IN, WD, null);
        float[] shared = new float[60];
        refused("no source", () -> plan.run(null, Y), "src is null");
        refused("no destination", () -> plan.run(X, null), "dst is null");
        refused("short source", () -> plan.run(new float[31], Y), "src has 31", "32 are needed");
        refused("short destination", () -> plan.run(X, new float[11]), "dst has 11", "12 are needed");
        refused("negative offset", () -> plan.run(X, -1, Y, 0), "offset -1", "at least 0");
        refused("offset too large", () -> plan.run(X, 1, Y, 0), "31 elements from offset 1", "32 are needed");
        refused("largest offset", () -> plan.run(X, Integer.MAX_VALUE, Y, 0), "2147483647", "32 are needed");
        refused("one array", () -> plan.run(shared, shared), "src at 0 and dst at 0", "overlap");
        refused("overlapping ranges", () -> plan.run(shared, 0, shared, 31), "src at 0 and dst at 31", "overlap");
        refused("doubles to a float plan", () -> plan.run(XD, new double[12]), "double[]", "float32");
        refused("floats to a double plan", () -> doubles.run(X, Y), "float[]", "float64");
        MemorySegment heap = MemorySegment.ofArray(shared);
        MemorySegment output = MemorySegment.ofArray(new float[12]);
        refused("short segment", () -> plan.run(heap.asSlice(0, 127), output), "src has 127 bytes", "128");
        refused("no segment", () -> plan.run(null, output), "src is null");
        refused("read-only segment", () -> plan.run(heap, output.asReadOnly()), "read-only", "48 bytes");
        refused("overlapping segments", () -> plan.run(heap, heap.asSlice(124)), "overlap");
        return tests;
    }

    @Test
    void arraysThatShareWithoutOverlapAreTaken() {
        float[] shared = new float[60];
        Arrays.fill(shared, 1);
        try (ConvPlan plan = Planner.serial().plan(CONV, IN, filled(54), null)) {
            plan.run(shared, 12, shared, 0);
        }
        assertThat(Arrays.copyOf(shared, 13)).containsExactly(18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 1);
    }

    @Test
    void aClosedPlanIsRefused() {
        ConvPlan plan = Planner.serial().plan(CONV, IN, W, B);
        plan.close();
        plan.close();
        assertThatIllegalStateException().isThrownBy(() -> plan.run(X, Y)).withMessageContaining("closed");
    }

    @Test
    void aClosedArenaIsRefusedBeforeAnythingIsWritten() {
        Arena arena = Arena.ofConfined();
        MemorySegment src = arena.allocate(128);
        arena.close();
        float[] y = filled(12);
        try (ConvPlan plan = Planner.serial().plan(CONV, IN, W, B)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> plan.run(src, MemorySegment.ofArray(y)));
        }
        assertThat(y).containsOnly(1);
    }

    @Test
    void nothingIsWrittenOnError() {
        float[] y = filled(12);
        try (ConvPlan plan = Planner.serial().plan(CONV, IN, W, B)) {
            assertThatIllegalArgumentException().isThrownBy(() -> plan.run(new float[31], y));
        }
        int[] indices = new int[8];
        Pool2d pool = Pool2d.max(2);
        assertThatIllegalArgumentException().isThrownBy(() -> pool.maxWithIndices(X, IN, y, new int[7]));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.maxWithIndices(X, IN, new float[7], indices));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.sgemm(3, 4, 2, new float[6], new float[7], y))
                .withMessageContainingAll("B has 7", "8 are needed");
        assertThat(y).containsOnly(1);
        assertThat(indices).containsOnly(0);
    }

    private static float[] filled(int elements) {
        float[] ones = new float[elements];
        Arrays.fill(ones, 1);
        return ones;
    }

    @TestFactory
    List<DynamicTest> poolings() {
        refused("kernel 0", () -> Pool2d.max(0), "0 rows", "at least 1");
        refused("stride 0", () -> Pool2d.max(2).stride(0), "stride has 0 rows", "at least 1");
        refused("dilated average", () -> Pool2d.average(2).dilation(2), "2x2", "1x1");
        refused("dilated sum", () -> Pool2d.sum(2).dilation(1, 3), "1x3", "1x1");
        refused("norm 0", () -> Pool2d.lp(0, 2), "norm is 0.0", "above 0");
        refused("norm NaN", () -> Pool2d.globalLp(Double.NaN), "norm is NaN", "above 0");
        refused("norm infinite", () -> Pool2d.lp(Double.POSITIVE_INFINITY, 2), "Infinity", "max pooling");
        refused("dilated norm", () -> Pool2d.lp(2, 2).dilation(2), "2x2", "1x1");
        refused("global with stride", () -> Pool2d.globalMax().stride(2), "whole plane");
        refused("global with padding", () -> Pool2d.globalSum().padding(1), "whole plane");
        refused("global in ceil mode", () -> Pool2d.globalAverage().ceilMode(true), "whole plane");
        refused("padding beyond half", () -> Pool2d.max(3).padding(2).apply(X, IN), "padding is 2", "at most 1");
        refused(
                "right padding beyond half",
                () -> Pool2d.max(2, 4).padding(Padding.of(1, 2, 1, 3)).apply(X, IN),
                "right padding is 3",
                "at most 2");
        refused("kernel too large", () -> Pool2d.sum(5).apply(X, IN), "spans 5 rows", "has 4");
        refused("no input", () -> Pool2d.max(2).apply((float[]) null, IN), "input is null");
        refused("short input", () -> Pool2d.max(2).apply(new float[31], IN), "31 elements", "32 are needed");
        refused("short input, double", () -> Pool2d.max(2).apply(new double[31], IN), "31", "32");
        refused("no shape", () -> Pool2d.max(2).apply(X, null), "input shape is null");
        int[] indices = new int[8];
        float[] y = new float[8];
        refused("indices of a mean", () -> Pool2d.average(2).maxWithIndices(X, IN, y, indices), "AVERAGE");
        refused("one array", () -> Pool2d.max(1).maxWithIndices(X, IN, X, new int[32]), "the same array");
        refused("short output", () -> Pool2d.max(2).maxWithIndices(X, IN, new float[7], indices), "7", "8");
        refused("no indices", () -> Pool2d.max(2).maxWithIndices(X, IN, y, null), "indices is null");
        refused("gradient without indices", () -> Pool2d.max(2).inputGradient(y, IN), "MAX", "maxWithIndices");
        refused("gradient with indices", () -> Pool2d.sum(2).inputGradient(y, indices, IN), "SUM");
        refused("short gradient", () -> Pool2d.sum(2).inputGradient(new float[7], IN), "7", "8 are needed");
        refused("gradient of a norm", () -> Pool2d.lp(2, 2).inputGradient(y, IN), "LP", "input and output");
        refused("norm's of a sum", () -> Pool2d.sum(2).inputGradient(y, X, y, IN), "SUM", "another");
        refused("short norm", () -> Pool2d.lp(2, 2).inputGradient(y, X, new float[7], IN), "output", "7", "8");
        int[] beyond = {0, 1, 2, 16, 0, 0, 0, 0};
        refused("an index beyond", () -> Pool2d.max(2).inputGradient(y, beyond, IN), "indices[3] is 16", "15");
        Gradients gradients = Planner.serial().gradients();
        float[] x = X.clone();
        PoolGradientPlan max = gradients.pool(Pool2d.max(2), IN, DType.FLOAT32);
        PoolGradientPlan sum = gradients.pool(Pool2d.sum(2), IN, DType.FLOAT32);
        PoolGradientPlan norm = gradients.pool(Pool2d.lp(2, 2), IN, DType.FLOAT32);
        refused("planned index beyond", () -> max.run(y, beyond, x), "indices[3] is 16", "15");
        refused("planned short indices", () -> max.run(y, new int[7], x), "indices", "7", "8");
        refused("planned without indices", () -> max.run(y, x), "another pooling", "gradDst, indices, gradSrc");
        refused("planned for a sum", () -> sum.run(y, indices, x), "another pooling", "gradDst, gradSrc");
        refused("planned for floats", () -> sum.run(new double[8], new double[32]), "double[]", "float32");
        refused("planned short gradient", () -> sum.run(new float[7], x), "gradDst", "7", "8");
        refused("planned short destination", () -> sum.run(y, new float[31]), "gradSrc", "31", "32");
        refused("planned onto itself", () -> sum.run(x, x), "the same array");
        refused("planned norm's input", () -> norm.run(y, new float[31], y, x), "src", "31", "32");
        refused("planned norm onto its input", () -> norm.run(y, x, y, x), "the same array");
        refused("planned norm without output", () -> norm.run(y, X, null, x), "dst is null");
        refused("planned norm as a sum", () -> norm.run(y, x), "another pooling", "gradDst, src, dst, gradSrc");
        int[] below = {0, -2, 2, 3, 0, 0, 0, 0};
        refused("an index below", () -> Pool2d.max(2).inputGradient(y, below, IN), "indices[1] is -2", "-1");
        return tests;
    }

    @TestFactory
    List<DynamicTest> transposedConvolutions() {
        ConvTranspose2d conv = ConvTranspose2d.of(2, 3, 3).stride(2);
        refused("no channels", () -> ConvTranspose2d.of(0, 3, 3), "0 input channels", "at least 1");
        refused("groups", () -> ConvTranspose2d.of(2, 3, 3).groups(2), "2 groups", "3 output channels");
        refused("negative output padding", () -> conv.outputPadding(-1), "-1", "at least 0");
        refused("output padding", () -> conv.outputPadding(2).outputShape(IN), "2 rows", "stride 2", "dilation 1");
        refused("empty output", () -> conv.padding(5).outputShape(IN), "-1 rows", "9 less padding 10");
        refused("huge output", () -> conv.stride(1 << 30).outputShape(IN), "3221225475 rows", "2147483639");
        refused("other channels", () -> conv.outputShape(Shape.nchw(1, 5, 4, 4)), "5 channels", "expects 2");
        refused("short input", () -> conv.apply(new float[31], IN, W, B), "31 elements", "32 are needed");
        refused("short weights", () -> conv.apply(X, IN, new float[53], B), "53 elements", "exactly 54");
        refused("short bias", () -> conv.apply(X, IN, W, new float[2]), "bias has 2", "exactly 3");
        refused("no input", () -> conv.apply(null, IN, W, B), "input is null");
        refused("short input, double", () -> conv.apply(new double[31], IN, WD, null), "31", "32");
        refused("no output gradient", () -> conv.weightGradient(X, IN, null), "output gradient is null");
        refused("short output gradient", () -> conv.weightGradient(X, IN, X), "output gradient has 32", "243 are");
        Gradients gradients = Planner.serial().gradients();
        refused("nothing to plan", () -> gradients.transpose(null, IN, W, B), "transposed convolution is null");
        refused("nothing to plan, double", () -> gradients.transpose(null, IN, WD, null), "convolution is null");
        return tests;
    }

    @TestFactory
    List<DynamicTest> unfoldings() {
        Unfold unfold = Unfold.of(2);
        refused("kernel 0", () -> Unfold.of(0), "0 rows", "at least 1");
        refused("no padding", () -> unfold.padding(null), "padding is null");
        refused("no shape", () -> unfold.unfold(X, null), "shape is null");
        refused("short input", () -> unfold.unfold(new float[31], IN), "31 elements", "32 are needed");
        refused("short columns", () -> unfold.fold(new float[71], IN), "71 elements", "72 are needed");
        refused("no columns", () -> unfold.fold((float[]) null, IN), "columns is null");
        refused("window too large", () -> Unfold.of(5).unfold(X, IN), "spans 5 rows", "has 4");
        Shape large = Shape.nchw(1, 1, 20000, 20000);
        refused("columns beyond int", () -> Unfold.of(3).positions(large), "3599280036", "2147483639");
        return tests;
    }

    @TestFactory
    List<DynamicTest> planes() {
        float[] k = new float[9];
        Padding none = Padding.valid();
        refused("no image", () -> Planes.correlate((float[]) null, 4, 4, k, 3, 3, none), "input is null");
        refused("no kernel", () -> Planes.correlate(X, 4, 4, null, 3, 3, none), "kernel is null");
        refused("no kernel to flip", () -> Planes.convolve(X, 4, 4, null, 3, 3, none), "kernel is null");
        refused("short kernel", () -> Planes.convolve(X, 4, 4, k, 3, 4, none), "kernel has 9", "exactly 12");
        refused("short image", () -> Planes.correlate(X, 6, 6, k, 3, 3, none), "32 elements", "36 are needed");
        refused("short batch", () -> Planes.convolve(X, 3, 4, 4, k, 3, 3, none, 1, 1), "32", "48 are needed");
        refused("negative count", () -> Planes.correlate(X, -1, 4, 4, k, 3, 3, none, 1, 1), "-1 images");
        refused("no rows", () -> Planes.correlate(X, 0, 4, k, 3, 3, none), "0 rows", "at least 1");
        refused("stride 0", () -> Planes.correlate(X, 4, 4, k, 3, 3, none, 0, 1), "stride has 0 rows");
        refused("kernel too large", () -> Planes.correlate(X, 2, 2, k, 3, 3, none), "spans 3 rows", "has 2");
        refused("no padding", () -> Planes.correlate(X, 4, 4, k, 3, 3, null), "padding is null");
        return tests;
    }

    @TestFactory
    List<DynamicTest> matrices() {
        float[] m = new float[6];
        refused("negative m", () -> Gemm.sgemm(-1, 2, 3, m, m, m), "m = -1", "at least 0");
        refused("no A", () -> Gemm.sgemm(2, 2, 3, null, m, new float[4]), "A is null");
        refused("short A", () -> Gemm.sgemm(2, 2, 3, new float[5], m, new float[4]), "A has 5", "6 are needed");
        refused("short C", () -> Gemm.sgemm(2, 2, 3, m, m, new float[3]), "C has 3", "4 are needed");
        refused("C is A", () -> Gemm.sgemm(2, 3, 3, m, new float[9], m), "A at 0 and C at 0", "overlap");
        refused(
                "lda",
                () -> Gemm.sgemm(false, false, 2, 2, 3, 1, m, 0, 2, m, 0, 2, 0, new float[4], 0, 2),
                "lda = 2",
                "at least 3");
        refused(
                "ldc",
                () -> Gemm.dgemm(
                        false, false, 2, 2, 1, 1, new double[2], 0, 1, new double[2], 0, 2, 0, new double[4], 0, 1),
                "ldc = 1",
                "at least 2");
        refused(
                "negative offset",
                () -> Gemm.sgemm(false, false, 2, 2, 3, 1, m, -1, 3, m, 0, 2, 0, new float[4], 0, 2),
                "offset -1",
                "at least 0");
        refused("short B, double", () -> Gemm.dgemm(1, 2, 3, new double[3], new double[5], new double[2]), "5", "6");
        return tests;
    }

    @Test
    void aPackedMatrixKeepsItsSizesAndType() {
        PackedMatrix b = Gemm.pack(false, 4, 3, new float[12], 0, 4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.sgemm(false, 2, 1, new float[5], 0, 3, b, 0, new float[8], 0, 4))
                .withMessageContaining("5")
                .withMessageContaining("6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.sgemm(false, 2, 1, new float[6], 0, 3, b, 0, new float[8], 0, 3))
                .withMessageContaining("3")
                .withMessageContaining("4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.dgemm(false, 2, 1, new double[6], 0, 3, b, 0, new double[8], 0, 4))
                .withMessageContaining("FLOAT32")
                .withMessageContaining("FLOAT64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.pack(true, 4, 3, new float[11], 0, 3))
                .withMessageContaining("11")
                .withMessageContaining("12");
    }
}
