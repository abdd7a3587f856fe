package io.github.jconv.testkit;

import io.github.jconv.ConvPlan;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.spi.Scheduler;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Every algorithm gives the same bits for every number of jobs. */
public abstract class JobsContractFloat {

    /**
     * A scheduler that shares even the smallest task.
     *
     * @param jobs 2 or more
     * @return the scheduler
     */
    protected abstract Scheduler scheduler(int jobs);

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Problems.of(DType.FLOAT32);
    }

    @Property(tries = 100)
    void everyNumberOfJobsGivesTheSameBits(
            @ForAll("problems") ConvProblem p, @ForAll @IntRange(min = 2, max = 7) int jobs, @ForAll long seed) {
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] w = TensorsFloat.random(p.weightElements(), seed + 1);
        float[] b = TensorsFloat.random(p.k(), seed + 2);
        for (Explanation.Answer answer :
                Planner.serial().explain(Problems.conv(p), p.src(), p.type()).answers()) {
            if (answer.accepted()) {
                Planner.Builder settings = Planner.builder().algorithm(answer.algorithm());
                float[] alone = run(settings.build(), p, x, w, b);
                float[] shared = run(settings.scheduler(scheduler(jobs)).build(), p, x, w, b);
                String what = answer.algorithm() + " with " + jobs + " jobs: " + p;
                CompareFloat.bitwise(what, p.dst(), alone, shared);
            }
        }
    }

    private static float[] run(Planner planner, ConvProblem p, float[] x, float[] w, float[] b) {
        try (ConvPlan plan = planner.plan(Problems.conv(p), p.src(), w, b)) {
            float[] y = new float[p.dst().elements()];
            Arrays.fill(y, Float.NaN);
            plan.run(x, y);
            return y;
        }
    }
}
