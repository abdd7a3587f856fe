package io.github.jconv.parallel;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SchedulerProvider;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;

/**
 * What {@code Planner.builder().jobs(n)} finds: a scheduler on the common pool. The system property {@code jconv.spin}
 * sets its spin time in microseconds.
 */
public final class ForkJoinProvider implements SchedulerProvider {

    /** The system property. */
    static final String SPIN = "jconv.spin";

    /** Called by the service loader. */
    public ForkJoinProvider() {}

    @Override
    public Scheduler create(int jobs) {
        return create(jobs, ForkJoinScheduler.CUTOFF);
    }

    @Override
    public Scheduler create(int jobs, long cutoff) {
        ForkJoinScheduler scheduler = new ForkJoinScheduler(ForkJoinPool.commonPool(), jobs, cutoff);
        String micros = System.getProperty(SPIN);
        return micros == null ? scheduler : scheduler.spin(spin(micros));
    }

    private static Duration spin(String micros) {
        try {
            return Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1000L));
        } catch (ArithmeticException | NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    SPIN + " is " + micros + " but needs a whole number of microseconds", noNumber);
        }
    }
}
