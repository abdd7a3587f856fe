package io.github.jconv.spi;

/**
 * What the kernels of poolings and of their gradients have in common. They hold only values that never change, so any
 * number of threads run their tiles, each with a workspace of its own; every tile writes its own part of the destination.
 *
 * @param <W> the type of a workspace
 */
public interface PoolTiles<W> {

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
     * @return one that the kernel's run takes
     */
    W newWorkspace();

    /**
     * Whether tiles run on vector instructions.
     *
     * @return false for scalar code
     */
    boolean usesVectors();
}
