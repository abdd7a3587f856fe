package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.spi.Scheduler;
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

    /** A seat and its share of what the run keeps, a few objects of some tens of bytes. */
    private static final int BYTES_A_JOB = 128;

    /**
     * A scheduler that shares even the smallest task.
     *
     * @param jobs 2 or more
     * @return the scheduler
     */
    protected abstract Scheduler scheduler(int jobs);

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
                Planner.Builder settings = fast().algorithm(answer.algorithm());
                float[] alone = run(settings.build(), p, x, w, b);
                float[] shared = run(settings.scheduler(scheduler(jobs)).build(), p, x, w, b);
                String what = answer.algorithm() + " with " + jobs + " jobs: " + p;
                CompareFloat.bitwise(what, p.dst(), alone, shared);
            }
        }
    }

    /** The tiles allocate nothing on any thread, and handing them out costs the caller a few objects a job. */
    @Example
    void aWarmRunAllocatesAFewObjectsAJob() {
        int jobs = 3;
        long allowed = (long) BYTES_A_JOB * jobs;
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
                    assertThat(Allocation.leastOf(WARM_UP_RUNS, allowed, () -> plain.run(x, y)))
                            .as("bytes the calling thread allocates in a warm run of %s", plain)
                            .isLessThanOrEqualTo(allowed);
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
