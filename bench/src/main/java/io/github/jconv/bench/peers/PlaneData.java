package io.github.jconv.bench.peers;

import io.github.jconv.Border;
import io.github.jconv.DType;
import io.github.jconv.Padding;
import io.github.jconv.PlaneFilter;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.numerics.Numerics;
import java.util.SplittableRandom;

/**
 * A square plane and a square filter over it, the same numbers in every process, and the check of what a library makes of
 * them. Around the plane it is mirrored at its outermost elements, which are not repeated.
 *
 * @param size rows and columns of the plane
 * @param k rows and columns of the filter, odd
 * @param x the plane
 * @param filter by rows, not turned
 */
public record PlaneData(int size, int k, float[] x, float[] filter) {

    private static final long SEED = 13;

    /** Elements that are compared, besides the corners. */
    private static final int SAMPLES = 2000;

    /**
     * Makes plane and filter.
     *
     * @param size rows and columns of the plane
     * @param k rows and columns of the filter
     * @return random numbers from -1 to 1
     */
    public static PlaneData of(int size, int k) {
        return new PlaneData(size, k, Tensors.random(size * size, SEED), Tensors.random(k * k, SEED + 1));
    }

    /**
     * The filter's geometry in our own terms.
     *
     * @return the same size as the plane
     */
    public PlaneFilter geometry() {
        return geometry(k);
    }

    /**
     * The geometry of a filter of a size.
     *
     * @param k rows and columns of the filter
     * @return the same size as the plane
     */
    public static PlaneFilter geometry(int k) {
        return PlaneFilter.of(k, k).padding(Padding.same()).border(Border.MIRROR);
    }

    /**
     * Compares some elements with sums in double.
     *
     * @param y the output
     * @return the largest difference as a fraction of what the bound of plain summation allows
     */
    public double worst(float[] y) {
        SplittableRandom random = new SplittableRandom(SEED);
        int last = size * size - 1;
        double worst = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int at = i < 4 ? new int[] {0, size - 1, last - size + 1, last}[i] : random.nextInt(size * size);
            double sum = 0;
            double magnitude = 0;
            for (int r = 0; r < k; r++) {
                int row = mirrored(at / size + r - k / 2);
                for (int s = 0; s < k; s++) {
                    double product = (double) filter[r * k + s] * x[row * size + mirrored(at % size + s - k / 2)];
                    sum += product;
                    magnitude += Math.abs(product);
                }
            }
            double allowed = Numerics.allowedDifference(DType.FLOAT32, (long) k * k, magnitude, sum);
            double difference = Math.abs(y[at] - sum);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference / allowed);
        }
        return worst;
    }

    private int mirrored(int i) {
        int positive = Math.abs(i);
        return positive < size ? positive : 2 * (size - 1) - positive;
    }
}
