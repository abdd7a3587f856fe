package io.github.jconv;

import io.github.jconv.spi.PoolKernel;

/**
 * A pooling bound to a shape and an algorithm: made once by {@link Planner#plan(Pool2d, Shape, DType)}, run often.
 *
 * <p>Maxima are exact; a sum of n elements is at most {@code gamma_n * sum|x|} from
 * the exact one, and an average has one rounding more. Of zeros of both signs a maximum may be either, unless indices are
 * asked for.
 *
 * {@snippet class="Examples" region="pool-plan"}
 */
public final class PoolPlan extends Plan {

    private final PoolProblem problem;
    private final PlanFrame<PoolKernel<?, ?>, PoolRun<?>> frame;

    PoolPlan(PoolProblem problem, Choosing.Chosen<?> chosen, PoolKernel<?, ?> kernel) {
        this.problem = problem;
        this.frame = PlanFrame.of(problem, problem, chosen, kernel);
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
        pool(DType.FLOAT32, src, dst, null);
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
        pool(DType.FLOAT32, src, dst, indices);
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
        pool(DType.FLOAT64, src, dst, null);
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
        pool(DType.FLOAT64, src, dst, indices);
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
        Checks.array("indices", indices, dstShape().elements());
    }

    @SuppressWarnings("unchecked") // a plan's kernel and runs have the array type of its problem's element type
    private <T> void pool(DType called, T src, T dst, int[] indices) {
        PoolKernel<?, ?> bound = frame.kernel(called);
        Checks.array("src", src, srcShape().elements());
        Checks.array("dst", dst, dstShape().elements());
        Checks.distinct("src", src, "dst", dst);
        PoolRun<T> run = (PoolRun<T>) frame.take();
        if (run == null) {
            run = new PoolRun<>((PoolKernel<T, ?>) bound, frame.scheduler().jobs(), problem);
        }
        run.bind(src, dst, indices);
        frame.run(run);
    }

    @Override
    public Shape srcShape() {
        return problem.src();
    }

    @Override
    public Shape dstShape() {
        return problem.dst();
    }

    @Override
    PlanFrame<?, ?> frame() {
        return frame;
    }
}
