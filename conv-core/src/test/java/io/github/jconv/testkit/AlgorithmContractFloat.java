package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * What every algorithm in the planner's table keeps, each asked for by name. Where one declines it says why, and is not
 * run.
 */
public abstract class AlgorithmContractFloat {

    /** Runs until a plan must have stopped allocating: enough for C2 to have compiled any kernel. */
    private static final int WARM_UP_RUNS = 50_000;

    /**
     * Which algorithms to run.
     *
     * @return the whole table, unless a subclass picks
     */
    protected List<String> algorithms() {
        return Planner.algorithms();
    }

    /**
     * The planner's settings besides algorithm and precision.
     *
     * @param p the problem, with any number of images
     * @return the defaults, unless a subclass has other ones
     */
    protected Planner.Builder planner(ConvProblem p) {
        return Planner.builder();
    }

    /**
     * What to run.
     *
     * @return problems of all kinds, unless a subclass picks
     */
    @Provide
    protected Arbitrary<ConvProblem> problems() {
        return Problems.of(DType.FLOAT32);
    }

    @Property(tries = 150)
    void smallIntegersAreExact(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.onIntegers(any);
        float[] x = TensorsFloat.integers(p.src().elements(), seed);
        float[] w = TensorsFloat.integers(p.weightElements(), seed + 1);
        float[] b = seed % 3 == 0 ? null : TensorsFloat.integers(p.k(), seed + 2);
        float[] reference = ExpectedFloat.of(p, x, w, b).reference();
        everyPlan(p, w, b, plan -> CompareFloat.exact(plan, plan.dstShape(), reference, run(plan, x)));
    }

    @Property(tries = 150)
    void randomNumbersStayWithinTheBound(
            @ForAll("problems") ConvProblem any, @ForAll long seed, @ForAll Precision precision) {
        ConvProblem p = Problems.with(any, any.activation(), precision);
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        float[] b = seed % 3 == 0 ? null : TensorsFloat.random(p.k(), seed + 2);
        ExpectedFloat expected = ExpectedFloat.of(p, x, w, b);
        everyPlan(p, w, b, plan -> {
            double[] allowed = expected.allowed(plan.algorithm());
            CompareFloat.within(plan, plan.dstShape(), expected.reference(), allowed, run(plan, x));
        });
    }

    @Property(tries = 150)
    void runsAndPlansGiveTheSameBits(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        everyPlan(p, w, null, plan -> {
            float[] first = run(plan, x);
            CompareFloat.bitwise(plan, plan.dstShape(), first, run(plan, x));
            float[] exactlyAsLong = TensorsFloat.held(p); // where guard zones would hide a look beyond the end
            plan.run(x, exactlyAsLong);
            CompareFloat.bitwise(plan, plan.dstShape(), first, exactlyAsLong);
            try (ConvPlan twin = plan(p, plan.algorithm(), w, null)) {
                CompareFloat.bitwise(plan, plan.dstShape(), first, run(twin, x));
                assertThat(twin.describe()).isEqualTo(plan.describe());
            }
        });
    }

    @Property(tries = 60)
    void aPlanKeepsItsOwnWeights(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        float[] b = TensorsFloat.random(p.k(), seed + 2);
        ExpectedFloat expected = ExpectedFloat.of(p, x, w, b);
        for (String algorithm : accepting(p)) {
            float[] weights = w.clone();
            float[] bias = b.clone();
            try (ConvPlan plan = plan(p, algorithm, weights, bias)) {
                assertThat(weights).as("weights after planning %s", plan).isEqualTo(w);
                assertThat(bias).as("bias after planning %s", plan).isEqualTo(b);
                Arrays.fill(weights, Float.NaN);
                Arrays.fill(bias, Float.NaN);
                double[] allowed = expected.allowed(algorithm);
                CompareFloat.within(plan, plan.dstShape(), expected.reference(), allowed, run(plan, x));
            }
        }
    }

    /** Under STRICT the non-finite outputs are the reference's, element by element. */
    @Property(tries = 120)
    void nanAndInfinityReachWhereTheReferenceSays(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.with(any, any.activation(), Precision.STRICT);
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        SplittableRandom random = new SplittableRandom(seed);
        poison(x, random);
        if (random.nextInt(4) == 0) {
            poison(w, random); // meets the padding as well: infinity times zero
        }
        ExpectedFloat expected = ExpectedFloat.of(p, x, w, null);
        everyPlan(p, w, null, plan -> {
            double[] allowed = expected.allowed(plan.algorithm());
            CompareFloat.within(plan, plan.dstShape(), expected.reference(), allowed, run(plan, x));
        });
    }

    private static void poison(float[] tensor, SplittableRandom random) {
        float[] poisons = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (int i = 0; i < 2 && tensor.length > 0; i++) {
            tensor[random.nextInt(tensor.length)] = poisons[random.nextInt(poisons.length)];
        }
    }

