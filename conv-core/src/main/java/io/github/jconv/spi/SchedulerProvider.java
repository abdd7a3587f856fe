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
}
