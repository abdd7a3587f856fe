package io.github.jconv.parallel;

/** How many items are handed out at once. */
final class Batches {

    /** What a batch should take: some hundred times what handing it out does. */
    static final long TARGET_NANOS = 100_000;

    /** A batch has no more items than this. */
    static final int MOST = 4096;

    private Batches() {}

    /** Whether a batch takes so long that others should have what is left of it. */
    static boolean isLong(long nanos) {
        return nanos > 2 * TARGET_NANOS;
    }

    /** How many of so many that were given back a thread takes: all end together. */
    static int fair(int left, int threads) {
        return Math.max(1, left / (4 * threads));
    }

    /** The size after a batch of some size took some time. */
    static int next(int size, long nanos) {
        if (nanos < TARGET_NANOS / 2) {
            return Math.min(MOST, 2 * size);
        }
        return isLong(nanos) ? Math.max(1, size / 2) : size;
    }
}
