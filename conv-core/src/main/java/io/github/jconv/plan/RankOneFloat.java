package io.github.jconv.plan;

import io.github.jconv.DType;

/**
 * Filters that are the product of a column and a row, found so that two passes keep the bound of direct summation.
 *
 * <p>Two passes round at most R + S times where direct summation is allowed R * S. What is left may go into the filter:
 * each element may differ from the product by (R * S - R - S - 1) u of itself, u the unit roundoff. One is kept back for
 * the terms of higher order.
 */
public final class RankOneFloat {

    private RankOneFloat() {}

    /**
     * Takes a filter apart.
     *
     * @param filter {@code [r][s]}
     * @param r rows
     * @param s columns
     * @return the column and the row; null where there are none that are close enough, or two passes save nothing
     */
    public static float[][] factors(float[] filter, int r, int s) {
        long spare = (long) r * s - r - s - 1;
        int pivot = largest(filter);
        if (spare < 0 || filter[pivot] == 0 || !(Math.abs(filter[pivot]) <= Float.MAX_VALUE / 4)) {
            return null;
        }
        int down = pivot / s * s;
        // The row's largest element lies between 1 and 2, so the first pass neither overflows nor loses digits by it.
        int exponent = Math.getExponent(filter[pivot]);
        float[] column = new float[r];
        float[] row = new float[s];
        for (int j = 0; j < s; j++) {
            row[j] = Math.scalb(filter[down + j], -exponent);
        }
        for (int i = 0; i < r; i++) {
            column[i] = (float) ((double) filter[i * s + pivot % s] / row[pivot % s]);
        }
        return isProduct(filter, column, row, spare * DType.FLOAT32.unitRoundoff())
                ? new float[][] {column, row}
                : null;
    }

    private static int largest(float[] filter) {
        int largest = 0;
        for (int i = 0; i < filter.length; i++) {
            if (!(Math.abs(filter[i]) <= Math.abs(filter[largest]))) { // finds what is not a number too
                largest = i;
            }
        }
        return largest;
    }

    private static boolean isProduct(float[] filter, float[] column, float[] row, double tolerance) {
        for (int i = 0; i < column.length; i++) {
            for (int j = 0; j < row.length; j++) {
                double element = filter[i * row.length + j];
                double apart = Math.fma((double) column[i], (double) row[j], -element);
                if (!(Math.abs(apart) <= tolerance * Math.abs(element))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The filter that two passes compute.
     *
     * @param column R numbers
     * @param row S numbers
     * @return their product, each element rounded once
     */
    public static float[] product(float[] column, float[] row) {
        float[] filter = new float[column.length * row.length];
        for (int i = 0; i < filter.length; i++) {
            filter[i] = column[i / row.length] * row[i % row.length];
        }
        return filter;
    }
}
