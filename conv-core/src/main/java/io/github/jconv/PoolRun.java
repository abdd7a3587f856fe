package io.github.jconv;

import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.TileTask;

/** One call of a pooling's run: the tensors it was given and a workspace for each seat of the scheduler. */
final class PoolRun<T> implements TileTask {

    private final PoolKernel<T, Object> kernel;
    private final Object[] workspaces;
    private final long work;
    private T src;
    private T dst;
    private int[] indices;

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    PoolRun(PoolKernel<T, ?> kernel, int jobs, long work) {
        this.kernel = (PoolKernel<T, Object>) kernel;
        this.workspaces = new Object[jobs];
        this.work = work;
    }

    void bind(T srcTensor, T dstTensor, int[] places) {
        src = srcTensor;
        dst = dstTensor;
        indices = places;
    }

    /** Lets the caller's tensors go. */
    void unbind() {
        bind(null, null, null);
    }

    @Override
    public int tiles() {
        return kernel.tiles();
    }

    @Override
    public long work() {
        return work;
    }

    @Override
    public void run(int tile, int slot) {
        Object workspace = workspaces[slot];
        if (workspace == null) {
            workspace = kernel.newWorkspace();
            workspaces[slot] = workspace;
        }
        kernel.run(tile, src, dst, indices, workspace);
    }
}
