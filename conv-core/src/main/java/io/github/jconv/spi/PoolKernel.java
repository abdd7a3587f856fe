package io.github.jconv.spi;

/**
 * A pooling bound to an algorithm. It holds only values that never change, so any number of threads run its tiles, each
 * with a workspace of its own; every tile writes its own part of the destination.
 *
 * @param <T> the array type of the tensors, {@code float[]} or {@code double[]}
 * @param <W> the type of a workspace
 */
public interface PoolKernel<T, W> {

    /**
     * The tiles.
     *
     * @return how many
     */
    int tiles();

    /**
     * What each thread needs for itself.
     *
     * @return elements
     */
    int workspaceElements();

    /**
     * Makes a workspace.
     *
     * @return one that {@link #run} takes
     */
    W newWorkspace();

    /**
     * Whether tiles run on vector instructions.
     *
     * @return false for scalar code
     */
    boolean usesVectors();

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
