package io.github.jconv.plan;

import io.github.jconv.spi.PoolTiles;

/** How the references of pooling run: scalar, the whole tensor at once, without a workspace. */
interface OneTile extends PoolTiles<Object> {

    @Override
    default int tiles() {
        return 1;
    }

    @Override
    default int workspaceElements() {
        return 0;
    }

    @Override
    default Object newWorkspace() {
        return this;
    }

    @Override
    default boolean usesVectors() {
        return false;
    }
}
