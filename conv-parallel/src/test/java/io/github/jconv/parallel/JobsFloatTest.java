package io.github.jconv.parallel;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.testkit.JobsContractFloat;
import java.util.concurrent.ForkJoinPool;

/** The portable loops and the reference on the ForkJoin scheduler; bench has the same with the vector kernels. */
class JobsFloatTest extends JobsContractFloat {

    @Override
    protected Scheduler scheduler(ForkJoinPool pool, int jobs) {
        return new ForkJoinScheduler(pool, jobs, 0);
    }
}
