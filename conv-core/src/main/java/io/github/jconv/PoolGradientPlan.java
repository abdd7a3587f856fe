package io.github.jconv;

import io.github.jconv.events.Ran;
import io.github.jconv.spi.PoolGradientKernel;
import io.github.jconv.spi.Scheduler;

/**
 * The gradient of a pooling by its input, bound to an algorithm: made once by {@link Gradients#pool}, run often.
 *
 * <p>As a {@link ConvPlan}, a warm run allocates nothing on one thread, may be called from many threads at once, and gives
 * the same bits for every number of jobs. Where n windows meet at an element, its gradient is at most
 * {@code gamma_(n + 1)} times the sum of its parts' magnitudes from the exact one; with {@code accumulate}, what the
 * destination held is one part more. A part of a norm's gradient has {@code 2 p + 2} roundings more, and loses precision
 * where an element is less than the smallest normal number times its window's norm.
 *
 * {@snippet class="GradientExamples" region="pool"}
 */
public final class PoolGradientPlan implements AutoCloseable {

    private final PoolGradientProblem problem;
    private final String algorithm;
    private final Scheduler scheduler;
    private final long workspaceBytes;
    private final PlanFrame<PoolGradientKernel<?, ?>, PoolGradientRun<?>> frame;

    PoolGradientPlan(PoolGradientProblem problem, Choosing.Chosen<?> chosen, PoolGradientKernel<?, ?> kernel) {
        this.problem = problem;
        this.algorithm = chosen.name();
        this.scheduler = chosen.scheduler();
        this.workspaceBytes =
                (long) kernel.workspaceElements() * problem.pool().type().bytes() * scheduler.jobs();
        this.frame = new PlanFrame<>(problem.pool().type(), kernel, describe(kernel) + chosen.how());
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
        gradient(DType.FLOAT32, gradDst, length(gradDst), null, null, 0, null, 0, gradSrc, length(gradSrc));
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
        gradient(
                DType.FLOAT32,
                gradDst,
                length(gradDst),
                Checks.notNull("indices", indices),
                null,
                0,
                null,
                0,
                gradSrc,
                length(gradSrc));
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
        Checks.notNull("src", src);
        Checks.notNull("dst", dst);
        gradient(
                DType.FLOAT32,
                gradDst,
                length(gradDst),
                null,
                src,
                src.length,
                dst,
                dst.length,
                gradSrc,
                length(gradSrc));
    }

    private static int length(float[] tensor) {
        return tensor == null ? 0 : tensor.length;
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
        gradient(DType.FLOAT64, gradDst, length(gradDst), null, null, 0, null, 0, gradSrc, length(gradSrc));
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
        gradient(
                DType.FLOAT64,
                gradDst,
                length(gradDst),
                Checks.notNull("indices", indices),
                null,
                0,
                null,
                0,
                gradSrc,
                length(gradSrc));
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
        Checks.notNull("src", src);
        Checks.notNull("dst", dst);
        gradient(
                DType.FLOAT64,
                gradDst,
                length(gradDst),
                null,
                src,
                src.length,
                dst,
                dst.length,
                gradSrc,
                length(gradSrc));
    }

    private static int length(double[] tensor) {
        return tensor == null ? 0 : tensor.length;
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
    private <T> void gradient(
            DType called,
            T gradDst,
            int gradDstLength,
            int[] indices,
            T src,
            int srcLength,
            T dst,
            int dstLength,
            T gradSrc,
            int gradSrcLength) {
        PoolGradientKernel<?, ?> bound = frame.kernel(called);
        Checks.notNull("gradDst", gradDst);
        Checks.notNull("gradSrc", gradSrc);
        Checks.length("gradDst", gradDstLength, 0, dstShape().elements());
        Checks.length("gradSrc", gradSrcLength, 0, srcShape().elements());
        Checks.distinct("gradDst", gradDst, "gradSrc", gradSrc);
        if (src != null) {
            Checks.length("src", srcLength, 0, srcShape().elements());
            Checks.length("dst", dstLength, 0, dstShape().elements());
            Checks.distinct("src", src, "gradSrc", gradSrc);
            Checks.distinct("dst", dst, "gradSrc", gradSrc);
        }
        if (indices != null) {
            PoolPlaces.check(indices, srcShape(), dstShape());
        }
        Ran event = Ran.begun();
        PoolGradientRun<T> run = (PoolGradientRun<T>) frame.take();
        if (run == null) {
            run = new PoolGradientRun<>((PoolGradientKernel<T, ?>) bound, scheduler.jobs(), problem.pool());
        }
        run.bind(gradDst, indices, src, dst, gradSrc);
        scheduler.run(run);
        run.unbind();
        frame.give(run);
        if (event != null) {
            event.done(problem, algorithm);
        }
    }

    /**
     * The shape of the pooling's input and of the gradient by it.
     *
     * @return as the plan was made for
     */
    public Shape srcShape() {
        return problem.pool().src();
    }

    /**
     * The shape of the pooling's output and of the gradient by it.
     *
     * @return in the input's layout
     */
    public Shape dstShape() {
        return problem.pool().dst();
    }

    /**
     * The algorithm's name.
     *
     * @return a name of {@link Gradients#poolAlgorithms()}
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

    private String describe(PoolGradientKernel<?, ?> bound) {
        int jobs = scheduler.jobs();
        DType type = problem.pool().type();
        return PlanFrame.line(algorithm, srcShape(), type, bound.usesVectors(), "", jobs, bound.tiles()) + " workspace="
                + Bytes.text(workspaceBytes);
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
