package io.github.jconv.bench.peers;

import io.github.jconv.bench.record.Timing;

/**
 * What a contender needed for one piece of work.
 *
 * @param contender who
 * @param detail what the library chose, or why there are no samples
 * @param wallNanos a run's time by the clock, a sample a round
 * @param cpuNanos a run's processor time on the thread that called, a sample a round
 */
record Timed(Contender contender, String detail, double[] wallNanos, double[] cpuNanos) {

    static Timed none(Contender contender, String reason) {
        return new Timed(contender, reason, new double[0], new double[0]);
    }

    boolean done() {
        return wallNanos.length > 0;
    }

    /**
     * The samples that count: on one thread its processor time, which other programs on the machine disturb less; on
     * several the clock.
     */
    double[] nanos(int jobs) {
        return jobs == 1 ? cpuNanos : wallNanos;
    }

    /** The median in microseconds; NaN where there is none. */
    double micros(int jobs) {
        return done() ? Timing.median(nanos(jobs)) / 1e3 : Double.NaN;
    }

    /** The median by the clock; NaN where there is none. */
    double wallMicros() {
        return done() ? Timing.median(wallNanos) / 1e3 : Double.NaN;
    }
}
