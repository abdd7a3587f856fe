package io.github.jconv;

import java.time.Duration;

/** Runs something until the compiler has made it as fast as it will be. */
final class WarmUp {

    /** Less than this much faster than the fastest run before is noise. */
    private static final double FASTER = 0.95;

    /** The compiler may take as long over a large method without a sign of it. */
    private static final long LEAST_WAIT_NANOS = 500_000_000;

    private WarmUp() {}

    /** Stops when for half a second, and a third of all the time, no run was faster than those before. */
    static Duration run(Runnable run, Duration atMost) {
        if (Checks.notNull("the time for a warm-up", atMost).isNegative()) {
            throw new IllegalArgumentException("a warm-up may take " + atMost + " but needs at least 0");
        }
        long most = nanos(atMost);
        long start = System.nanoTime();
        long best = Long.MAX_VALUE;
        long improved = 0;
        long now = 0;
        while (now < most && now - improved <= Math.max(LEAST_WAIT_NANOS, improved / 2)) {
            run.run();
            long end = System.nanoTime() - start;
            if (end - now < FASTER * best) {
                best = end - now;
                improved = end;
            }
            now = end;
        }
        return Duration.ofNanos(now);
    }

    private static long nanos(Duration atMost) {
        return atMost.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : atMost.toNanos();
    }

    /** A scratch tensor with numbers of both signs: code that real data will need must not look unused. */
    static float[] floats(int elements) {
        float[] scratch = new float[elements];
        for (int i = 0; i < elements; i++) {
            scratch[i] = i % 7 - 3;
        }
        return scratch;
    }

    static double[] doubles(int elements) {
        double[] scratch = new double[elements];
        for (int i = 0; i < elements; i++) {
            scratch[i] = i % 7 - 3;
        }
        return scratch;
    }
}
