package io.github.jconv.bench.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What measurements of the same code differ by (A/A): two plans of the same layer in one process, or the same benchmark in
 * two virtual machines. Nine pairs of ten differ by less.
 */
public final class Noise {

    /** What a record is taken to have that did not measure it. */
    public static final double UNKNOWN = 0.05;

    private static final double QUANTILE = 0.9;

    private final List<Double> differences = new ArrayList<>();

    /** No pair yet. */
    public Noise() {}

    /**
     * Adds a pair; one that lacks a time is left out.
     *
     * @param one a median
     * @param other the other
     */
    public void pair(double one, double other) {
        double difference = Math.abs(Math.log(one / other));
        if (Double.isFinite(difference)) {
            differences.add(difference);
        }
    }

    /**
     * How many pairs there are.
     *
     * @return their number
     */
    public int pairs() {
        return differences.size();
    }

    /**
     * The figure.
     *
     * @return the difference as a part of the time; NaN without a pair
     */
    public double value() {
        if (differences.isEmpty()) {
            return Double.NaN;
        }
        double[] sorted = differences.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return Math.expm1(sorted[(int) Math.ceil(QUANTILE * sorted.length) - 1]);
    }
}
