package io.github.jconv;

import java.lang.reflect.Array;

/** The argument checks that several public types share; each message holds both numbers. */
final class Checks {
    private Checks() {}

    static void atLeastOne(String what, String size, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " has " + value + " " + size + " but needs at least 1");
        }
    }

    /** Refuses sizes whose product no array can hold. */
    static void elements(String what, int... sizes) {
        long product = 1;
        StringBuilder text = new StringBuilder();
        boolean overflow = false;
        for (int size : sizes) {
            text.append(text.isEmpty() ? "" : "x").append(size);
            int factor = Math.max(size, 1); // an empty batch still needs images that can be indexed
            long high = Math.multiplyHigh(product, factor);
            product *= factor;
            overflow |= high != 0 || product < 0;
        }
        if (overflow || product > Shape.MAX_ELEMENTS) {
            throw new IllegalArgumentException(what + " " + text + " has " + (overflow ? "over 2^63" : product)
                    + " elements but an array holds at most " + Shape.MAX_ELEMENTS);
        }
    }

    /** Refuses an array that is missing or too short for a tensor. */
    static void array(String what, Object array, long needed) {
        array(what, array, 0, needed);
    }

    /** Refuses an array that is missing or too short for a tensor that starts at an offset. */
    static void array(String what, Object array, int offset, long needed) {
        length(what, Array.getLength(notNull(what, array)), offset, needed);
    }

    private static void length(String what, int actual, int offset, long needed) {
        if (offset < 0) {
            throw new IllegalArgumentException(what + " has offset " + offset + " but it must be at least 0");
        }
        if (actual - (long) offset < needed) {
            throw new IllegalArgumentException(what + " has " + Math.max(0, actual - (long) offset) + " elements"
                    + (offset == 0 ? "" : " from offset " + offset) + " but " + needed + " are needed");
        }
    }

    /** Refuses an array that is missing or of another length. */
    static void exactArray(String what, Object array, int needed) {
        exactLength(what, Array.getLength(notNull(what, array)), needed);
    }

    /** Refuses weights or a bias that do not fit a convolution; a bias may be missing. */
    static void weights(Object weights, int elements, Object bias, int channels) {
        exactArray("weights", weights, elements);
        if (bias != null) {
            exactArray("bias", bias, channels);
        }
    }

    static void exactLength(String what, int actual, int needed) {
        if (actual != needed) {
            throw new IllegalArgumentException(what + " has " + actual + " elements but needs exactly " + needed);
        }
    }

    static void bytes(String what, long actual, long needed) {
        if (actual < needed) {
            throw new IllegalArgumentException(what + " has " + actual + " bytes but " + needed + " are needed");
        }
    }

    static void distinct(String first, Object one, String second, Object other) {
        if (same(one, other)) {
            throw new IllegalArgumentException(first + " and " + second + " are the same array but must lie apart");
        }
    }

    /** Whether two arrays are one. */
    @SuppressWarnings("ReferenceEquality") // identity is the question
    static boolean same(Object one, Object other) {
        return one == other;
    }

    static <T> T notNull(String what, T value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }
}
