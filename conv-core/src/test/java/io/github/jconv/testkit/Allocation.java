package io.github.jconv.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread allocates on the heap. */
public final class Allocation {
    private Allocation() {}

    /**
     * The least a call allocates once it is warm, hoped to be nothing.
     *
     * @param mostCalls when to give up
     * @param call what to measure
     * @return bytes of the call that allocated least
     */
    public static long leastOf(int mostCalls, Runnable call) {
        return leastOf(mostCalls, 0, call);
    }

    /**
     * The least a call allocates once it is warm. Until C2 has compiled a vector kernel its vectors are objects, so the
     * call is repeated until one allocates no more than is allowed.
     *
     * @param mostCalls when to give up
     * @param enough bytes below which nobody asks further
     * @param call what to measure
     * @return bytes of the call that allocated least
     */
    public static long leastOf(int mostCalls, long enough, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < mostCalls && least > enough; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            call.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
