package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.ConvTranspose2d;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Pool2d;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Unfold;
import io.github.jconv.Window;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferenceConvDouble;
import io.github.jconv.reference.ReferenceTransposeDouble;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The PyTorch cases, in both layouts: conv2d through every algorithm in the planner's table that accepts it, the other
 * operations through the public face.
 *
 * <p>Inputs of 4 bytes were rounded after the computation, each by at most u, so a product of two may be off by gamma_2
 * of its magnitude before anything is computed; that comes on top of the bound.
 */
public abstract class GoldenContractFloat {

    private static final DType TYPE = DType.FLOAT32;

    /**
     * The planner's settings besides the algorithm.
     *
     * @return the defaults, unless a subclass has other ones
     */
    protected Planner.Builder planner() {
        return Planner.builder();
    }

    @TestFactory
    List<DynamicTest> torch() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Golden.Case golden : Golden.cases("float32")) {
            for (Layout layout : Layout.values()) {
                tests.add(dynamicTest(golden + " " + layout, () -> run(golden, layout)));
            }
        }
        return tests;
    }

    private void run(Golden.Case golden, Layout layout) {
        switch (golden.op()) {
            case "conv2d" -> conv2d(golden, layout);
            case "conv_transpose2d" -> convTranspose2d(golden, layout);
            case "max_pool2d" -> maxPool2d(golden, layout);
            case "avg_pool2d" -> avgPool2d(golden, layout);
            case "unfold" -> unfold(golden, layout);
            case "fold" -> fold(golden, layout);
            default -> throw new AssertionError("no test for " + golden.op());
        }
    }

    private void conv2d(Golden.Case golden, Layout layout) {
        Golden.Tensor w = golden.tensor("w");
        Shape in = shape(golden.tensor("x"), layout);
        int groups = golden.settings().get("groups").asInt();
        Conv2d conv = Conv2d.of(in.c(), w.size(0), w.size(2), w.size(3))
                .stride(golden.setting("stride", 0), golden.setting("stride", 1))
                .dilation(golden.setting("dilation", 0), golden.setting("dilation", 1))
                .padding(golden.padding())
                .groups(groups);
        ConvProblem p = conv.problem(in, TYPE, Precision.DEFAULT);
        float[] x = tensor(golden, "x", in);
        float[] weights = TensorsFloat.weightsFor(w.toFloatArray(), p);
        float[] bias = golden.tensor("b") == null ? null : golden.tensor("b").toFloatArray();
        float[] y = tensor(golden, "y", p.dst());
        double[] magnitude = ExpectedFloat.of(p, x, weights, bias).magnitude();
        int ran = 0;
        for (String algorithm : accepting(conv, in)) {
            try (ConvPlan plan = planner().algorithm(algorithm).build().plan(conv, in, weights, bias)) {
                float[] actual = new float[y.length];
                plan.run(x, actual);
                double[] allowed = new double[y.length];
                for (int i = 0; i < allowed.length; i++) {
                    allowed[i] = Numerics.allowedDifference(p, algorithm, magnitude[i], y[i]) + rounded(magnitude[i]);
                }
                CompareFloat.within(golden + " " + plan, p.dst(), y, allowed, actual);
                ran++;
            }
        }
        assertThat(ran).as("algorithms that ran %s", golden).isPositive();
        gradients(golden, conv, p, x, weights, bias != null);
    }

    private List<String> accepting(Conv2d conv, Shape in) {
        return planner().build().explain(conv, in, TYPE).answers().stream()
                .filter(answer -> answer.accepted())
                .map(answer -> answer.algorithm())
                .toList();
    }

    private static void gradients(
            Golden.Case golden, Conv2d conv, ConvProblem p, float[] x, float[] weights, boolean biased) {
        Shape in = p.src();
        float[] gy = tensor(golden, "gy", p.dst());
        double[] absGy = TensorsFloat.abs(gy);
        double[] magnitude = new double[in.elements()];
        ReferenceConvDouble.inputGradient(p, absGy, TensorsFloat.abs(weights), magnitude, false);
        long terms = (long) p.groupK() * p.window().r() * p.window().s();
        float[] gx = tensor(golden, "gx", in);
        within(golden + " gx", in, gx, terms, magnitude, conv.inputGradient(gy, in, weights));

        long positions = (long) p.src().n() * p.outH() * p.outW();
        Shape flat = Shape.nchw(1, 1, 1, p.weightElements());
        magnitude = new double[p.weightElements()];
        ReferenceConvDouble.weightGradient(p, TensorsFloat.abs(x), absGy, magnitude, false);
        float[] gw = TensorsFloat.weightsFor(golden.tensor("gw").toFloatArray(), p);
        within(golden + " gw", flat, gw, positions, magnitude, conv.weightGradient(x, in, gy));

        if (biased) {
            magnitude = new double[p.k()];
            ReferenceConvDouble.biasGradient(p, absGy, magnitude, false);
            float[] gb = golden.tensor("gb").toFloatArray();
            within(golden + " gb", Shape.nchw(1, 1, 1, p.k()), gb, positions, magnitude, conv.biasGradient(gy, in));
        }
    }

    private static void convTranspose2d(Golden.Case golden, Layout layout) {
        Golden.Tensor w = golden.tensor("w");
        Shape in = shape(golden.tensor("x"), layout);
        int groups = golden.settings().get("groups").asInt();
        ConvTranspose2d conv = ConvTranspose2d.of(in.c(), w.size(1) * groups, w.size(2), w.size(3))
                .stride(golden.setting("stride", 0), golden.setting("stride", 1))
                .dilation(golden.setting("dilation", 0), golden.setting("dilation", 1))
                .padding(golden.setting("padding", 0), golden.setting("padding", 1))
                .outputPadding(golden.setting("output_padding", 0), golden.setting("output_padding", 1))
                .groups(groups);
        Shape out = shape(golden.tensor("y"), layout);
        assertThat(conv.outputShape(in)).isEqualTo(out);
        float[] x = tensor(golden, "x", in);
        // [in][out/groups][kh][kw] to [kh][kw][out/groups][in] is KCRS to RSCK with the input channels as K
        Shape mirror = new Shape(layout, 1, w.size(1), w.size(2), w.size(3));
        float[] weights = TensorsFloat.weightsFor(
                w.toFloatArray(),
                Conv2d.of(w.size(1), w.size(0), w.size(2), w.size(3)).problem(mirror, TYPE, Precision.DEFAULT));
        float[] bias = golden.tensor("b").toFloatArray();
        double[] magnitude = new double[out.elements()];
        ReferenceTransposeDouble.forward(
                conv.window(),
                groups,
                in,
                TensorsFloat.abs(x),
                TensorsFloat.abs(weights),
                TensorsFloat.abs(bias),
                out,
                magnitude,
                false);
        long terms = (long) in.c() / groups * w.size(2) * w.size(3) + 1;
        within(golden.name(), out, tensor(golden, "y", out), terms, magnitude, conv.apply(x, in, weights, bias));
    }

    private static void maxPool2d(Golden.Case golden, Layout layout) {
        Shape in = shape(golden.tensor("x"), layout);
        Shape out = shape(golden.tensor("y"), layout);
        Pool2d pool = Pool2d.max(golden.setting("kernel", 0), golden.setting("kernel", 1))
                .stride(golden.setting("stride", 0), golden.setting("stride", 1))
                .dilation(golden.setting("dilation", 0), golden.setting("dilation", 1))
                .padding(golden.padding())
                .ceilMode(golden.flag("ceil_mode"));
        assertThat(pool.outputShape(in)).isEqualTo(out);
        float[] x = tensor(golden, "x", in);
        float[] y = new float[out.elements()];
        int[] indices = new int[out.elements()];
        pool.maxWithIndices(x, in, y, indices);
        CompareFloat.exact(golden, out, tensor(golden, "y", out), y);
        CompareFloat.exact(golden, out, y, pool.apply(x, in));
        float[] idx = tensor(golden, "idx", out);
        for (int i = 0; i < indices.length; i++) {
            assertThat(indices[i]).as("%s index %s", golden, i).isEqualTo((int) idx[i]);
        }
        float[] gy = tensor(golden, "gy", out);
        double[] magnitude = new double[in.elements()];
        float[] abs = pool.inputGradient(absolute(gy), indices, in);
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] = abs[i];
        }
        float[] gx = tensor(golden, "gx", in);
        within(golden + " gx", in, gx, elements(pool.window(in)), magnitude, pool.inputGradient(gy, indices, in));
    }

    private static void avgPool2d(Golden.Case golden, Layout layout) {
        Shape in = shape(golden.tensor("x"), layout);
        Shape out = shape(golden.tensor("y"), layout);
        Pool2d pool = Pool2d.average(golden.setting("kernel", 0), golden.setting("kernel", 1))
                .stride(golden.setting("stride", 0), golden.setting("stride", 1))
                .padding(golden.padding())
                .ceilMode(golden.flag("ceil_mode"))
                .countIncludePad(golden.flag("count_include_pad"));
        assertThat(pool.outputShape(in)).isEqualTo(out);
        UnaryOperator<float[]> forward = values -> pool.apply(values, in);
        UnaryOperator<float[]> backward = values -> pool.inputGradient(values, in);
        linear(golden + " y", out, tensor(golden, "y", out), pool.window(in), tensor(golden, "x", in), forward);
        linear(golden + " gx", in, tensor(golden, "gx", in), pool.window(in), tensor(golden, "gy", out), backward);
    }

    private static void unfold(Golden.Case golden, Layout layout) {
        Shape in = shape(golden.tensor("x"), layout);
        float[] columns = unfold(golden).unfold(tensor(golden, "x", in), in);
        Golden.Tensor y = golden.tensor("y");
        Shape shape = Shape.nchw(y.size(0), y.size(1), y.size(2), 1);
        CompareFloat.exact(golden, shape, columns(y, golden, in), columns);
    }

    private static void fold(Golden.Case golden, Layout layout) {
        Shape out = shape(golden.tensor("y"), layout);
        assertThat(out.h()).isEqualTo(golden.setting("output_size", 0));
        assertThat(out.w()).isEqualTo(golden.setting("output_size", 1));
        Unfold unfold = unfold(golden);
        float[] columns = columns(golden.tensor("x"), golden, out);
        UnaryOperator<float[]> fold = values -> unfold.fold(values, out);
        linear(golden.name(), out, tensor(golden, "y", out), unfold.bare(), columns, fold);
    }

    private static Unfold unfold(Golden.Case golden) {
        return Unfold.of(golden.setting("kernel", 0), golden.setting("kernel", 1))
                .stride(golden.setting("stride", 0), golden.setting("stride", 1))
                .dilation(golden.setting("dilation", 0), golden.setting("dilation", 1))
                .padding(golden.padding());
    }

    /** PyTorch's [N][C*R*S][L] in the order that goes with a layout: for NHWC [N][L][R*S*C]. */
    private static float[] columns(Golden.Tensor torch, Golden.Case golden, Shape image) {
        float[] columns = torch.toFloatArray();
        if (image.layout() == Layout.NCHW) {
            return columns;
        }
        int taps = golden.setting("kernel", 0) * golden.setting("kernel", 1);
        int positions = torch.size(2);
        float[] reordered = new float[columns.length];
        int at = 0;
        for (int n = 0; n < image.n(); n++) {
            for (int c = 0; c < image.c(); c++) {
                for (int tap = 0; tap < taps; tap++) {
                    for (int l = 0; l < positions; l++) {
                        reordered[((n * positions + l) * taps + tap) * image.c() + c] = columns[at++];
                    }
                }
            }
        }
        return reordered;
    }

    /** A linear operation with nonnegative weights: on absolute values it gives its own magnitudes. */
    private static void linear(
            String what, Shape shape, float[] golden, Window window, float[] x, UnaryOperator<float[]> operation) {
        double[] magnitude = TensorsFloat.abs(operation.apply(absolute(x)));
        within(what, shape, golden, elements(window) + 1, magnitude, operation.apply(x));
    }

    private static float[] absolute(float[] tensor) {
        float[] absolute = tensor.clone();
        for (int i = 0; i < absolute.length; i++) {
            absolute[i] = Math.abs(absolute[i]);
        }
        return absolute;
    }

    private static void within(
            String what, Shape shape, float[] golden, long terms, double[] magnitude, float[] actual) {
        double[] allowed = new double[golden.length];
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(TYPE, terms, magnitude[i], golden[i]) + rounded(magnitude[i]);
        }
        CompareFloat.within(what, shape, golden, allowed, actual);
    }

    /** What rounding both factors of every product contributes; the float64 cases were not rounded. */
    private static double rounded(double magnitude) {
        return TYPE.bytes() == 4 ? Numerics.gamma(2, TYPE.unitRoundoff()) * magnitude : 0;
    }

    private static long elements(Window window) {
        return (long) window.r() * window.s();
    }

    private static Shape shape(Golden.Tensor tensor, Layout layout) {
        return new Shape(layout, tensor.size(0), tensor.size(1), tensor.size(2), tensor.size(3));
    }

    private static float[] tensor(Golden.Case golden, String key, Shape shape) {
        return TensorsFloat.inLayout(golden.tensor(key).toFloatArray(), shape);
    }
}
