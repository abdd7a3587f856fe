package io.github.jconv;

import io.github.jconv.spi.PoolKernel;

/** One call of a pooling's run. */
final class PoolRun<T> extends PoolTask {

    private final PoolKernel<T, Object> kernel;
    private T src;
    private T dst;
    private int[] indices;

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    PoolRun(PoolKernel<T, ?> kernel, int jobs, PoolProblem problem) {
        super(kernel, jobs, problem);
        this.kernel = (PoolKernel<T, Object>) kernel;
    }

    void bind(T srcTensor, T dstTensor, int[] places) {
        src = srcTensor;
        dst = dstTensor;
        indices = places;
    }

    @Override
    public void unbind() {
        bind(null, null, null);
    }

    @Override
    public void run(int tile, int slot) {
        kernel.run(tile, src, dst, indices, seats.workspace(slot));
    }
}
