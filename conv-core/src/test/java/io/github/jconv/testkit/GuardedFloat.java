package io.github.jconv.testkit;

import java.util.Arrays;

/**
 * A tensor that starts inside its array, with a zone before and after it. Around a source the zones hold NaN, so that
 * using an element beyond the tensor shows in the result; around a destination they hold a mark that must survive.
 */
public final class GuardedFloat {

    /** More than the widest vector's elements, and odd, so that no vector in the tensor is aligned. */
    private static final int ZONE = 67;

    private static final float MARK = 86420.5f;

    private final float[] array;
    private final int length;

    private GuardedFloat(float[] array, int length) {
        this.array = array;
        this.length = length;
    }

    /**
     * A source.
     *
     * @param values the tensor; copied
     * @return the guarded tensor
     */
    public static GuardedFloat source(float[] values) {
        GuardedFloat guarded = filled(values.length, Float.NaN);
        System.arraycopy(values, 0, guarded.array, ZONE, values.length);
        return guarded;
    }

    /**
     * A destination, NaN throughout.
     *
     * @param length the tensor's elements
     * @return the guarded tensor
     */
    public static GuardedFloat destination(int length) {
        float[] held = new float[length];
        Arrays.fill(held, Float.NaN);
        return destination(held);
    }

    /**
     * A destination.
     *
     * @param held what it holds before it is written to
     * @return the guarded tensor
     */
    public static GuardedFloat destination(float[] held) {
        GuardedFloat guarded = filled(held.length, MARK);
        System.arraycopy(held, 0, guarded.array, ZONE, held.length);
        return guarded;
    }

    private static GuardedFloat filled(int length, float value) {
        float[] array = new float[ZONE + length + ZONE];
        Arrays.fill(array, value);
        return new GuardedFloat(array, length);
    }

    /**
     * The array around the tensor.
     *
     * @return the array itself
     */
    public float[] array() {
        return array;
    }

    /**
     * Where the tensor starts in the array.
     *
     * @return its offset
     */
    public int offset() {
        return ZONE;
    }

    /**
     * The tensor without its zones.
     *
     * @return a copy
     */
    public float[] values() {
        return Arrays.copyOfRange(array, ZONE, ZONE + length);
    }

    /**
     * Fails if a mark around a destination is gone.
     *
     * @param what names the run in the message
     */
    public void assertMarksIntact(Object what) {
        for (int i = 0; i < array.length; i++) {
            boolean inside = i >= ZONE && i < ZONE + length;
            if (!inside && array[i] != MARK) {
                throw new AssertionError(what + ": wrote " + array[i] + " at " + (i - ZONE)
                        + ", outside the destination's " + length + " elements");
            }
        }
    }
}
