package io.github.jconv.simd.pool;

import io.github.jconv.spi.PoolTiles;

/** What all kernels of this package say. */
interface OnVectors<W> extends PoolTiles<W> {

    @Override
    default boolean usesVectors() {
        return true;
    }
}
