package io.github.jconv.testkit;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileTask;

/** Runs the tiles from the last to the first on the calling thread, each in another seat than the one before. */
public final class BackwardScheduler implements Scheduler {

    private final int jobs;

    /**
     * A scheduler.
     *
     * @param jobs its seats
     */
    public BackwardScheduler(int jobs) {
        this.jobs = jobs;
    }

    @Override
    public int jobs() {
        return jobs;
    }

    @Override
    public void run(TileTask task) {
        for (int tile = task.tiles() - 1; tile >= 0; tile--) {
            task.run(tile, tile % jobs);
        }
    }

    @Override
    public String name() {
        return "backward";
    }
}
