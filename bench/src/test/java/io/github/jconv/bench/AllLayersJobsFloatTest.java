package io.github.jconv.bench;

import io.github.jconv.parallel.ForkJoinScheduler;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.testkit.JobsContractFloat;
import java.util.concurrent.ForkJoinPool;

/** Every algorithm of every layer on the ForkJoin scheduler. */
class AllLayersJobsFloatTest extends JobsContractFloat {

    @Override
    protected Scheduler scheduler(ForkJoinPool pool, int jobs) {
        return new ForkJoinScheduler(pool, jobs, 0);
    }
}
