package io.github.jconv.spi;

/**
 * A kernel in scalar code that needs no workspace and has nothing to say of itself.
 *
 * @param <T> the array type of the tensors, {@code float[]} or {@code double[]}
 */
public interface ScalarKernel<T> extends TileKernel<T, Object> {

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

    @Override
    default String detail() {
        return "";
    }
}
