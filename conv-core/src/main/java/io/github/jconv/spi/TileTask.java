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
     * What the whole task moves through the caches, by which a scheduler tells tasks of few multiply-adds that are long
     * all the same.
     *
     * @return bytes read and written, each counted once; 0 if unknown
     */
    default long bytes() {
        return 0;
    }

    /**
     * Runs one tile.
     *
     * @param tile from 0 to {@code tiles() - 1}
     * @param slot which of the scheduler's {@code jobs()} seats runs it, from 0; no two threads hold a seat of one task
     *     at the same time
     */
    void run(int tile, int slot);
}
