package io.github.jconv.parallel;

/**
 * What became of one item: its result, or its failure.
 *
 * <p>Immutable, and safe for use by many threads where the result is.
 *
 * @param index the item's place in the input, from 0
 * @param result what the function returned; null where it failed
 * @param failure null where the function returned; else names the item and has what was thrown as its cause
 * @param <R> type of the results
 */
public record Outcome<R>(long index, R result, Parallel.ItemException failure) {

    /**
     * Whether there is a result.
     *
     * @return false if the function failed
     */
    public boolean succeeded() {
        return failure == null;
    }
}
