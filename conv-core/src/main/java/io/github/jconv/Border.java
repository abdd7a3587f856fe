package io.github.jconv;

/**
 * What a filter sees outside a plane, with the meaning of {@code scipy.ndimage}'s modes. A window may reach any number
 * of planes beyond the edge.
 */
public enum Border {
    /** Zeros: {@code 0 0 0 | a b c d | 0 0 0}, scipy's {@code constant}. */
    ZERO,
    /** The plane turned over at its edge: {@code c b a | a b c d | d c b}. */
    REFLECT,
    /** The pixel at the edge: {@code a a a | a b c d | d d d}. */
    NEAREST,
    /** The plane turned over at its last pixel: {@code d c b | a b c d | c b a}. */
    MIRROR,
    /** The plane again: {@code b c d | a b c d | a b c}. */
    WRAP;

    /**
     * Which row or column stands at a place inside or outside the plane.
     *
     * @param i the place, any number
     * @param n rows or columns of the plane, at least 1
     * @return from 0 to n - 1, or -1 where a zero stands
     * @throws IllegalArgumentException if the plane has none
     */
    public int index(int i, int n) {
        if (i >= 0 && i < n) {
            return i;
        }
        Checks.atLeastOne("plane", "rows or columns", n);
        return switch (this) {
            case ZERO -> -1;
            case NEAREST -> i < 0 ? 0 : n - 1;
            case WRAP -> Math.floorMod(i, n);
            case REFLECT -> turned(Math.floorMod((long) i, 2L * n), 2L * n - 1);
            case MIRROR -> n == 1 ? 0 : turned(Math.floorMod((long) i, 2L * n - 2), 2L * n - 2);
        };
    }

    /** A place on the way there or, in the period's second half, back. */
    private static int turned(long place, long last) {
        return (int) Math.min(place, last - place);
    }
}
