package io.github.jconv;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** The way between memory segments and arrays of one element type. */
sealed interface Segments<T> {

    Segments<float[]> FLOATS = new Floats();
    Segments<double[]> DOUBLES = new Doubles();

    /** The array the segment lies in if its elements line up with the array's, else null. */
    T arrayBehind(MemorySegment segment);

    /** The index in that array at which the segment starts. */
    int index(MemorySegment segment);

    T allocate(int elements);

    void load(MemorySegment from, int fromElement, T to, int elements);

    void store(T from, MemorySegment to, int toElement, int elements);

    record Floats() implements Segments<float[]> {
        @Override
        public float[] arrayBehind(MemorySegment segment) {
            return segment.heapBase().orElse(null) instanceof float[] array && segment.address() % Float.BYTES == 0
                    ? array
                    : null;
        }

        @Override
        public int index(MemorySegment segment) {
            return (int) (segment.address() / Float.BYTES);
        }

        @Override
        public float[] allocate(int elements) {
            return new float[elements];
        }

        @Override
        public void load(MemorySegment from, int fromElement, float[] to, int elements) {
            MemorySegment.copy(from, JAVA_FLOAT_UNALIGNED, (long) fromElement * Float.BYTES, to, 0, elements);
        }

        @Override
        public void store(float[] from, MemorySegment to, int toElement, int elements) {
            MemorySegment.copy(from, 0, to, JAVA_FLOAT_UNALIGNED, (long) toElement * Float.BYTES, elements);
        }
    }

    record Doubles() implements Segments<double[]> {
        @Override
        public double[] arrayBehind(MemorySegment segment) {
            return segment.heapBase().orElse(null) instanceof double[] array && segment.address() % Double.BYTES == 0
                    ? array
                    : null;
        }

        @Override
        public int index(MemorySegment segment) {
            return (int) (segment.address() / Double.BYTES);
        }

        @Override
        public double[] allocate(int elements) {
            return new double[elements];
        }

        @Override
        public void load(MemorySegment from, int fromElement, double[] to, int elements) {
            MemorySegment.copy(from, JAVA_DOUBLE_UNALIGNED, (long) fromElement * Double.BYTES, to, 0, elements);
        }

        @Override
        public void store(double[] from, MemorySegment to, int toElement, int elements) {
            MemorySegment.copy(from, 0, to, JAVA_DOUBLE_UNALIGNED, (long) toElement * Double.BYTES, elements);
        }
    }
}
