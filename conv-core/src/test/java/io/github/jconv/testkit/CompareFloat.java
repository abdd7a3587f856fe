package io.github.jconv.testkit;

import io.github.jconv.Shape;

/** The three comparisons. Each names the problem, the place and both values where it fails. */
public final class CompareFloat {
    private CompareFloat() {}

    /**
     * Equal numbers; the sign of a zero does not count, NaN equals NaN.
     *
     * @param what names the problem
     * @param shape the tensors' shape
     * @param expected the right numbers
     * @param actual the numbers in question
     */
    public static void exact(Object what, Shape shape, float[] expected, float[] actual) {
        sameLength(what, expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != actual[i] && !(Float.isNaN(expected[i]) && Float.isNaN(actual[i]))) {
                fail(what, shape, i, "is " + actual[i] + " but must be exactly " + expected[i]);
            }
        }
    }

    /**
     * Equal bits, except that all NaNs are one.
     *
     * @param what names the problem
     * @param shape the tensors' shape
     * @param first what one run gave
     * @param second what another gave
     */
    public static void bitwise(Object what, Shape shape, float[] first, float[] second) {
        sameLength(what, first.length, second.length);
        for (int i = 0; i < first.length; i++) {
            if (Float.compare(first[i], second[i]) != 0) {
                fail(what, shape, i, "was " + first[i] + " in one run and " + second[i] + " in another");
            }
        }
    }

    /**
     * No further apart than the bound allows; what is not finite in the reference must be the same.
     *
     * @param what names the problem
     * @param shape the tensors' shape
     * @param reference the reference's numbers
     * @param allowed the allowed difference of each
     * @param actual the numbers in question
     */
    public static void within(Object what, Shape shape, float[] reference, double[] allowed, float[] actual) {
        sameLength(what, reference.length, actual.length);
        for (int i = 0; i < reference.length; i++) {
            boolean same = Float.compare(reference[i], actual[i]) == 0;
            boolean finite = Float.isFinite(reference[i]) && Float.isFinite(actual[i]);
            double difference = Math.abs((double) reference[i] - actual[i]);
            if (!same && !(finite && difference <= allowed[i])) {
                fail(
                        what,
                        shape,
                        i,
                        "is " + actual[i] + " but the reference is " + reference[i] + ", " + difference
                                + " apart where " + allowed[i] + " is allowed");
            }
        }
    }

    private static void sameLength(Object what, int expected, int actual) {
        if (expected != actual) {
            throw new AssertionError(what + ": has " + actual + " elements but must have " + expected);
        }
    }

    private static void fail(Object what, Shape shape, int index, String text) {
        StringBuilder place = new StringBuilder("element ").append(index);
        for (int n = 0; n < shape.n(); n++) {
            for (int c = 0; c < shape.c(); c++) {
                for (int h = 0; h < shape.h(); h++) {
                    for (int w = 0; w < shape.w(); w++) {
                        if (shape.index(n, c, h, w) == index) {
                            place.append(" (n=" + n + " c=" + c + " h=" + h + " w=" + w + ")");
                        }
                    }
                }
            }
        }
        throw new AssertionError(what + ": " + place + " of " + shape + " " + text);
    }
}
