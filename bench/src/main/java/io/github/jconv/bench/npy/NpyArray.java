package io.github.jconv.bench.npy;

import io.github.jconv.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An array of floats or doubles in C order, the last index running fastest.
 *
 * @param type the element type
 * @param shape the sizes, outermost first; empty for a single number
 * @param data the elements: a segment over a {@code float[]} or {@code double[]}, so that both types share most code
 */
public record NpyArray(DType type, int[] shape, MemorySegment data) {

    /**
     * An array of zeros.
     *
     * @param type the element type
     * @param shape the sizes, whose product must fit an int
     * @return the array
     */
    public static NpyArray zeros(DType type, int... shape) {
        int count = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return new NpyArray(
                type,
                shape,
                switch (type) {
                    case FLOAT32 -> MemorySegment.ofArray(new float[count]);
                    case FLOAT64 -> MemorySegment.ofArray(new double[count]);
                });
    }

    /**
     * Wraps floats without copying them.
     *
     * @param data the elements
     * @param shape the sizes
     * @return the array
     */
    public static NpyArray of(float[] data, int... shape) {
        return new NpyArray(DType.FLOAT32, shape, MemorySegment.ofArray(data));
    }

    /**
     * Wraps doubles without copying them.
     *
     * @param data the elements
     * @param shape the sizes
     * @return the array
     */
    public static NpyArray of(double[] data, int... shape) {
        return new NpyArray(DType.FLOAT64, shape, MemorySegment.ofArray(data));
    }

    /**
     * The elements as floats.
     *
     * @return the array itself, not a copy
     * @throws ClassCastException if these are doubles
     */
    public float[] floats() {
        return (float[]) data.heapBase().orElseThrow();
    }

    /**
     * The elements as doubles.
     *
     * @return the array itself, not a copy
     * @throws ClassCastException if these are floats
     */
    public double[] doubles() {
        return (double[]) data.heapBase().orElseThrow();
    }

    /**
     * The number of dimensions.
     *
     * @return the length of the shape
     */
    public int rank() {
        return shape.length;
    }

    /**
     * The number of elements.
     *
     * @return the product of the sizes
     */
    public int count() {
        return Math.toIntExact(data.byteSize() / type.bytes());
    }

    /**
     * One element, widened.
     *
     * @param index from the start, in C order
     * @return its value
     */
    public double value(int index) {
        return type == DType.FLOAT32 ? floats()[index] : doubles()[index];
    }

    /** Type and shape as numpy prints them, for example {@code float32 (1, 64, 56, 56)}. */
    @Override
    public String toString() {
        return type.name().toLowerCase(Locale.ROOT) + " "
                + NpyHeader.tuple(Arrays.stream(shape).asLongStream().boxed().collect(Collectors.toList()));
    }
}
