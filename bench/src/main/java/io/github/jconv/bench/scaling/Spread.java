package io.github.jconv.bench.scaling;

import java.util.Arrays;

/**
 * What many samples say.
 *
 * @param low a tenth of them are less
 * @param median the middle one
 * @param high a tenth of them are more
 */
public record Spread(double low, double median, double high) {

    static Spread of(double... samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Spread(sorted[last / 10], sorted[last / 2], sorted[last - last / 10]);
    }

    /** Of quotients of two things that took turns. */
    static Spread ofRatios(double[] numerators, double[] denominators) {
        double[] ratios = new double[numerators.length];
        Arrays.setAll(ratios, i -> numerators[i] / denominators[i]);
        return of(ratios);
    }

    /**
     * In another unit.
     *
     * @param factor what all are multiplied by
     * @return the products
     */
    public Spread times(double factor) {
        return new Spread(factor * low, factor * median, factor * high);
    }
}
