package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Gradients;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolGradientPlan;
import io.github.jconv.PoolPlan;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.TransposePlan;
import io.github.jconv.WeightGradientPlan;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.TileTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Every algorithm gives the same bits for every number of jobs. */
public abstract class JobsContractFloat {

    /** Runs until a plan must have stopped allocating: enough for C2 to have compiled any kernel. */
    private static final int WARM_UP_RUNS = 5_000;

    private static final int CALLERS = 24;

    /**
     * A scheduler that shares even the smallest task.
     *
     * @param pool where workers come from
     * @param jobs 2 or more
     * @return the scheduler
     */
    protected abstract Scheduler scheduler(ForkJoinPool pool, int jobs);

    private Scheduler scheduler(int jobs) {
        return scheduler(ForkJoinPool.commonPool(), jobs);
    }

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Arbitraries.oneOf(Problems.of(DType.FLOAT32), Problems.threeByThree(DType.FLOAT32))
                .map(p -> Problems.with(p, p.activation(), Precision.FAST)); // every algorithm takes part
    }

    @Property(tries = 100)
    void everyNumberOfJobsGivesTheSameBits(
            @ForAll("problems") ConvProblem p, @ForAll @IntRange(min = 2, max = 7) int jobs, @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        float[] b = TensorsFloat.random(p.k(), seed + 2);
        for (Explanation.Answer answer :
                fast().build().explain(Problems.conv(p), p.src(), p.type()).answers()) {
            if (answer.accepted()) {
                Planner.Builder settings = fast().algorithm(answer.algorithm())
                        .blocking(seed % 2 == 0 ? Blocking.DEFAULT : Blockings.of(p));
                float[] alone = run(settings.build(), p, x, w, b);
                float[] shared = run(settings.scheduler(scheduler(jobs)).build(), p, x, w, b);
                String what = answer.algorithm() + " with " + jobs + " jobs: " + p;
                CompareFloat.bitwise(what, p.dst(), alone, shared);
            }
        }
    }

    /** Sums are split by the problem, not by the jobs. */
    @Property(tries = 60)
    void gradientsHaveTheSameBits(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        ConvProblem p = Problems.with(any, Activation.NONE, Precision.FAST);
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] g = TensorsFloat.random(p.dst().elements(), seed + 1);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 2);
        float[] gradX = new float[x.length];
        float[] gradW = new float[w.length];
        float[] gradB = new float[p.k()];
        for (int jobs = 1; jobs <= 3; jobs++) {
            Gradients gradients = fast().scheduler(jobs == 1 ? SerialScheduler.INSTANCE : scheduler(jobs))
                    .build()
                    .gradients();
            float[] jobsX = new float[x.length];
            float[] jobsW = new float[w.length];
            float[] jobsB = new float[p.k()];
            try (TransposePlan plan = gradients.input(Problems.conv(p), p.src(), w)) {
                plan.run(g, jobsX);
            }
            try (WeightGradientPlan plan = gradients.weights(Problems.conv(p), p.src(), p.type())) {
                plan.run(x, g, jobsW, jobsB);
            }
            if (jobs == 1) {
                gradX = jobsX;
                gradW = jobsW;
                gradB = jobsB;
            }
            String what = jobs + " jobs: " + p;
            CompareFloat.bitwise(what + ", by the input", p.src(), gradX, jobsX);
            CompareFloat.bitwise(what + ", by the weights", Shape.nchw(1, 1, 1, w.length), gradW, jobsW);
            CompareFloat.bitwise(what + ", by the bias", Shape.nchw(1, 1, 1, p.k()), gradB, jobsB);
        }
    }

    @Provide
    Arbitrary<PoolCases.Case> poolings() {
        return PoolCases.any();
    }

    /** Poolings and their gradients: no element's sum depends on the tiles. */
    @Property(tries = 60)
    void poolingsHaveTheSameBits(@ForAll("poolings") PoolCases.Case c, @ForAll boolean accumulate, @ForAll long seed) {
        boolean max = c.pool().kind() == Pool2d.Kind.MAX;
        float[] x = TensorsFloat.random(c.src().elements(), seed);
        float[] g = TensorsFloat.random(c.pool().outputShape(c.src()).elements(), seed + 1);
        float[] alone = new float[g.length];
        float[] aloneX = new float[x.length];
        for (int jobs = 1; jobs <= 3; jobs++) {
            Planner planner = fast().scheduler(jobs == 1 ? SerialScheduler.INSTANCE : scheduler(jobs))
                    .build();
            float[] y = new float[g.length];
            int[] indices = new int[g.length];
            float[] gradX = x.clone();
            try (PoolPlan forward = max
                            ? planner.planWithIndices(c.pool(), c.src(), DType.FLOAT32)
                            : planner.plan(c.pool(), c.src(), DType.FLOAT32);
                    PoolGradientPlan backward =
                            planner.gradients().accumulate(accumulate).pool(c.pool(), c.src(), DType.FLOAT32)) {
                if (max) {
                    forward.run(x, y, indices);
                    backward.run(g, indices, gradX);
                } else if (c.pool().kind() == Pool2d.Kind.LP) {
                    forward.run(x, y);
                    backward.run(g, x, y, gradX);
                } else {
                    forward.run(x, y);
                    backward.run(g, gradX);
                }
            }
            alone = jobs == 1 ? y : alone;
            aloneX = jobs == 1 ? gradX : aloneX;
            CompareFloat.bitwise(jobs + " jobs: " + c, c.pool().outputShape(c.src()), alone, y);
            CompareFloat.bitwise(jobs + " jobs, gradient: " + c, c.src(), aloneX, gradX);
        }
    }

    /** A scheduler under a plan whose tiles are cut for another number of jobs: finer ones, down to the smallest. */
    private record CutFor(int jobs, Scheduler scheduler) implements Scheduler {

        @Override
        public void run(TileTask task) {
            scheduler.run(task);
        }

        @Override
        public String name() {
            return scheduler.name();
        }
    }

    @Property(tries = 50)
    void everyPoolAndTileSizeGivesTheSameBits(
            @ForAll("problems") ConvProblem p,
            @ForAll @IntRange(min = 2, max = 5) int jobs,
            @ForAll @IntRange(min = 1, max = 4) int poolSize,
            @ForAll @IntRange(min = 1, max = 60) int cutFor,
            @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        try (ForkJoinPool pool = new ForkJoinPool(poolSize)) {
            Scheduler finer = new CutFor(Math.max(jobs, cutFor), scheduler(pool, jobs));
            for (Explanation.Answer answer :
                    fast().build().explain(Problems.conv(p), p.src(), p.type()).answers()) {
                if (answer.accepted()) {
                    Planner.Builder settings = fast().algorithm(answer.algorithm());
                    float[] alone = run(settings.build(), p, x, w, null);
                    float[] shared = run(settings.scheduler(finer).build(), p, x, w, null);
                    String what = answer.algorithm() + " with " + jobs + " jobs on " + poolSize + ", cut for "
                            + finer.jobs() + ": " + p;
                    CompareFloat.bitwise(what, p.dst(), alone, shared);
                }
            }
        }
    }

    /** Callers of every kind at once: virtual threads, and the pool's own workers, whose runs are inside of its work. */
    @Property(tries = 30)
    void manyCallersOfOnePlanGetTheSameBits(
            @ForAll("problems") ConvProblem p, @ForAll @IntRange(min = 1, max = 4) int poolSize, @ForAll long seed)
            throws InterruptedException, ExecutionException {
        float[] w = TensorsFloat.random(p.weightElements(), seed);
        List<float[]> inputs = new ArrayList<>();
        List<float[]> alone = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            inputs.add(TensorsFloat.random(p.src().elements(), seed + i));
            alone.add(run(fast().build(), p, inputs.get(i), w, null));
        }
        try (ForkJoinPool pool = new ForkJoinPool(poolSize);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
                ConvPlan plan = fast().scheduler(scheduler(pool, 3)).build().plan(Problems.conv(p), p.src(), w, null)) {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                float[] x = inputs.get(i % inputs.size());
                ExecutorService callers = i % 2 == 0 ? pool : virtual;
                results.add(callers.submit(() -> {
                    float[] y = TensorsFloat.held(p);
                    plan.run(x, y);
                    return y;
                }));
            }
            for (int i = 0; i < CALLERS; i++) {
                CompareFloat.bitwise(
                        plan + ": " + p,
                        p.dst(),
                        alone.get(i % inputs.size()),
                        results.get(i).get());
            }
        }
    }

    /** Neither the tiles, on any thread, nor handing them out allocates anything. */
    @Example
    void aWarmRunAllocatesNothing() {
        int jobs = 3;
        TileAllocation measured = new TileAllocation(scheduler(jobs));
        for (Layout layout : Layout.values()) {
            Conv2d conv = Conv2d.of(3, 17, 3).padding(1);
            Shape src = new Shape(layout, 8, 3, 17, 19);
            float[] x = TensorsFloat.random(src.elements(), 1);
            float[] w = TensorsFloat.random(conv.weightElements(), 2);
            for (Explanation.Answer answer :
                    fast().build().explain(conv, src, DType.FLOAT32).answers()) {
                if (!answer.accepted()) {
                    continue;
                }
                Planner.Builder settings = fast().algorithm(answer.algorithm());
                try (ConvPlan plan = settings.scheduler(measured).build().plan(conv, src, w, null);
                        ConvPlan plain =
                                settings.scheduler(scheduler(jobs)).build().plan(conv, src, w, null)) {
                    float[] y = new float[plan.dstShape().elements()];
                    assertThat(measured.leastOf(WARM_UP_RUNS, () -> plan.run(x, y)))
                            .as("bytes the tiles of a warm run allocate on all threads: %s", plan)
                            .isZero();
                    assertThat(Allocation.leastOf(WARM_UP_RUNS, () -> plain.run(x, y)))
                            .as("bytes the calling thread allocates in a warm run of %s", plain)
                            .isZero();
                }
            }
        }
    }

    private static Planner.Builder fast() {
        return Planner.builder().precision(Precision.FAST);
    }

    private static float[] run(Planner planner, ConvProblem p, float[] x, float[] w, float[] b) {
        try (ConvPlan plan = planner.plan(Problems.conv(p), p.src(), w, b)) {
            float[] y = TensorsFloat.held(p);
            plan.run(x, y);
            return y;
        }
    }
}
