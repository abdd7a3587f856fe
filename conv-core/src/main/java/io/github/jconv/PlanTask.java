package io.github.jconv;

import io.github.jconv.spi.TileTask;

/** One call of a plan's run: the tensors it was given and what its threads need, which the next call finds ready. */
interface PlanTask extends TileTask {

    /** Lets the caller's tensors go. */
    void unbind();
}
