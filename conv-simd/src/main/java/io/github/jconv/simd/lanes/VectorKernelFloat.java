package io.github.jconv.simd.lanes;

import io.github.jconv.spi.Kernel;

/** A kernel on vectors of floats whose workspace is an array of any content. */
public interface VectorKernelFloat extends Kernel<float[]> {

    @Override
    default float[] newWorkspace() {
        return new float[workspaceElements()];
    }

    @Override
    default boolean usesVectors() {
        return true;
    }
}
