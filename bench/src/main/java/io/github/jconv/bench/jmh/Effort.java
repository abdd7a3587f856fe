package io.github.jconv.bench.jmh;

/**
 * How much time a benchmark gets.
 *
 * @param forks fresh virtual machines, because each compiles a little differently
 * @param warmUps iterations before measuring
 * @param warmUpMillis how long each takes
 * @param measurements iterations that count
 * @param measurementMillis how long each takes
 */
public record Effort(int forks, int warmUps, int warmUpMillis, int measurements, int measurementMillis) {
    /** Starting a virtual machine, computing the reference and verifying. */
    private static final double FORK_SECONDS = 1.2;

    /** Trustworthy to a few per cent. */
    public static final Effort FULL = new Effort(2, 2, 1000, 3, 1000);

    /** Shows the order of magnitude. */
    public static final Effort QUICK = new Effort(2, 2, 700, 3, 200);

    /** A call in each of some fresh virtual machines. */
    static final Effort FIRST_CALLS = new Effort(7, 0, 1, 1, 1);

    /** Everything in the virtual machine that asks: for tests, whose figures nobody reads. */
    static final Effort HERE = new Effort(0, 0, 1, 1, 1);

    double seconds() {
        return forks * (FORK_SECONDS + (warmUps * warmUpMillis + measurements * measurementMillis) / 1000.0);
    }
}
