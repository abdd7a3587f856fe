package io.github.jconv.spi;

/**
 * An algorithm bound to one problem and its weights: what a plan runs. It holds only values that never change after it
 * was built, so any number of threads may run tiles at once, each with a workspace of its own.
 *
 * @param <T> the array type of the tensors, {@code float[]} or {@code double[]}
 * @param <W> the workspace; where one array is enough, the kernel is a {@link Kernel}
 */
public interface TileKernel<T, W> {

    /**
     * How the output is cut.
     *
     * @return the grid; its tiles are the only unit of work
     */
    TileGrid grid();

    /**
     * What each thread needs besides source and destination. It must not depend on the batch.
     *
     * @return elements of type T in the workspace handed to {@link #run}
     */
    int workspaceElements();

    /**
     * Makes a workspace.
     *
     * @return a workspace of {@link #workspaceElements} elements or a few more
     */
    W newWorkspace();

    /**
     * Whether tiles run on vector instructions.
     *
     * @return false for scalar code
     */
    boolean usesVectors();

    /**
     * What the kernel keeps for itself, such as packed weights.
     *
     * @return elements held from bind to the end
     */
    int packedElements();

    /**
     * The part of the kernel's name that its choices add, for a plan's description.
     *
     * @return for example {@code 14x32 kc=576}; empty where there is nothing to add
     */
    String detail();

    /**
     * Computes one tile. Allocates nothing, writes only this tile's part of {@code dst} and reads no other;
     * what the caller left there plays a part only where the convolution accumulates.
     *
     * @param tile from 0 to {@code grid().tiles() - 1}
     * @param src the input tensor
     * @param srcOffset where it starts; may be negative when only later images are present
     * @param dst the output tensor
     * @param dstOffset where it starts; may be negative likewise
     * @param workspace one that {@link #newWorkspace} made, with any content
     */
    void run(int tile, T src, int srcOffset, T dst, int dstOffset, W workspace);
}
