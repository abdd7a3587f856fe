package io.github.jconv;

import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.TileTask;

/** One call of a pooling's run: the tensors it was given and a workspace for each seat of the scheduler. */
final class PoolRun<T> implements TileTask {

    private final PoolKernel<T, Object> kernel;
    private final Object[] workspaces;
    private final PoolProblem problem;
    private T src;
    private T dst;
    private int[] indices;

    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    PoolRun(PoolKernel<T, ?> kernel, int jobs, PoolProblem problem) {
        this.kernel = (PoolKernel<T, Object>) kernel;
        this.workspaces = new Object[jobs];
        this.problem = problem;
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
        return problem.taps();
    }

    /** A pooling waits for memory, so this and not its work decides whether it is worth sharing. */
    @Override
    public long bytes() {
        return PlanRun.bytes(problem.type(), problem.src(), problem.dst(), 0);
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
