package io.github.jconv;

import io.github.jconv.events.Fallback;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SchedulerProvider;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.tuning.Cutoff;
import io.github.jconv.tuning.Profile;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;

/** Schedulers by the number of jobs. */
final class Schedulers {

    private static final System.Logger LOG = System.getLogger("io.github.jconv");

    /** Whether it was said that no scheduler is on the path: one line a virtual machine. */
    private static final AtomicBoolean MISSED = new AtomicBoolean();

    private Schedulers() {}

    /**
     * The scheduler on the path, or the calling thread where one job is enough or there is none.
     *
     * @param measured may hold a cutoff for so many jobs
     */
    static Scheduler forJobs(int jobs, Profile measured) {
        int threads = Machine.current().threads(jobs);
        if (threads == 1) {
            return SerialScheduler.INSTANCE;
        }
        Optional<SchedulerProvider> provider = ServiceLoader.load(
                        SchedulerProvider.class, SchedulerProvider.class.getClassLoader())
                .findFirst();
        if (provider.isPresent()) {
            Cutoff cutoff = measured.cutoff(threads);
            return cutoff == null
                    ? provider.get().create(threads)
                    : provider.get().create(threads, cutoff.effort());
        }
        String reason = threads + " jobs were asked for but only 1 can run: no scheduler is on the path;"
                + " add the module io.github.jconv.parallel";
        Fallback.taken(reason);
        if (MISSED.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, reason);
        }
        return SerialScheduler.INSTANCE;
    }
}
