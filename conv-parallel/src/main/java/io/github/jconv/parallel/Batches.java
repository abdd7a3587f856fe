package io.github.jconv.parallel;

/** How many items are handed out at once. */
final class Batches {

    /** What a batch should take: some hundred times what handing it out does. */
    static final long TARGET_NANOS = 100_000;

    /** A batch has no more items than this. */
    static final int MOST = 4096;

    private Batches() {}

    /** The size after a batch of some size took some time. */
    static int next(int size, long nanos) {
        if (nanos < TARGET_NANOS / 2) {
            return Math.min(MOST, 2 * size);
        }
        return nanos > 2 * TARGET_NANOS ? Math.max(1, size / 2) : size;
    }
}
