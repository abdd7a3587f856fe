package io.github.jconv.adjoint;

import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;

/** A forward kernel whose detail begins with its algorithm. */
record Named<T, W>(String detail, TileKernel<T, W> kernel) implements TileKernel<T, W> {

    static <T, W> Named<T, W> of(Algorithm algorithm, TileKernel<T, W> kernel) {
        return new Named<>((algorithm.name() + " " + kernel.detail()).strip(), kernel);
    }

    @Override
    public TileGrid grid() {
        return kernel.grid();
    }

    @Override
    public int workspaceElements() {
        return kernel.workspaceElements();
    }

    @Override
    public W newWorkspace() {
        return kernel.newWorkspace();
    }

    @Override
    public boolean usesVectors() {
        return kernel.usesVectors();
    }

    @Override
    public int packedElements() {
        return kernel.packedElements();
    }

    @Override
    public void run(int tile, T src, int srcOffset, T dst, int dstOffset, W workspace) {
        kernel.run(tile, src, srcOffset, dst, dstOffset, workspace);
    }
}
