package io.github.jconv;

import io.github.jconv.spi.PoolGradientKernel;

/**
 * The gradient of a pooling by its input, bound to an algorithm: made once by {@link Gradients#pool}, run often.
 *
 * <p>Where n windows meet at an element, its gradient is at most
 * {@code gamma_(n + 1)} times the sum of its parts' magnitudes from the exact one; with {@code accumulate}, what the
 * destination held is one part more. A part of a norm's gradient has {@code 2 p + 2} roundings more, and loses precision
 * where an element is less than the smallest normal number times its window's norm.
 *
 * {@snippet class="GradientExamples" region="pool"}
 */
public final class PoolGradientPlan extends Plan {

    private final PoolGradientProblem problem;
    private final PlanFrame<PoolGradientKernel<?, ?>, PoolGradientRun<?>> frame;

    PoolGradientPlan(PoolGradientProblem problem, Choosing.Chosen<?> chosen, PoolGradientKernel<?, ?> kernel) {
        this.problem = problem;
        this.frame = PlanFrame.of(problem, problem.pool(), chosen, kernel);
    }

    /**
     * The gradient of an average or sum pooling.
     *
     * @param gradDst the gradient by the output, at least {@link #dstShape()} elements; only read
     * @param gradSrc the gradient by the input, at least {@link #srcShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both read and written, the plan is for doubles,
     *     or the pooling is another
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] gradDst, float[] gradSrc) {
        wants(!problem.pool().isMax() && !problem.pool().isLp());
        gradient(DType.FLOAT32, gradDst, null, null, null, gradSrc);
    }

    /**
     * The gradient of a max pooling.
     *
     * @param gradDst the gradient by the output, at least {@link #dstShape()} elements; only read
     * @param indices as the pooling found them: for each output element {@code h * W + w} of its maximum in the input
     *     plane, or -1. One that lies in the plane but not in its window may be taken or left out
     * @param gradSrc the gradient by the input, at least {@link #srcShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both read and written, an index lies outside
     *     the plane, the plan is for doubles, or the pooling is another
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] gradDst, int[] indices, float[] gradSrc) {
        wants(problem.pool().isMax());
        gradient(DType.FLOAT32, gradDst, indices, null, null, gradSrc);
    }

    /**
     * The gradient of an Lp pooling.
     *
     * @param gradDst the gradient by the output, at least {@link #dstShape()} elements; only read
     * @param src the pooling's input, at least {@link #srcShape()} elements; only read
     * @param dst the pooling's output, at least {@link #dstShape()} elements; only read
     * @param gradSrc the gradient by the input, at least {@link #srcShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both read and written, the plan is for doubles,
     *     or the pooling is another
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] gradDst, float[] src, float[] dst, float[] gradSrc) {
        wants(problem.pool().isLp());
        gradient(DType.FLOAT32, gradDst, null, src, dst, gradSrc);
    }

    /**
     * The double twin of {@link #run(float[], float[])}.
     *
     * @param gradDst the gradient by the output, at least {@link #dstShape()} elements; only read
     * @param gradSrc the gradient by the input, at least {@link #srcShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both read and written, the plan is for floats,
     *     or the pooling is another
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] gradDst, double[] gradSrc) {
        wants(!problem.pool().isMax() && !problem.pool().isLp());
        gradient(DType.FLOAT64, gradDst, null, null, null, gradSrc);
    }

    /**
     * The double twin of {@link #run(float[], int[], float[])}.
     *
     * @param gradDst the gradient by the output, at least {@link #dstShape()} elements; only read
     * @param indices as the pooling found them: for each output element {@code h * W + w} of its maximum in the input
     *     plane, or -1. One that lies in the plane but not in its window may be taken or left out
     * @param gradSrc the gradient by the input, at least {@link #srcShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both read and written, an index lies outside
     *     the plane, the plan is for floats, or the pooling is another
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] gradDst, int[] indices, double[] gradSrc) {
        wants(problem.pool().isMax());
        gradient(DType.FLOAT64, gradDst, indices, null, null, gradSrc);
    }

    /**
     * The double twin of {@link #run(float[], float[], float[], float[])}.
     *
     * @param gradDst the gradient by the output, at least {@link #dstShape()} elements; only read
     * @param src the pooling's input, at least {@link #srcShape()} elements; only read
     * @param dst the pooling's output, at least {@link #dstShape()} elements; only read
     * @param gradSrc the gradient by the input, at least {@link #srcShape()} elements; all of those are written
     * @throws IllegalArgumentException if an array is null, too short or both read and written, the plan is for floats,
     *     or the pooling is another
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] gradDst, double[] src, double[] dst, double[] gradSrc) {
        wants(problem.pool().isLp());
        gradient(DType.FLOAT64, gradDst, null, src, dst, gradSrc);
    }

    private void wants(boolean fits) {
        if (!fits) {
            String arrays = "gradDst, gradSrc";
            if (problem.pool().isMax()) {
                arrays = "gradDst, indices, gradSrc";
            } else if (problem.pool().isLp()) {
                arrays = "gradDst, src, dst, gradSrc";
            }
            throw new IllegalArgumentException(
                    "run was called with the arrays of another pooling but the " + problem + " needs " + arrays);
        }
    }

    @SuppressWarnings("unchecked") // a plan's kernel and runs have the array type of its problem's element type
    private <T> void gradient(DType called, T gradDst, int[] indices, T src, T dst, T gradSrc) {
        PoolGradientKernel<?, ?> bound = frame.kernel(called);
        Checks.array("gradDst", gradDst, dstShape().elements());
        Checks.array("gradSrc", gradSrc, srcShape().elements());
        Checks.distinct("gradDst", gradDst, "gradSrc", gradSrc);
        if (problem.pool().isLp()) {
            Checks.array("src", src, srcShape().elements());
            Checks.array("dst", dst, dstShape().elements());
            Checks.distinct("src", src, "gradSrc", gradSrc);
            Checks.distinct("dst", dst, "gradSrc", gradSrc);
        }
        if (problem.pool().isMax()) {
            PoolPlaces.check(indices, srcShape(), dstShape());
        }
        PoolGradientRun<T> run = (PoolGradientRun<T>) frame.take();
        if (run == null) {
            run = new PoolGradientRun<>(
                    (PoolGradientKernel<T, ?>) bound, frame.scheduler().jobs(), problem.pool());
        }
        run.bind(gradDst, indices, src, dst, gradSrc);
        frame.run(run);
    }

    @Override
    public Shape srcShape() {
        return problem.pool().src();
    }

    @Override
    public Shape dstShape() {
        return problem.pool().dst();
    }

    @Override
    PlanFrame<?, ?> frame() {
        return frame;
    }
}
