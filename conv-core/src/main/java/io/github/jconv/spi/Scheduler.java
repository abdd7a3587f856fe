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
     * this call; later ones are attached as suppressed.
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
