package io.github.jconv.spi;

/**
 * The gradient of a pooling by its input, bound to an algorithm. No element's sum depends on how the tiles were cut.
 *
 * @param <T> the array type of the tensors, {@code float[]} or {@code double[]}
 * @param <W> the type of a workspace
 */
public interface PoolGradientKernel<T, W> extends PoolTiles<W> {

    /**
     * Runs one tile. Allocates nothing.
     *
     * @param tile from 0 to {@code tiles() - 1}
     * @param gradDst the gradient by the output
     * @param indices the place of each maximum in its plane, checked to lie in it; null but for maxima
     * @param src the pooling's input; null but for norms
     * @param dst the pooling's output; null but for norms
     * @param gradSrc the destination
     * @param workspace made by {@link #newWorkspace}
     */
    void run(int tile, T gradDst, int[] indices, T src, T dst, T gradSrc, W workspace);
}
