package io.github.jconv;

import io.github.jconv.spi.PoolGradientKernel;

/** One call of the run of a pooling's gradient. */
final class PoolGradientRun<T> extends PoolTask {

    private final PoolGradientKernel<T, Object> kernel;
    private T gradDst;
    private int[] indices;
    private T src;
    private T dst;
    private T gradSrc;

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    PoolGradientRun(PoolGradientKernel<T, ?> kernel, int jobs, PoolProblem pool) {
        super(kernel, jobs, pool);
        this.kernel = (PoolGradientKernel<T, Object>) kernel;
    }

    void bind(T outputGradient, int[] places, T input, T output, T inputGradient) {
        gradDst = outputGradient;
        indices = places;
        src = input;
        dst = output;
        gradSrc = inputGradient;
    }

    @Override
    public void unbind() {
        bind(null, null, null, null, null);
    }

    @Override
    public void run(int tile, int slot) {
        kernel.run(tile, gradDst, indices, src, dst, gradSrc, seats.workspace(slot));
    }
}
