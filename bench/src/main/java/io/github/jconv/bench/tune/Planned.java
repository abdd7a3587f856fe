package io.github.jconv.bench.tune;

/** A variant made ready to run again and again on the same numbers. */
interface Planned extends AutoCloseable {

    /** Runs once. */
    void run();

    /** What the last run wrote: {@code float[]} or {@code double[]}. */
    Object output();

    /** What shows whether another variant does the same: its blocks as they are, not as they were asked for. */
    String blocks();

    @Override
    void close();
}
