package io.github.jconv.spi;

/**
 * Hands out a task's tiles to threads. It knows no kernel; a task is a count of tiles and a function of the tile's
 * number. Safe for use by many threads.
 */
public interface Scheduler {

    /**
     * How many threads at the most work on one task.
     *
     * @return at least 1
     */
    int jobs();

    /**
     * How many threads at the most work on a task of so much work: kernels cut their output for so many. A scheduler that
     * leaves small tasks to the calling thread says 1 for these.
     *
     * @param work multiply-adds
     * @param bytes read and written, each once
     * @return from 1 to {@link #jobs()}
     */
    default int jobs(long work, long bytes) {
        return jobs();
    }

    /**
     * Runs every tile exactly once and returns when all are done. The first exception thrown by a tile comes out of
     * this call; later ones are attached as suppressed. A scheduler of several threads may give up when the calling
     * thread is interrupted, with a {@link java.util.concurrent.CancellationException}. However the call ends, no tile
     * runs afterwards.
     *
     * @param task what to run
     */
    void run(TileTask task);

    /**
     * The name in descriptions.
     *
     * @return for example {@code serial} or {@code forkjoin}
     */
    String name();
}
