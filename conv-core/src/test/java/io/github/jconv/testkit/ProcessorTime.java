package io.github.jconv.testkit;

import java.lang.management.ManagementFactory;
import java.util.Collection;

/** How long threads have run on a processor. */
public final class ProcessorTime {

    private ProcessorTime() {}

    /** Nanoseconds of all that are alive. */
    public static long of(Collection<Thread> threads) {
        var beans = ManagementFactory.getThreadMXBean();
        return threads.stream()
                .mapToLong(thread -> Math.max(0, beans.getThreadCpuTime(thread.threadId())))
                .sum();
    }
}
