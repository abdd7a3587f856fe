package io.github.jconv.bench.record;

import java.util.Arrays;

/**
 * A median and where the true one lies with 95 % confidence, whatever the distribution: between two of the samples,
 * counted from the ends. Fewer than 6 samples cannot give as much; then it is from the least to the largest, which holds
 * 94 % for 5 samples and 75 % for 3.
 *
 * @param low the lower end
 * @param median the middle
 * @param high the upper end
 */
public record Interval(double low, double median, double high) {

    /** On each side. */
    private static final double DOUBT = 0.025;

    /**
     * From samples.
     *
     * @param samples at least one
     * @return their median and its interval
     */
    public static Interval of(double... samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int outside = outside(sorted.length);
        return new Interval(sorted[outside], Timing.median(sorted), sorted[sorted.length - 1 - outside]);
    }

    /** How many samples at each end lie outside: the most for which so few heads in as many throws are doubtful. */
    private static int outside(int samples) {
        double exactly = Math.pow(0.5, samples);
        double atMost = exactly;
        int heads = 0;
        while (atMost <= DOUBT && heads <= samples / 2) {
            heads++;
            exactly *= (double) (samples - heads + 1) / heads;
            atMost += exactly;
        }
        return Math.max(0, heads - 1);
    }

    /**
     * A sum. What disturbs one layer of a run mostly disturbs the next, so that the ends add up like the medians; as if the
     * layers were independent, a slow day would pass for a certain change.
     *
     * @param other the other summand
     * @param times how often it is added
     * @return medians added, and ends
     */
    public Interval plus(Interval other, int times) {
        return new Interval(low + times * other.low, median + times * other.median, high + times * other.high);
    }
}
