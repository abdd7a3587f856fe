package io.github.jconv;

import io.github.jconv.spi.PoolGradientKernel;
import io.github.jconv.spi.TileTask;

/** One call of a pooling's gradient: the tensors it was given and a workspace for each seat of the scheduler. */
final class PoolGradientRun<T> implements TileTask {

    private final PoolGradientKernel<T, Object> kernel;
    private final Object[] workspaces;
    private final PoolProblem pool;
    private T gradDst;
    private int[] indices;
    private T src;
    private T dst;
    private T gradSrc;

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    PoolGradientRun(PoolGradientKernel<T, ?> kernel, int jobs, PoolProblem pool) {
        this.kernel = (PoolGradientKernel<T, Object>) kernel;
        this.workspaces = new Object[jobs];
        this.pool = pool;
    }

    void bind(T outputGradient, int[] places, T input, T output, T inputGradient) {
        gradDst = outputGradient;
        indices = places;
        src = input;
        dst = output;
        gradSrc = inputGradient;
    }

    /** Lets the caller's tensors go. */
    void unbind() {
        bind(null, null, null, null, null);
    }

    @Override
    public int tiles() {
        return kernel.tiles();
    }

    @Override
    public long work() {
        return pool.taps();
    }

    /** A pooling waits for memory, so this and not its work decides whether it is worth sharing. */
    @Override
    public long bytes() {
        return PlanRun.bytes(pool.type(), pool.src(), pool.dst(), 0);
    }

    @Override
    public void run(int tile, int slot) {
        Object workspace = workspaces[slot];
        if (workspace == null) {
            workspace = kernel.newWorkspace();
            workspaces[slot] = workspace;
        }
        kernel.run(tile, gradDst, indices, src, dst, gradSrc, workspace);
    }
}
