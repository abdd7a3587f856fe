package io.github.jconv.spi;

/** Runs all tiles in order on the calling thread. */
public final class SerialScheduler implements Scheduler {

    /** The only instance needed; it has no state. */
    public static final SerialScheduler INSTANCE = new SerialScheduler();

    private SerialScheduler() {}

    @Override
    public int jobs() {
        return 1;
    }

    @Override
    public void run(TileTask task) {
        int tiles = task.tiles();
        for (int tile = 0; tile < tiles; tile++) {
            task.run(tile, 0);
        }
    }

    @Override
    public String name() {
        return "serial";
    }
}
