package io.github.jconv.parallel;

import io.github.jconv.spi.TileTask;

/** Tasks out of a lambda. */
final class Tasks {
    private Tasks() {}

    interface Body {
        void run(int tile, int slot);
    }

    static TileTask task(int tiles, long work, Body body) {
        return new TileTask() {
            @Override
            public int tiles() {
                return tiles;
            }

            @Override
            public long work() {
                return work;
            }

            @Override
            public void run(int tile, int slot) {
                body.run(tile, slot);
            }
        };
    }
}
