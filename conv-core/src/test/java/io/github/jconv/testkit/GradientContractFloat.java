package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.ConvTranspose2d;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Gradients;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.TransposePlan;
import io.github.jconv.TransposeProblem;
import io.github.jconv.WeightGradientPlan;
import io.github.jconv.Window;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferenceConvDouble;
import io.github.jconv.reference.ReferenceConvFloat;
import io.github.jconv.reference.ReferenceTransposeDouble;
import io.github.jconv.reference.ReferenceTransposeFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Scheduler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What every algorithm for gradients and transposed convolutions keeps, each asked for by name. Where one declines it says
 * why, and is not run.
 */
public abstract class GradientContractFloat {

    /**
     * Block sizes for a problem.
     *
     * @param p the problem
     * @return the kernels' own unless a subclass says otherwise
     */
    protected Blocking blocking(ConvProblem p) {
        return Blocking.DEFAULT;
    }

    /** Runs until a plan must have stopped allocating: enough for C2 to have compiled any kernel. */
    private static final int WARM_UP_RUNS = 20_000;

    /**
     * A scheduler that shares even the smallest task.
     *
     * @param jobs 2 or more
     * @return one that runs the tiles backwards, seat by seat, unless a subclass has threads
     */
    protected Scheduler scheduler(int jobs) {
        return new BackwardScheduler(jobs);
    }

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Arbitraries.oneOf(Problems.of(DType.FLOAT32), Problems.threeByThree(DType.FLOAT32))
                .map(p -> Problems.with(p, Activation.NONE, Precision.DEFAULT));
    }

    /** Those that transform tiles take a sum over few pixels only where precision is fast. */
    @Provide
    Arbitrary<ConvProblem> weightProblems() {
        return Arbitraries.oneOf(Problems.of(DType.FLOAT32), Problems.threeByThree(DType.FLOAT32))
                .map(p -> Problems.with(p, Activation.NONE, p.precision()));
    }

    @Property(tries = 150)
    void inputGradientsOfSmallIntegersAreExact(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.onIntegers(any);
        float[] g = TensorsFloat.integers(p.dst().elements(), seed);
        float[] w = TensorsFloat.integers(p.weightElements(), seed + 1);
        float[] x = TensorsFloat.integers(p.src().elements(), seed + 2);
        float[] held = held(p.src().elements(), p.accumulate());
        float[] reference = held.clone();
        ReferenceConvFloat.inputGradient(p, g, w, reference, p.accumulate());
        double[] y = p.accumulate() ? null : forward(p, x, w);
        for (String algorithm : acceptingInput(p)) {
            try (TransposePlan plan = inputPlan(gradients(p, 1).algorithm(algorithm), p, w)) {
                float[] gradient = run(plan, g, held);
                CompareFloat.exact(plan, p.src(), reference, gradient);
                if (!p.accumulate()) {
                    assertThat(dot(x, doubles(gradient)))
                            .as("%s is the adjoint", plan)
                            .isEqualTo(dot(g, y));
                }
            }
        }
    }

    @Property(tries = 150)
    void inputGradientsStayWithinTheBound(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        float[] g = TensorsFloat.random(p.dst().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        float[] held = held(p.src().elements(), p.accumulate());
        float[] reference = held.clone();
        ReferenceConvFloat.inputGradient(p, g, w, reference, p.accumulate());
        double[] magnitude = TensorsFloat.abs(held);
        ReferenceConvDouble.inputGradient(p, TensorsFloat.abs(g), TensorsFloat.abs(w), magnitude, p.accumulate());
        long terms = (long) p.groupK() * p.window().r() * p.window().s() + 1;
        double[] allowed = allowed(terms, magnitude, reference);
        for (String algorithm : acceptingInput(p)) {
            try (TransposePlan plan = inputPlan(gradients(p, 1).algorithm(algorithm), p, w)) {
                assertThat(plan.algorithm()).isEqualTo(algorithm);
                float[] alone = run(plan, g, held);
                CompareFloat.within(plan, p.src(), reference, allowed, alone);
                CompareFloat.bitwise(plan, p.src(), alone, run(plan, g, held));
                try (TransposePlan shared = inputPlan(gradients(p, 3).algorithm(algorithm), p, w)) {
                    CompareFloat.bitwise(shared, p.src(), alone, run(shared, g, held));
                }
            }
        }
    }

    @Property(tries = 150)
    void weightGradientsOfSmallIntegersAreExact(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.onIntegers(any);
        areExact(p, seed, acceptingWeights(p));
    }

    private void areExact(ConvProblem p, long seed, List<String> algorithms) {
        float[] x = TensorsFloat.integers(p.src().elements(), seed);
        float[] g = TensorsFloat.integers(p.dst().elements(), seed + 1);
        float[] w = TensorsFloat.integers(p.weightElements(), seed + 2);
        float[] held = held(p.weightElements(), p.accumulate());
        float[] heldBias = held(p.k(), p.accumulate());
        float[] reference = held.clone();
        float[] referenceBias = heldBias.clone();
        ReferenceConvFloat.weightGradient(p, x, g, reference, p.accumulate());
        ReferenceConvFloat.biasGradient(p, g, referenceBias, p.accumulate());
        double[] y = p.accumulate() ? null : forward(p, x, w);
        for (String algorithm : algorithms) {
            try (WeightGradientPlan plan = weightPlan(gradients(p, 1).algorithm(algorithm), p)) {
                float[] bias = heldBias.clone();
                float[] gradient = run(plan, x, g, held, bias);
                CompareFloat.exact(plan, weightShape(p), reference, gradient);
                CompareFloat.exact(plan + ", bias", Shape.nchw(1, p.k(), 1, 1), referenceBias, bias);
                if (!p.accumulate()) {
                    assertThat(dot(w, doubles(gradient)))
                            .as("%s is the adjoint", plan)
                            .isEqualTo(dot(g, y));
                }
            }
        }
    }

    @Property(tries = 150)
    void weightGradientsStayWithinTheBound(@ForAll("weightProblems") ConvProblem p, @ForAll long seed) {
        stayWithinTheBound(p, seed, acceptingWeights(p));
    }

    private void stayWithinTheBound(ConvProblem p, long seed, List<String> algorithms) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] g = TensorsFloat.random(p.dst().elements(), seed + 1);
        float[] held = held(p.weightElements(), p.accumulate());
        float[] reference = held.clone();
        ReferenceConvFloat.weightGradient(p, x, g, reference, p.accumulate());
        double[] classical = allowedOfWeights(p, 0, 1, x, g, held, reference);
        for (String algorithm : algorithms) {
            try (WeightGradientPlan plan = weightPlan(gradients(p, 1).algorithm(algorithm), p)) {
                assertThat(plan.algorithm()).isEqualTo(algorithm);
                float[] bias = held(p.k(), p.accumulate());
                float[] alone = run(plan, x, g, held, bias);
                int reach = p.precision() == Precision.FAST ? Numerics.reach(algorithm) : 0;
                double[] allowed = reach == 0
                        ? classical
                        : allowedOfWeights(p, reach, Numerics.factor(algorithm), x, g, held, reference);
                CompareFloat.within(plan, weightShape(p), reference, allowed, alone);
                try (WeightGradientPlan shared = weightPlan(gradients(p, 3).algorithm(algorithm), p)) {
                    float[] sharedBias = held(p.k(), p.accumulate());
                    CompareFloat.bitwise(shared, weightShape(p), alone, run(shared, x, g, held, sharedBias));
                    CompareFloat.bitwise(shared + ", bias", Shape.nchw(1, p.k(), 1, 1), bias, sharedBias);
                    float[] without = held.clone();
                    shared.run(x, g, without, null);
                    CompareFloat.bitwise(shared, weightShape(p), alone, without);
                }
            }
        }
    }

    /** With a bias, an output padding and whatever the padding cuts off. */
    @Property(tries = 150)
    void transposedConvolutionsAreTheReference(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Window w = p.window();
        int lostRows = (p.src().h() + w.padTop() + w.padBottom() - w.extentH()) % w.strideH();
        int lostColumns = (p.src().w() + w.padLeft() + w.padRight() - w.extentW()) % w.strideW();
        ConvTranspose2d conv = new ConvTranspose2d(
                p.k(),
                p.src().c(),
                w,
                lostRows + random.nextInt(Math.max(w.strideH(), w.dilationH()) - lostRows),
                lostColumns + random.nextInt(Math.max(w.strideW(), w.dilationW()) - lostColumns),
                p.groups());
        Shape in = p.dst();
        Shape out = conv.outputShape(in);
        TransposeProblem t = conv.problem(in, p.type(), p.precision(), p.accumulate());
        float[] x = TensorsFloat.random(in.elements(), seed);
        float[] weights = TensorsFloat.random(p.weightElements(), seed + 1);
        float[] b = seed % 3 == 0 ? null : TensorsFloat.random(out.c(), seed + 2);
        float[] held = held(out.elements(), p.accumulate());
        float[] reference = held.clone();
        ReferenceTransposeFloat.forward(w, p.groups(), in, x, weights, b, out, reference, p.accumulate());
        double[] magnitude = TensorsFloat.abs(held);
        ReferenceTransposeDouble.forward(
                w,
                p.groups(),
                in,
                TensorsFloat.abs(x),
                TensorsFloat.abs(weights),
                TensorsFloat.abs(b),
                out,
                magnitude,
                p.accumulate());
        double[] allowed = allowed(t.depth() + 2L, magnitude, reference);
        for (int jobs = 1; jobs < 4; jobs += 2) {
            try (TransposePlan plan = gradients(p, jobs).transpose(conv, in, weights, b)) {
                CompareFloat.within(plan, out, reference, allowed, run(plan, x, held));
            }
        }
    }

    /**
     * Large enough for several chunks, blocks of channels on both sides, splits, images that share a chunk, windows that are
     * not packed, tiles that are transformed; each channel by itself; and pointwise ones, read in place, exchanged or not.
     */
    @Example
    void largerWeightGradients() {
        for (Layout layout : Layout.values()) {
            Conv2d[] convs = {
                Conv2d.of(3, 17, 3).padding(1),
                Conv2d.of(720, 235, 1),
                Conv2d.of(150, 20, 3, 2),
                Conv2d.of(5, 9, 1, 3),
                Conv2d.of(32, 17, 3).padding(1),
                Conv2d.of(70, 70, 3).padding(1).groups(70),
                Conv2d.of(70, 67, 3).padding(1),
                Conv2d.of(130, 65, 3).padding(1, 0),
                Conv2d.of(20, 33, 3),
                Conv2d.of(9, 9, 5, 3).padding(3, 1).stride(2, 3).dilation(1, 2).groups(9),
                Conv2d.of(64, 75, 1),
                Conv2d.of(75, 64, 1),
                Conv2d.of(40, 70, 1),
                Conv2d.of(130, 100, 1),
                Conv2d.of(70, 130, 1).stride(2),
            };
            Shape[] shapes = {
                new Shape(layout, 3, 3, 25, 40),
                new Shape(layout, 2, 720, 3, 5),
                new Shape(layout, 5, 150, 13, 11),
                new Shape(layout, 2, 5, 2, 1700),
                new Shape(layout, 2, 32, 30, 29),
                new Shape(layout, 2, 70, 9, 8),
                new Shape(layout, 3, 70, 18, 19),
                new Shape(layout, 25, 130, 7, 8),
                new Shape(layout, 2, 20, 8, 265),
                new Shape(layout, 3, 9, 12, 25),
                new Shape(layout, 2, 64, 15, 31),
                new Shape(layout, 2, 75, 15, 31),
                new Shape(layout, 7, 40, 8, 9),
                new Shape(layout, 3, 130, 20, 17),
                new Shape(layout, 3, 70, 13, 15),
            };
            for (int i = 0; i < convs.length; i++) {
                for (boolean accumulate : new boolean[] {false, true}) {
                    ConvProblem p =
                            convs[i].accumulate(accumulate).problem(shapes[i], DType.FLOAT32, Precision.DEFAULT);
                    ConvProblem onIntegers = Problems.onIntegers(p);
                    areExact(onIntegers, i, acceptingBesidesTheReference(onIntegers));
                    stayWithinTheBound(p, i, acceptingBesidesTheReference(p));
                }
            }
        }
    }

    /** All phases as one convolution, of many channels also one whose tiles are transformed; with taps of zero where they differ. */
    @Example
    void largerTransposes() {
        for (Layout layout : Layout.values()) {
            for (boolean accumulate : new boolean[] {false, true}) {
                for (int channels : new int[] {70, 520}) {
                    ConvProblem p = Conv2d.of(9, channels, 4)
                            .stride(2)
                            .padding(1)
                            .accumulate(accumulate)
                            .problem(new Shape(layout, 2, 9, 15, 18), DType.FLOAT32, Precision.DEFAULT);
                    transposedConvolutionsAreTheReference(p, 1);
                    inputGradientsStayWithinTheBound(p, 2);
                }
                for (int stride = 2; stride <= 3; stride++) {
                    ConvProblem p = Conv2d.of(3, 20, 7, 5)
                            .stride(stride, 5 - stride)
                            .padding(3, 1)
                            .accumulate(accumulate)
                            .problem(new Shape(layout, 2, 3, 23, 18), DType.FLOAT32, Precision.FAST);
                    transposedConvolutionsAreTheReference(p, 3);
                    inputGradientsStayWithinTheBound(p, 4);
                    inputGradientsOfSmallIntegersAreExact(p, 5);
                }
            }
        }
    }

    @Example
    void aWarmRunAllocatesNothing() {
        for (Layout layout : Layout.values()) {
            for (int stride = 1; stride <= 2; stride++) {
                Conv2d conv = Conv2d.of(3, 17, 3).padding(1).stride(stride);
                ConvProblem p = conv.problem(new Shape(layout, 2, 3, 9, 10), DType.FLOAT32, Precision.DEFAULT);
                float[] x = TensorsFloat.random(p.src().elements(), 1);
                float[] g = TensorsFloat.random(p.dst().elements(), 2);
                float[] w = TensorsFloat.random(p.weightElements(), 3);
                float[] bias = new float[p.k()];
                for (String algorithm : acceptingInput(p)) {
                    try (TransposePlan plan = inputPlan(gradients(p, 1).algorithm(algorithm), p, w)) {
                        assertThat(Allocation.leastOf(WARM_UP_RUNS, () -> plan.run(g, x)))
                                .as("bytes allocated in a warm run of %s", plan)
                                .isZero();
                    }
                }
                for (String algorithm : acceptingWeights(p)) {
                    try (WeightGradientPlan plan = weightPlan(gradients(p, 1).algorithm(algorithm), p)) {
                        // The reference makes the shapes it indexes with.
                        long allowed = algorithm.equals("reference") ? 256 : 0;
                        assertThat(Allocation.leastOf(WARM_UP_RUNS, allowed, () -> plan.run(x, g, w, bias)))
                                .as("bytes allocated in a warm run of %s", plan)
                                .isLessThanOrEqualTo(allowed);
                    }
                }
            }
        }
    }

    /** Large enough for several chunks, blocks and splits of what transforms tiles; pointwise, with operands in place. */
    @Example
    void aWarmRunOfALargerWeightGradientAllocatesNothing() {
        for (Layout layout : Layout.values()) {
            Conv2d[] convs = {Conv2d.of(40, 20, 3).padding(1), Conv2d.of(64, 70, 1), Conv2d.of(90, 70, 1)};
            for (Conv2d conv : convs) {
                ConvProblem p =
                        conv.problem(new Shape(layout, 2, conv.inChannels(), 23, 24), DType.FLOAT32, Precision.DEFAULT);
                float[] x = TensorsFloat.random(p.src().elements(), 1);
                float[] g = TensorsFloat.random(p.dst().elements(), 2);
                float[] w = new float[p.weightElements()];
                for (String algorithm : acceptingBesidesTheReference(p)) {
                    try (WeightGradientPlan plan = weightPlan(gradients(p, 1).algorithm(algorithm), p)) {
                        assertThat(Allocation.leastOf(WARM_UP_RUNS / 10, () -> plan.run(x, g, w, null)))
                                .as("bytes allocated in a warm run of %s", plan)
                                .isZero();
                    }
                }
            }
        }
    }

    private Gradients gradients(ConvProblem p, int jobs) {
        Planner.Builder planner = Planner.builder().precision(p.precision()).blocking(blocking(p));
        return (jobs == 1 ? planner : planner.scheduler(scheduler(jobs)))
                .build()
                .gradients()
                .accumulate(p.accumulate());
    }

    private static TransposePlan inputPlan(Gradients gradients, ConvProblem p, float[] weights) {
        return gradients.input(Problems.conv(p), p.src(), weights);
    }

    private static WeightGradientPlan weightPlan(Gradients gradients, ConvProblem p) {
        return gradients.weights(Problems.conv(p), p.src(), p.type());
    }

    private List<String> acceptingInput(ConvProblem p) {
        Gradients gradients = gradients(p, 1);
        List<String> names = new ArrayList<>();
        for (Explanation.Answer answer :
                gradients.explainInput(Problems.conv(p), p.src(), p.type()).answers()) {
            if (answer.accepted()) {
                names.add(answer.algorithm());
            } else {
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                inputPlan(gradients.algorithm(answer.algorithm()), p, new float[p.weightElements()]))
                        .withMessageContaining(answer.reason());
            }
        }
        return names;
    }

    private List<String> acceptingWeights(ConvProblem p) {
        Gradients gradients = gradients(p, 1);
        List<String> names = new ArrayList<>();
        for (Explanation.Answer answer :
                gradients.explainWeights(Problems.conv(p), p.src(), p.type()).answers()) {
            if (answer.accepted()) {
                names.add(answer.algorithm());
            } else {
                assertThat(answer.reason()).isNotBlank();
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> weightPlan(gradients.algorithm(answer.algorithm()), p))
                        .withMessageContaining(answer.reason());
            }
        }
        return names;
    }

    /** What the others are compared with would take most of the time. */
    private List<String> acceptingBesidesTheReference(ConvProblem p) {
        List<String> names = acceptingWeights(p);
        names.remove("reference");
        return names;
    }

    private static float[] held(int elements, boolean accumulate) {
        if (accumulate) {
            return TensorsFloat.integers(elements, 99);
        }
        float[] held = new float[elements];
        Arrays.fill(held, Float.NaN);
        return held;
    }

    private static Shape weightShape(ConvProblem p) {
        return Shape.nchw(p.k(), p.groupC(), p.window().r(), p.window().s());
    }

    private static double[] allowed(long terms, double[] magnitude, float[] reference) {
        double[] allowed = new double[reference.length];
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(DType.FLOAT32, terms, magnitude[i], reference[i]);
        }
        return allowed;
    }

    /** Where precision is fast, an algorithm that transforms tiles rounds relative to the largest numbers within reach. */
    private static double[] allowedOfWeights(
            ConvProblem p, int reach, double factor, float[] x, float[] g, float[] held, float[] reference) {
        Window w = p.window();
        Shape src = p.src();
        double[] largestX = TensorsFloat.abs(x);
        double[] largestG = TensorsFloat.abs(g);
        ConvProblem wide = p;
        if (reach > 0) {
            int h = src.h() + w.padTop() + w.padBottom();
            Shape padded = new Shape(src.layout(), src.n(), src.c(), h, src.w() + w.padLeft() + w.padRight());
            largestX = ExpectedFloat.largest(src, largestX, padded, w.padTop(), w.padLeft(), reach);
            largestG = ExpectedFloat.largest(p.dst(), largestG, p.dst(), 0, 0, reach);
            wide = new ConvProblem(
                    padded,
                    p.k(),
                    w.withPadding(0, 0, 0, 0),
                    p.groups(),
                    p.type(),
                    Activation.NONE,
                    p.precision(),
                    p.accumulate());
        }
        double[] magnitude = TensorsFloat.abs(held);
        ReferenceConvDouble.weightGradient(wide, largestX, largestG, magnitude, p.accumulate());
        for (int i = 0; i < magnitude.length; i++) {
            magnitude[i] *= factor;
        }
        return allowed((long) src.n() * p.outH() * p.outW() + 1, magnitude, reference);
    }

    private static float[] run(TransposePlan plan, float[] src, float[] held) {
        float[] kept = src.clone();
        float[] dst = held.clone();
        plan.run(src, dst);
        assertThat(src).as("the source of %s", plan).isEqualTo(kept);
        return dst;
    }

    private static float[] run(WeightGradientPlan plan, float[] x, float[] g, float[] held, float[] bias) {
        float[] keptX = x.clone();
        float[] keptG = g.clone();
        float[] gradient = held.clone();
        plan.run(x, g, gradient, bias);
        assertThat(x).as("the input of %s", plan).isEqualTo(keptX);
        assertThat(g).as("the output's gradient of %s", plan).isEqualTo(keptG);
        return gradient;
    }

    private static double[] forward(ConvProblem p, float[] x, float[] w) {
        double[] y = new double[p.dst().elements()];
        ReferenceConvDouble.forward(p, doubles(x), 0, doubles(w), null, y, 0);
        return y;
    }

    private static double[] doubles(float[] tensor) {
        double[] doubles = new double[tensor.length];
        for (int i = 0; i < tensor.length; i++) {
            doubles[i] = tensor[i];
        }
        return doubles;
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
