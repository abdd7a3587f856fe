package io.github.jconv;

import io.github.jconv.events.Ran;
import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.Scheduler;

/**
 * A pooling bound to a shape and an algorithm: made once by {@link Planner#plan(Pool2d, Shape, DType)}, run often.
 *
 * <p>As a {@link ConvPlan}, a warm run allocates nothing on one thread, may be called from many threads at once, and gives
 * the same bits for every number of jobs. Maxima are exact; a sum of n elements is at most {@code gamma_n * sum|x|} from
 * the exact one, and an average has one rounding more. Of zeros of both signs a maximum may be either, unless indices are
 * asked for.
 *
 * {@snippet class="Examples" region="pool-plan"}
 */
public final class PoolPlan implements AutoCloseable {

    private final PoolProblem problem;
    private final String algorithm;
    private final Scheduler scheduler;
    private final long workspaceBytes;
    private final PlanFrame<PoolKernel<?, ?>, PoolRun<?>> frame;

    PoolPlan(PoolProblem problem, Choosing.Chosen<?> chosen, PoolKernel<?, ?> kernel) {
        this.problem = problem;
        this.algorithm = chosen.name();
        this.scheduler = chosen.scheduler();
        this.workspaceBytes = (long) kernel.workspaceElements() * problem.type().bytes() * scheduler.jobs();
        this.frame = new PlanFrame<>(problem.type(), kernel, describe(kernel) + chosen.how());
    }

    /**
     * Pools.
     *
     * @param src the input, at least {@link #srcShape()} elements; only read
     * @param dst the output, at least {@link #dstShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both, or the plan is for doubles or wants
     *     indices
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] src, float[] dst) {
        wantsNoIndices();
        pool(DType.FLOAT32, src, src == null ? 0 : src.length, dst, dst == null ? 0 : dst.length, null);
    }

    /**
     * Finds the maximum of each window and its place.
     *
     * @param src the input, at least {@link #srcShape()} elements; only read
     * @param dst the output, at least {@link #dstShape()} elements; all of those are written
     * @param indices for each output element {@code h * W + w} of its maximum in the input plane; all are written
     * @throws IllegalArgumentException if an array is null, too short or both, or the plan is for doubles or without
     *     indices
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] src, float[] dst, int[] indices) {
        wantsIndices(indices);
        pool(DType.FLOAT32, src, src == null ? 0 : src.length, dst, dst == null ? 0 : dst.length, indices);
    }

    /**
     * The double twin of {@link #run(float[], float[])}.
     *
     * @param src the input, at least {@link #srcShape()} elements; only read
     * @param dst the output, at least {@link #dstShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both, or the plan is for floats or wants indices
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] src, double[] dst) {
        wantsNoIndices();
        pool(DType.FLOAT64, src, src == null ? 0 : src.length, dst, dst == null ? 0 : dst.length, null);
    }

    /**
     * The double twin of {@link #run(float[], float[], int[])}.
     *
     * @param src the input, at least {@link #srcShape()} elements; only read
     * @param dst the output, at least {@link #dstShape()} elements; all of those are written
     * @param indices for each output element {@code h * W + w} of its maximum in the input plane; all are written
     * @throws IllegalArgumentException if an array is null, too short or both, or the plan is for floats or without
     *     indices
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] src, double[] dst, int[] indices) {
        wantsIndices(indices);
        pool(DType.FLOAT64, src, src == null ? 0 : src.length, dst, dst == null ? 0 : dst.length, indices);
    }

    private void wantsNoIndices() {
        if (problem.indices()) {
            throw new IllegalArgumentException(
                    "run was called with 2 arrays but the plan wants 3: source, destination and indices");
        }
    }

    private void wantsIndices(int[] indices) {
        if (!problem.indices()) {
            throw new IllegalArgumentException(
                    "run was called with indices but the plan was made without; use Planner.planWithIndices");
        }
        Checks.length(
                "indices",
                Checks.notNull("indices", indices).length,
                0,
                dstShape().elements());
    }

    @SuppressWarnings("unchecked") // a plan's kernel and runs have the array type of its problem's element type
    private <T> void pool(DType called, T src, int srcLength, T dst, int dstLength, int[] indices) {
        PoolKernel<?, ?> bound = frame.kernel(called);
        Checks.notNull("src", src);
        Checks.notNull("dst", dst);
        Checks.length("src", srcLength, 0, srcShape().elements());
        Checks.length("dst", dstLength, 0, dstShape().elements());
        Checks.distinct("src", src, "dst", dst);
        Ran event = Ran.begun();
        PoolRun<T> run = (PoolRun<T>) frame.take();
        if (run == null) {
            run = new PoolRun<>((PoolKernel<T, ?>) bound, scheduler.jobs(), problem);
        }
        run.bind(src, dst, indices);
        scheduler.run(run);
        run.unbind();
        frame.give(run);
        if (event != null) {
            event.done(problem, algorithm);
        }
    }

    /**
     * The input's shape.
     *
     * @return as the plan was made for
     */
    public Shape srcShape() {
        return problem.src();
    }

    /**
     * The output's shape.
     *
     * @return in the input's layout
     */
    public Shape dstShape() {
        return problem.dst();
    }

    /**
     * The algorithm's name.
     *
     * @return {@code vectors} or {@code reference}
     */
    public String algorithm() {
        return algorithm;
    }

    /**
     * What one run needs besides the tensors.
     *
     * @return bytes, all jobs together; the same for every batch
     */
    public long workspaceBytes() {
        return workspaceBytes;
    }

    /**
     * The plan in one line.
     *
     * @return algorithm, layout, width, jobs, tiles, memory
     */
    public String describe() {
        return frame.description();
    }

    private String describe(PoolKernel<?, ?> bound) {
        int jobs = scheduler.jobs();
        return PlanFrame.line(algorithm, srcShape(), problem.type(), bound.usesVectors(), "", jobs, bound.tiles())
                + " workspace=" + Bytes.text(workspaceBytes);
    }

    @Override
    public String toString() {
        return problem + ": " + frame.description();
    }

    /** Lets the workspaces go. Runs in progress finish; later ones are refused. Can be repeated. */
    @Override
    public void close() {
        frame.close();
    }
}
