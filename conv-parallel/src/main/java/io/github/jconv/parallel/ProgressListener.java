package io.github.jconv.parallel;

/** Hears how far a {@link Parallel} call is. What it throws ends the call. */
@FunctionalInterface
public interface ProgressListener {

    /** What {@link #completed} gets where nobody knows how many items will come. */
    long UNKNOWN = -1;

    /**
     * Items were completed: the function has returned, or failed where failures are collected. Called after each batch, from
     * whichever thread did it, never by two at once; the count only grows.
     *
     * @param done items completed so far
     * @param all how many there are, or {@link #UNKNOWN}
     */
    void completed(long done, long all);
}
