package io.github.jconv;

import io.github.jconv.events.Ran;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.Scheduler;

/**
 * The gradient of a convolution by its weights and bias, bound to an algorithm: made once by {@link Gradients}, run often.
 *
 * <p>As a {@link ConvPlan}, a warm run allocates nothing on one thread, may be called from many threads at once, and gives
 * the same bits every time for every number of jobs: how the sum over the pixels is split depends on the problem and the
 * machine alone, and the parts are added in a fixed order. Each element is at most {@code gamma_n * sum |x||g|} from the
 * exact one, with n = N * outH * outW and one more for what the destination held
 * ({@link io.github.jconv.numerics.Numerics}). Its workspace is bounded for every batch and reported before the first run.
 *
 * {@snippet class="GradientExamples" region="gradients"}
 */
public final class WeightGradientPlan implements AutoCloseable {

    private final ConvProblem problem;
    private final Shape dstShape;
    private final String algorithm;
    private final Scheduler scheduler;
    private final long workspaceElements;
    private final PlanFrame<GradientKernel<?>, GradientRun<?>> frame;

    WeightGradientPlan(ConvProblem problem, Choosing.Chosen<?> chosen, GradientKernel<?> kernel) {
        this.problem = problem;
        this.dstShape = problem.dst();
        this.algorithm = chosen.name();
        this.scheduler = chosen.scheduler();
        this.workspaceElements = kernel.sharedElements() + (long) kernel.workspaceElements() * scheduler.jobs();
        this.frame = new PlanFrame<>(problem.type(), kernel, describe(kernel) + chosen.how());
    }

    /**
     * Computes the gradient by the weights, and by the bias where one is asked for.
     *
     * @param src the convolution's input, at least {@link #srcShape()} elements; only read
     * @param gradDst the gradient by its output, at least {@link #dstShape()} elements; only read
     * @param gradWeights exactly as many elements as there are weights, in their order; all are written
     * @param gradBias one number per output channel, or null
     * @throws IllegalArgumentException if an array is null, too short, or read and written, or the plan is for doubles
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] src, float[] gradDst, float[] gradWeights, float[] gradBias) {
        GradientKernel<float[]> floats = kernel(DType.FLOAT32);
        int biasLength = gradBias == null ? problem.k() : gradBias.length;
        check(
                Checks.notNull("src", src).length,
                Checks.notNull("gradDst", gradDst).length,
                Checks.notNull("gradWeights", gradWeights).length,
                biasLength);
        checkApart(src, gradDst, gradWeights, gradBias);
        GradientRun<float[]> run = acquire(floats);
        run.bind(src, gradDst, gradWeights, gradBias);
        execute(run);
    }

    /**
     * The double twin of {@link #run(float[], float[], float[], float[])}.
     *
     * @param src the convolution's input, at least {@link #srcShape()} elements; only read
     * @param gradDst the gradient by its output, at least {@link #dstShape()} elements; only read
     * @param gradWeights exactly as many elements as there are weights, in their order; all are written
     * @param gradBias one number per output channel, or null
     * @throws IllegalArgumentException if an array is null, too short, or read and written, or the plan is for floats
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] src, double[] gradDst, double[] gradWeights, double[] gradBias) {
        GradientKernel<double[]> doubles = kernel(DType.FLOAT64);
        int biasLength = gradBias == null ? problem.k() : gradBias.length;
        check(
                Checks.notNull("src", src).length,
                Checks.notNull("gradDst", gradDst).length,
                Checks.notNull("gradWeights", gradWeights).length,
                biasLength);
        checkApart(src, gradDst, gradWeights, gradBias);
        GradientRun<double[]> run = acquire(doubles);
        run.bind(src, gradDst, gradWeights, gradBias);
        execute(run);
    }

    private void check(int src, int gradDst, int gradWeights, int gradBias) {
        Checks.length("src", src, 0, srcShape().elements());
        Checks.length("gradDst", gradDst, 0, dstShape.elements());
        Checks.exactLength("gradWeights", gradWeights, problem.weightElements());
        Checks.exactLength("gradBias", gradBias, problem.k());
    }

    private static void checkApart(Object src, Object gradDst, Object gradWeights, Object gradBias) {
        Checks.distinct("src", src, "gradWeights", gradWeights);
        Checks.distinct("gradDst", gradDst, "gradWeights", gradWeights);
        Checks.distinct("src", src, "gradBias", gradBias);
        Checks.distinct("gradDst", gradDst, "gradBias", gradBias);
        Checks.distinct("gradWeights", gradWeights, "gradBias", gradBias);
    }

    @SuppressWarnings("unchecked") // a plan's kernel has the array type of its problem's element type
    private <T> GradientKernel<T> kernel(DType called) {
        return (GradientKernel<T>) frame.kernel(called);
    }

    @SuppressWarnings("unchecked") // every run in the pool was made for this plan's kernel
    private <T> GradientRun<T> acquire(GradientKernel<T> bound) {
        GradientRun<?> run = frame.take();
        return run != null ? (GradientRun<T>) run : new GradientRun<>(problem, bound, scheduler.jobs());
    }

    private void execute(GradientRun<?> run) {
        Ran event = Ran.begun();
        for (int stage = 0; run.begin(stage); stage++) {
            scheduler.run(run);
        }
        run.unbind();
        frame.give(run);
        if (event != null) {
            event.done("weight gradient of " + problem, algorithm);
        }
    }

    /**
     * The convolution's input shape.
     *
     * @return as the plan was made for
     */
    public Shape srcShape() {
        return problem.src();
    }

    /**
     * The shape of the convolution's output and its gradient.
     *
     * @return in the input's layout
     */
    public Shape dstShape() {
        return dstShape;
    }

    /**
     * What the plan computes the gradient of.
     *
     * @return the convolution; where it accumulates, the plan adds to what its destinations hold
     */
    public ConvProblem problem() {
        return problem;
    }

    /**
     * The algorithm's name.
     *
     * @return a name of {@link Gradients#weightAlgorithms()}
     */
    public String algorithm() {
        return algorithm;
    }

    /**
     * What one run needs besides the tensors: partial sums that the threads share, and a workspace for each.
     *
     * @return bytes, all jobs together
     */
    public long workspaceBytes() {
        return workspaceElements * problem.type().bytes();
    }

    /**
     * The plan in one line.
     *
     * @return algorithm, layout, width, blocking, jobs, memory
     */
    public String describe() {
        return frame.description();
    }

    private String describe(GradientKernel<?> bound) {
        int jobs = scheduler.jobs();
        int tiles = bound.tiles(0);
        return PlanFrame.line(algorithm, srcShape(), problem.type(), bound.usesVectors(), bound.detail(), jobs, tiles)
                + " workspace=" + Bytes.text(workspaceBytes());
    }

    @Override
    public String toString() {
        return "weight gradient of " + problem + ": " + frame.description();
    }

    /** Lets the workspaces go. Runs in progress finish; later ones are refused. Can be repeated. */
    @Override
    public void close() {
        frame.close();
    }
}
