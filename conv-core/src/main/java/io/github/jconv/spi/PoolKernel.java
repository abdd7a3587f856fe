package io.github.jconv.spi;

/**
 * A pooling bound to an algorithm.
 *
 * @param <T> the array type of the tensors, {@code float[]} or {@code double[]}
 * @param <W> the type of a workspace
 */
public interface PoolKernel<T, W> extends PoolTiles<W> {

    /**
     * Runs one tile. Allocates nothing.
     *
     * @param tile from 0 to {@code tiles() - 1}
     * @param src the input
     * @param dst the output
     * @param indices receives the place of each maximum in its plane; null where none are wanted
     * @param workspace made by {@link #newWorkspace}
     */
    void run(int tile, T src, T dst, int[] indices, W workspace);
}
