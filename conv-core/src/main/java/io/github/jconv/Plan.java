package io.github.jconv;

/**
 * A computation bound to shapes and an algorithm: made once by a {@link Planner} or its {@link Gradients}, run often, on
 * tensors that its kind's {@code run} takes.
 *
 * <p>A run allocates nothing once the plan is warm, may be called from many threads at once, and gives the same bits every
 * time for every number of jobs. Its workspace is bounded for every batch; {@link #workspaceBytes} reports it before the
 * first run. A run that several threads share gives up when its caller is interrupted, with a
 * {@link java.util.concurrent.CancellationException}; parts of the output are then not written. A plan that is not closed
 * leaks nothing but heap.
 */
public abstract sealed class Plan implements AutoCloseable
        permits ConvPlan, TransposePlan, WeightGradientPlan, PoolPlan, PoolGradientPlan {

    Plan() {}

    abstract PlanFrame<?, ?> frame();

    /**
     * The shape of the operation's input, and of the gradient by it.
     *
     * @return as the plan was made for
     */
    public abstract Shape srcShape();

    /**
     * The shape of the operation's output, and of the gradient by it.
     *
     * @return in the input's layout
     */
    public abstract Shape dstShape();

    /**
     * The algorithm's name.
     *
     * @return as its table lists it: {@link Planner#algorithms()}, {@link Gradients#transposeAlgorithms()} and their like
     */
    public final String algorithm() {
        return frame().algorithm();
    }

    /**
     * What one run needs besides the tensors and packed weights. Callers that run the plan at the same time need as much
     * each, and up to eight of these are kept for the next runs.
     *
     * @return bytes, all jobs together
     */
    public final long workspaceBytes() {
        return frame().workspaceBytes();
    }

    /**
     * The plan in one line: algorithm, layout, element type, width, what the algorithm chose, jobs, tiles, memory, block
     * sizes that the caller or a profile put in place of the algorithm's own, and {@code tuned} where a profile decided.
     *
     * @return for example {@code implicit-gemm nchw float32 512-bit 14x32 kc=576 jobs=2 tiles=2 workspace=1.1MiB
     *     packed=144.0KiB}
     */
    public final String describe() {
        return frame().description();
    }

    /** What the plan computes, and the plan in one line. */
    @Override
    public final String toString() {
        return frame().toString();
    }

    /** Lets packed weights and workspaces go. Runs in progress finish; later ones are refused. Can be repeated. */
    @Override
    public final void close() {
        frame().close();
    }
}
