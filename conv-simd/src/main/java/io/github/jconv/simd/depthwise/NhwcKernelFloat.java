package io.github.jconv.simd.depthwise;

import io.github.jconv.spi.TileKernel;

/** A kernel for NHWC that can share its workspace with others of the same window. */
interface NhwcKernelFloat extends TileKernel<float[], WorkspaceFloat> {

    /** A workspace with room for so many numbers, which also serves kernels of the same window with more channels. */
    WorkspaceFloat newWorkspace(int elements);

    @Override
    default WorkspaceFloat newWorkspace() {
        return newWorkspace(workspaceElements());
    }
}
