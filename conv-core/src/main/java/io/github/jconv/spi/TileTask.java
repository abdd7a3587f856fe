package io.github.jconv.spi;

/** Work that falls into numbered, independent tiles. */
public interface TileTask {

    /**
     * How many tiles there are.
     *
     * @return 0 or more
     */
    int tiles();

    /**
     * The size of the whole task, by which a scheduler decides how many threads are worth waking.
     *
     * @return multiply-adds
     */
    long work();

    /**
     * Runs one tile.
     *
     * @param tile from 0 to {@code tiles() - 1}
     * @param slot which of the scheduler's {@code jobs()} seats runs it, from 0; no two threads hold a seat of one task
     *     at the same time
     */
    void run(int tile, int slot);
}
