package io.github.jconv.parallel;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SchedulerProvider;
import java.util.concurrent.ForkJoinPool;

/** What {@code Planner.builder().jobs(n)} finds: a scheduler on the common pool. */
public final class ForkJoinProvider implements SchedulerProvider {

    /** Called by the service loader. */
    public ForkJoinProvider() {}

    @Override
    public Scheduler create(int jobs) {
        return new ForkJoinScheduler(ForkJoinPool.commonPool(), jobs);
    }
}
