package io.github.jconv.spi;

/** What a module of schedulers registers with {@link java.util.ServiceLoader}. */
public interface SchedulerProvider {

    /**
     * A scheduler for a number of threads.
     *
     * @param jobs at least 2
     * @return the scheduler; it needs no closing
     */
    Scheduler create(int jobs);

    /**
     * A scheduler that leaves small tasks to the calling thread.
     *
     * @param jobs at least 2
     * @param cutoff effort, in multiply-adds, under which it does so, as a profile measured it
     * @return the scheduler; where a provider has no cutoff, the one of {@link #create(int)}
     */
    default Scheduler create(int jobs, long cutoff) {
        return create(jobs);
    }
}