    @Property(tries = 40)
    void segmentsGiveTheBitsOfArrays(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        everyPlan(p, w, null, plan -> {
            float[] expected = run(plan, x);
            float[] y = TensorsFloat.held(p);
            plan.run(MemorySegment.ofArray(x), MemorySegment.ofArray(y));
            CompareFloat.bitwise(plan + " on heap segments", plan.dstShape(), expected, y);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment src = arena.allocateFrom(ValueLayout.JAVA_FLOAT, x);
                MemorySegment dst = arena.allocateFrom(ValueLayout.JAVA_FLOAT, TensorsFloat.held(p));
                plan.run(src, dst);
                float[] copied = dst.toArray(ValueLayout.JAVA_FLOAT);
                CompareFloat.bitwise(plan + " on native segments", plan.dstShape(), expected, copied);
                y = TensorsFloat.held(p);
                plan.run(src, MemorySegment.ofArray(y));
                CompareFloat.bitwise(plan + " from native to heap", plan.dstShape(), expected, y);
            }
        });
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void manyThreadsMayRunOnePlan(@ForAll("problems") ConvProblem p, @ForAll long seed) throws Exception {
        float[] w = TensorsFloat.random(p.weightElements(), seed);
        List<float[]> inputs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            inputs.add(TensorsFloat.random(p.src().elements(), seed + i));
        }
        for (String algorithm : accepting(p)) {
            try (ConvPlan plan = plan(p, algorithm, w, null);
                    ExecutorService threads = Executors.newFixedThreadPool(inputs.size())) {
                List<Callable<float[]>> calls = new ArrayList<>();
                for (int i = 0; i < 4 * inputs.size(); i++) {
                    float[] x = inputs.get(i % inputs.size());
                    calls.add(() -> run(plan, x));
                }
                List<Future<float[]>> results = threads.invokeAll(calls);
                for (int i = 0; i < results.size(); i++) {
                    float[] alone = run(plan, inputs.get(i % inputs.size()));
                    CompareFloat.bitwise(
                            plan, plan.dstShape(), alone, results.get(i).get());
                }
            }
        }
    }

    @Property(tries = 60)
    void theWorkspaceDoesNotGrowWithTheBatch(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        float[] w = TensorsFloat.random(p.weightElements(), seed);
        for (String algorithm : accepting(p)) {
            try (ConvPlan one = plan(p.withN(1), algorithm, w, null);
                    ConvPlan many = plan(p.withN(50), algorithm, w, null)) {
                assertThat(many.workspaceBytes()).as(many.toString()).isEqualTo(one.workspaceBytes());
            }
        }
    }

    @Example
    void aWarmRunAllocatesNothing() {
        for (Layout layout : Layout.values()) {
            Conv2d conv = Conv2d.of(3, 17, 3).padding(1);
            ConvProblem p = conv.problem(new Shape(layout, 2, 3, 9, 10), DType.FLOAT32, Precision.FAST);
            float[] x = TensorsFloat.random(p.src().elements(), 1);
            everyPlan(p, TensorsFloat.random(p.weightElements(), 2), null, plan -> {
                float[] y = new float[plan.dstShape().elements()];
                long least = Allocation.leastOf(WARM_UP_RUNS, () -> plan.run(x, y));
                assertThat(least)
                        .as("bytes the calling thread allocates in a warm run of %s", plan)
                        .isZero();
            });
        }
    }

    private void everyPlan(ConvProblem p, float[] weights, float[] bias, Consumer<ConvPlan> check) {
        for (String algorithm : accepting(p)) {
            try (ConvPlan plan = plan(p, algorithm, weights, bias)) {
                assertThat(plan.algorithm()).isEqualTo(algorithm);
                check.accept(plan);
            }
        }
    }

    /** The names of the algorithms that say yes; the others must say why not, and say it again when forced. */
    private List<String> accepting(ConvProblem p) {
        Planner planner = planner(p).precision(p.precision()).build();
        Explanation explanation = planner.explain(Problems.conv(p), p.src(), p.type());
        List<String> names = new ArrayList<>();
        for (Explanation.Answer answer : explanation.answers()) {
            if (!algorithms().contains(answer.algorithm())) {
                continue;
            }
            if (answer.accepted()) {
                names.add(answer.algorithm());
            } else {
                assertThat(answer.reason())
                        .as("%s declines %s", answer.algorithm(), p)
                        .isNotBlank();
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> plan(p, answer.algorithm(), new float[p.weightElements()], null))
                        .withMessageContaining(answer.reason());
            }
        }
        return names;
    }

    private ConvPlan plan(ConvProblem p, String algorithm, float[] weights, float[] bias) {
        Planner planner =
                planner(p).algorithm(algorithm).precision(p.precision()).build();
        return planner.plan(Problems.conv(p), p.src(), weights, bias);
    }

    /** Runs between guard zones and checks that nothing but the destination changed. */
    private static float[] run(ConvPlan plan, float[] x) {
        GuardedFloat src = GuardedFloat.source(x);
        GuardedFloat dst = GuardedFloat.destination(TensorsFloat.held(plan.problem()));
        plan.run(src.array(), src.offset(), dst.array(), dst.offset());
        dst.assertMarksIntact(plan);
        CompareFloat.bitwise(plan + ": the source", plan.srcShape(), x, src.values());
        return dst.values();
    }
}
