package io.github.jconv.bench.peers.libraries;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** Native memory as these libraries like it best. */
final class Memory {

    /** A cache line, and a vector of 512 bits. */
    private static final int ALIGNMENT = 64;

    private Memory() {}

    /**
     * Zeros.
     *
     * @param arena which frees them
     * @param bytes how many
     * @return a direct buffer that starts at a cache line
     */
    static FloatBuffer zeros(Arena arena, long bytes) {
        return bytes(arena, bytes).asFloatBuffer();
    }

    private static ByteBuffer bytes(Arena arena, long bytes) {
        return arena.allocate(Math.max(bytes, ALIGNMENT), ALIGNMENT)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    /** A copy of an array. */
    static FloatBuffer of(Arena arena, float[] values) {
        FloatBuffer buffer = zeros(arena, (long) values.length * Float.BYTES);
        buffer.put(0, values);
        return buffer;
    }

    /** A copy of an array. */
    static DoubleBuffer of(Arena arena, double[] values) {
        DoubleBuffer buffer = bytes(arena, (long) values.length * Double.BYTES).asDoubleBuffer();
        buffer.put(0, values);
        return buffer;
    }

    /** The first numbers of a buffer. */
    static float[] read(FloatBuffer buffer, int count) {
        float[] values = new float[count];
        buffer.get(0, values);
        return values;
    }
}
