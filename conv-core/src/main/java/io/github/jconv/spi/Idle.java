package io.github.jconv.spi;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Reusable objects between two uses, a few at most, without a lock and without allocating. Who finds none makes a new
 * one; what does not fit any more is dropped.
 *
 * @param <T> what is kept
 */
public final class Idle<T> {

    /** As many calls at once reuse; more than these make their own. */
    private static final int KEPT = 8;

    private final AtomicReferenceArray<T> kept = new AtomicReferenceArray<>(KEPT);

    /** Starts empty. */
    public Idle() {}

    /**
     * Takes an object out.
     *
     * @return an object nobody else has, or null if there is none
     */
    public T take() {
        for (int i = 0; i < KEPT; i++) {
            T object = kept.getPlain(i) == null ? null : kept.getAndSet(i, null);
            if (object != null) {
                return object;
            }
        }
        return null;
    }

    /**
     * Gives an object back.
     *
     * @param object nobody may use it any more
     */
    public void give(T object) {
        for (int i = 0; i < KEPT; i++) {
            if (kept.getPlain(i) == null && kept.compareAndSet(i, null, object)) {
                return;
            }
        }
    }

    /** Drops all. */
    public void clear() {
        for (int i = 0; i < KEPT; i++) {
            kept.set(i, null);
        }
    }
}
