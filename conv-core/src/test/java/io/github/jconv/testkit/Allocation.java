package io.github.jconv.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** What the calling thread allocates on the heap. */
public final class Allocation {

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private Allocation() {}

    /**
     * The least a call allocates once it is warm, hoped to be nothing.
     *
     * @param mostCalls when to give up, though not within 20 seconds
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
     * @param mostCalls when to give up, though not within 20 seconds
     * @param enough bytes below which nobody asks further
     * @param call what to measure
     * @return bytes of the call that allocated least
     */
    public static long leastOf(int mostCalls, long enough, Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return leastOf(mostCalls, enough, () -> {
            long before = threads.getCurrentThreadAllocatedBytes();
            call.run();
            return threads.getCurrentThreadAllocatedBytes() - before;
        });
    }

    /** The least of what calls say they allocated. On a busy machine C2 needs time more than it needs calls. */
    static long leastOf(int mostCalls, long enough, LongSupplier bytesOfACall) {
        long patience = System.nanoTime() + PATIENCE_NANOS;
        long least = Long.MAX_VALUE;
        for (int i = 0; (i < mostCalls || System.nanoTime() < patience) && least > enough; i++) {
            least = Math.min(least, bytesOfACall.getAsLong());
        }
        return least;
    }
}
