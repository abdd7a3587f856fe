package io.github.jconv.bench.jmh;

/**
 * Arrays whose place within a cache line is known. A float[] starts where the collector happens to put it, and a vector that
 * straddles two lines costs up to two loads; so these are so large that the collector gives each a region of its own, which
 * starts at a line. The elements start behind the header, 16 bytes on most virtual machines: of the shifts that benchmarks
 * take as a parameter, 0 is where a user's large array lies, and {@link #ALIGNED} the one at a line.
 */
final class OwnRegion {

    /** Floats from the start of the array to the first at a cache line. */
    static final String ALIGNED = "12";

    /** Elements of an array that is larger than half of the largest region. */
    private static final int ELEMENTS = 8 << 20;

    private OwnRegion() {}

    /** An array for so many elements behind a shift. */
    static float[] floats(int shift, int count) {
        return new float[Math.max(ELEMENTS, Math.addExact(shift, count))];
    }

    /** Doubles for so many elements behind a shift; 6 of them are as wide as 12 floats. */
    static double[] doubles(int shift, int count) {
        return new double[Math.max(ELEMENTS, Math.addExact(shift, count))];
    }

    /** The same, filled. */
    static double[] copy(int shift, double... values) {
        double[] array = doubles(shift, values.length);
        System.arraycopy(values, 0, array, shift, values.length);
        return array;
    }

    /** Floats, filled. */
    static float[] copy(int shift, float... values) {
        float[] array = floats(shift, values.length);
        System.arraycopy(values, 0, array, shift, values.length);
        return array;
    }
}
