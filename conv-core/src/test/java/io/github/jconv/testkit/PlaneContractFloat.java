package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jconv.Border;
import io.github.jconv.DType;
import io.github.jconv.Padding;
import io.github.jconv.PlaneFilter;
import io.github.jconv.PlaneProblem;
import io.github.jconv.Planes;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.plan.RankOneFloat;
import io.github.jconv.reference.ReferencePlaneDouble;
import io.github.jconv.reference.ReferencePlaneFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What every filter over planes keeps. */
public abstract class PlaneContractFloat {

    private static final int WARM_UP_RUNS = 20_000;

    /** Rows and columns of the largest square that is transformed. */
    private static final int LARGEST_SQUARE = 512;

    /** A filter and the planes under it; separable ones get a column and a row. */
    public record Case(int r, int s, int h, int w, int count, Padding padding, Border border, boolean separable) {

        PlaneProblem problem(Precision precision) {
            return PlaneFilter.of(r, s)
                    .padding(padding)
                    .border(border)
                    .problem(count, h, w, DType.FLOAT32, precision, separable);
        }
    }

    /**
     * Which algorithms to run.
     *
     * @return at least one
     */
    protected abstract List<PlaneAlgorithm> planes();

    /**
     * Block sizes for a problem.
     *
     * @param p the problem
     * @return the kernels' own unless a subclass says otherwise
     */
    protected Blocking blocking(PlaneProblem p) {
        return Blocking.DEFAULT;
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Integer> filter = Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 23, 31, 65, 70);
        Arbitrary<Integer> size = Arbitraries.of(
                1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 65, 95, 96, 97, 130, 193,
                385, 450);
        Arbitrary<Padding> padding = Arbitraries.of(
                Padding.valid(), Padding.same(), Padding.sameLower(), Padding.full(), Padding.of(2, 0, 5, 70));
        return Combinators.combine(
                        filter,
                        filter,
                        size,
                        size,
                        Arbitraries.integers().between(0, 2),
                        padding,
                        Arbitraries.of(Border.class),
                        Arbitraries.of(false, true))
                .as(Case::new)
                .filter(c -> {
                    Window w = c.padding.resolve(Window.of(c.r, c.s), c.h, c.w);
                    return c.h + w.padTop() + w.padBottom() >= c.r
                            && c.w + w.padLeft() + w.padRight() >= c.s
                            && 1L * c.r * c.s * c.h * c.w * c.count < 600_000;
                });
    }

    /** The operands of a case. */
    private record Operands(float[] x, float[] filter, float[] column, float[] row) {

        static Operands integers(Case c, long seed) {
            float[] x = TensorsFloat.integers(c.count * c.h * c.w, seed);
            return of(c, x, TensorsFloat.integers(c.r, seed + 1), TensorsFloat.integers(c.s, seed + 2), seed);
        }

        static Operands random(Case c, long seed) {
            float[] x = TensorsFloat.random(c.count * c.h * c.w, seed);
            return of(c, x, TensorsFloat.random(c.r, seed + 1), TensorsFloat.random(c.s, seed + 2), seed);
        }

        private static Operands of(Case c, float[] x, float[] column, float[] row, long seed) {
            if (c.separable) {
                return new Operands(x, RankOneFloat.product(column, row), column, row);
            }
            return new Operands(x, TensorsFloat.integers(c.r * c.s, seed + 3), null, null);
        }
    }

    private static float[] reference(PlaneProblem p, float[] x, float[] filter) {
        int image = p.conv().src().imageElements();
        int outImage = p.conv().dst().imageElements();
        float[] y = new float[p.conv().dst().elements()];
        for (int n = 0; n < p.conv().src().n(); n++) {
            ReferencePlaneFloat.correlate(
                    p.conv().window(),
                    p.border(),
                    p.conv().src().h(),
                    p.conv().src().w(),
                    x,
                    n * image,
                    filter,
                    y,
                    n * outImage);
        }
        return y;
    }

    private static double[] magnitudes(PlaneProblem p, float[] x, float[] filter) {
        int image = p.conv().src().imageElements();
        int outImage = p.conv().dst().imageElements();
        double[] y = new double[p.conv().dst().elements()];
        for (int n = 0; n < p.conv().src().n(); n++) {
            ReferencePlaneDouble.correlate(
                    p.conv().window(),
                    p.border(),
                    p.conv().src().h(),
                    p.conv().src().w(),
                    TensorsFloat.abs(x),
                    n * image,
                    TensorsFloat.abs(filter),
                    y,
                    n * outImage);
        }
        return y;
    }

    @Property(tries = 200)
    void smallIntegersAreExact(@ForAll("cases") Case c, @ForAll long seed) {
        PlaneProblem p = c.problem(Precision.DEFAULT);
        Operands in = Operands.integers(c, seed);
        float[] expected = reference(p, in.x, in.filter);
        everyAlgorithm(p, in, (name, kernel) -> {
            if (Numerics.sumsDirectly(name)) {
                CompareFloat.exact(name + " " + p, p.conv().dst(), expected, run(kernel, in.x, p));
            }
        });
    }

    /** One rounding more than products: where a column and a row are given, their product was rounded. */
    @Property(tries = 100)
    void sumsStayWithinTheBound(@ForAll("cases") Case c, @ForAll long seed) {
        PlaneProblem p = c.problem(Precision.DEFAULT);
        Operands in = Operands.random(c, seed);
        float[] expected = reference(p, in.x, in.filter);
        double[] allowed = magnitudes(p, in.x, in.filter);
        long terms = Math.max((long) c.r * c.s, c.r + c.s) + 1;
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(DType.FLOAT32, terms, allowed[i], expected[i]);
        }
        everyAlgorithm(p, in, (name, kernel) -> {
            float[] once = run(kernel, in.x, p);
            if (Numerics.sumsDirectly(name)) {
                CompareFloat.within(name + " " + p, p.conv().dst(), expected, allowed, once);
            }
        });
    }

    /**
     * Large filters: what a transform rounds is proven relative to its squares, and measured to lie within the bound of
     * plain summation where the magnitudes of pixels do not depend on their place.
     */
    @Property(tries = 25)
    void transformsStayWithinBothBounds(
            @ForAll("cases") Case any, @ForAll @IntRange(min = 10, max = 80) int r, @ForAll long seed) {
        int s = (int) Math.floorMod(seed, 30L) + 10;
        Case c = new Case(r, s, any.h % 40 + 1, any.w % 70 + 1, 1, Padding.full(), any.border, false);
        PlaneProblem p = c.problem(Precision.DEFAULT);
        float[] x = uniform(c.h * c.w, seed);
        float[] filter = uniform(r * s, seed + 1);
        float[] expected = reference(p, x, filter);
        double[] magnitude = magnitudes(p, x, filter);
        double squares = 0;
        for (float w : filter) {
            squares += (double) w * w;
        }
        double[] proven = new double[expected.length];
        double[] measured = new double[expected.length];
        for (int i = 0; i < expected.length; i++) {
            proven[i] = Numerics.transformBound(DType.FLOAT32, LARGEST_SQUARE, 1, Math.sqrt(squares))
                    + Numerics.allowedDifference(DType.FLOAT32, 1, magnitude[i], expected[i]);
            double typical = (double) r * s / 4; // of windows that lie in the plane; others' magnitudes may be nothing
            measured[i] = Numerics.allowedDifference(
                    DType.FLOAT32, (long) r * s, Math.max(typical, magnitude[i]), expected[i]);
        }
        everyAlgorithm(p, new Operands(x, filter, null, null), (name, kernel) -> {
            if (!Numerics.sumsDirectly(name)) {
                float[] y = run(kernel, x, p);
                CompareFloat.within(name + " " + p, p.conv().dst(), expected, proven, y);
                CompareFloat.within(name + " " + p, p.conv().dst(), expected, measured, y);
            }
        });
    }

    private static float[] uniform(int elements, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] tensor = new float[elements];
        for (int i = 0; i < elements; i++) {
            tensor[i] = (float) random.nextDouble(-1, 1);
        }
        return tensor;
    }

    /** Every job count cuts alike or sums alike: the same bits. */
    @Property(tries = 50)
    void jobsDoNotMatter(@ForAll("cases") Case c, @ForAll long seed) {
        PlaneProblem p = c.problem(Precision.DEFAULT);
        Operands in = Operands.random(c, seed);
        for (PlaneAlgorithm algorithm : planes()) {
            if (algorithm.judge(p, Machine.current()) instanceof Verdict.Yes) {
                float[] one = run(bind(algorithm, p, in, 1), in.x, p);
                for (int jobs : new int[] {1, 2, 5}) {
                    float[] other = run(bind(algorithm, p, in, jobs), in.x, p);
                    CompareFloat.bitwise(algorithm.name() + " " + p, p.conv().dst(), one, other);
                }
            }
        }
    }

    /** Where sums are direct, what is not a number reaches exactly the windows that hold it. */
    @Property(tries = 60)
    void specialsStayInTheirWindows(@ForAll("cases") Case c, @ForAll long seed) {
        PlaneProblem p = c.problem(Precision.STRICT);
        Operands in = Operands.integers(c, seed);
        if (in.x.length > 0) {
            in.x[(int) Math.floorMod(seed, (long) in.x.length)] = Float.NaN;
        }
        float[] expected = reference(p, in.x, in.filter);
        everyAlgorithm(
                p,
                in,
                (name, kernel) -> CompareFloat.exact(name + " " + p, p.conv().dst(), expected, run(kernel, in.x, p)));
    }

    @Example
    void scipysResults() {
        for (JsonNode golden : Golden.scipyPlanes()) {
            String op = golden.get("op").asText();
            boolean convolve = op.startsWith("convolve", op.indexOf('.') + 1);
            Padding padding = switch (golden.get("mode").asText()) {
                case "full" -> Padding.full();
                case "valid" -> Padding.valid();
                case "same" -> convolve ? Padding.sameLower() : Padding.same();
                default -> convolve ? Padding.same() : Padding.sameLower();
            };
            Border border = switch (golden.get("mode").asText()) {
                case "reflect" -> Border.REFLECT;
                case "nearest" -> Border.NEAREST;
                case "mirror" -> Border.MIRROR;
                case "wrap" -> Border.WRAP;
                default -> Border.ZERO;
            };
            int h = golden.get("h").asInt();
            int w = golden.get("w").asInt();
            int kh = golden.get("kh").asInt();
            int kw = golden.get("kw").asInt();
            float[] x = TensorsFloat.of(golden.get("x"));
            float[] kernel = TensorsFloat.of(golden.get("kernel"));
            float[] y = convolve
                    ? Planes.convolve(x, 1, h, w, kernel, kh, kw, padding, border)
                    : Planes.correlate(x, 1, h, w, kernel, kh, kw, padding, border);
            String what = op + " " + golden.get("mode").asText() + " " + kh + "x" + kw;
            Window window = padding.resolve(Window.of(kh, kw), h, w);
            Shape shape = Shape.nchw(1, 1, window.outH(h), window.outW(w));
            CompareFloat.exact(what, shape, TensorsFloat.of(golden.get("y")), y);
        }
    }

    /**
     * The 28x28 plane of the worked examples on every algorithm, at stride 2 and, for those that take no stride, as every
     * second pixel of stride 1.
     */
    @Example
    void workedPlane() {
        JsonNode example = Golden.workedExamples().get("plane_stride2");
        float[] x = TensorsFloat.of(example.get("x"));
        float[] kernel = TensorsFloat.of(example.get("k"));
        Set<String> ran = new TreeSet<>();
        for (String op : List.of("correlate", "convolve")) {
            float[] k = kernel.clone();
            for (int i = 0; op.equals("convolve") && i < k.length; i++) {
                k[i] = kernel[k.length - 1 - i];
            }
            double[] allowed = workedPlaneAllowed(x, k);
            float[] y = TensorsFloat.of(example.get(op));
            for (int stride = 1; stride <= 2; stride++) {
                PlaneProblem p = PlaneFilter.of(5, 5)
                        .padding(Padding.of(2))
                        .stride(stride, stride)
                        .problem(1, 28, 28, DType.FLOAT32, Precision.DEFAULT, false);
                int step = 2 / stride;
                everyAlgorithm(p, new Operands(x, k, null, null), (name, bound) -> {
                    assertThat(Numerics.sumsDirectly(name))
                            .as("%s, whose bound is another, takes small filters", name)
                            .isTrue();
                    float[] whole = run(bound, x, p);
                    float[] found = new float[y.length];
                    for (int i = 0; i < found.length; i++) {
                        found[i] = whole[i / 14 * step * (14 * step) + i % 14 * step];
                    }
                    CompareFloat.within(name + " " + op + " " + p, Shape.nchw(1, 1, 14, 14), y, allowed, found);
                    ran.add(name);
                });
            }
        }
        assertThat(ran).contains("reference", "convolution");
        assertThat(ran.contains("direct"))
                .isEqualTo(Machine.current().vectors().usable()
                        && planes().stream()
                                .anyMatch(algorithm -> algorithm.name().equals("direct")));
    }

    /**
     * How far the worked 28x28 plane may be from float64's: its own sums, and digits that plane and kernel lose where 4
     * bytes hold them.
     *
     * @param x the plane
     * @param kernel the 5x5 kernel as it is correlated
     * @return for each of 14x14 elements
     */
    public static double[] workedPlaneAllowed(float[] x, float[] kernel) {
        PlaneProblem p = PlaneFilter.of(5, 5)
                .padding(Padding.of(2))
                .stride(2, 2)
                .problem(1, 28, 28, DType.FLOAT32, Precision.DEFAULT, false);
        double rounded = Float.BYTES == 4 ? Numerics.gamma(2, DType.FLOAT32.unitRoundoff()) : 0;
        double[] allowed = magnitudes(p, x, kernel);
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(DType.FLOAT32, 26, allowed[i], allowed[i]) + rounded * allowed[i];
        }
        return allowed;
    }

    @Example
    void aWarmRunAllocatesNothing() {
        for (Border border : List.of(Border.ZERO, Border.REFLECT)) {
            for (int k : new int[] {3, 17}) {
                Case c = new Case(k, k, 40, 130, 2, Padding.same(), border, true);
                PlaneProblem p = c.problem(Precision.DEFAULT);
                Operands in = Operands.random(c, 1);
                float[] y = new float[p.conv().dst().elements()];
                everyAlgorithm(p, in, (name, kernel) -> {
                    if (name.equals("reference")) {
                        return; // takes a list's worth of time for what never changes
                    }
                    Object workspace = kernel.newWorkspace();
                    long least = Allocation.leastOf(WARM_UP_RUNS, () -> {
                        for (int tile = 0; tile < kernel.grid().tiles(); tile++) {
                            kernel.run(tile, in.x, 0, y, 0, workspace);
                        }
                    });
                    assertThat(least)
                            .as("bytes a warm run of %s %s allocates", name, p)
                            .isZero();
                });
            }
        }
    }

    private static float[] run(TileKernel<float[], Object> kernel, float[] x, PlaneProblem p) {
        GuardedFloat src = GuardedFloat.source(x);
        GuardedFloat dst = GuardedFloat.destination(p.conv().dst().elements());
        Object workspace = kernel.newWorkspace();
        for (int again = 0; again < 2; again++) { // the second time in a workspace that was used
            for (int tile = kernel.grid().tiles() - 1; tile >= 0; tile--) {
                kernel.run(tile, src.array(), src.offset(), dst.array(), dst.offset(), workspace);
            }
        }
        dst.assertMarksIntact(p);
        return dst.values();
    }

    private void everyAlgorithm(PlaneProblem p, Operands in, BiConsumer<String, TileKernel<float[], Object>> check) {
        for (PlaneAlgorithm algorithm : planes()) {
            if (algorithm.judge(p, Machine.current()) instanceof Verdict.Yes) {
                check.accept(algorithm.name(), bind(algorithm, p, in, 1));
            }
        }
    }

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    private TileKernel<float[], Object> bind(PlaneAlgorithm algorithm, PlaneProblem p, Operands in, int jobs) {
        BindContext context = new BindContext(Machine.current(), jobs, blocking(p));
        return (TileKernel<float[], Object>) algorithm.bind(p, context, in.filter, in.column, in.row);
    }
}
