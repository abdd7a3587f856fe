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
