package io.github.jconv;

import java.util.function.Supplier;

/**
 * A workspace for each seat of the scheduler, made when the first tile runs there.
 *
 * @param <W> the type of a workspace
 */
final class Seats<W> {

    private final Supplier<W> maker;
    private final Object[] workspaces;

    Seats(int jobs, Supplier<W> maker) {
        this.maker = maker;
        this.workspaces = new Object[jobs];
    }

    @SuppressWarnings("unchecked") // the maker made all of them
    W workspace(int slot) {
        Object workspace = workspaces[slot];
        if (workspace == null) {
            workspace = maker.get();
            workspaces[slot] = workspace;
        }
        return (W) workspace;
    }
}
