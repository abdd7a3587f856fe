package io.github.jconv.spi;

/**
 * A kernel whose workspace is one array.
 *
 * @param <T> the array type of the tensors and the workspace, {@code float[]} or {@code double[]}
 */
public interface Kernel<T> extends TileKernel<T, T> {}
