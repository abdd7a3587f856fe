package io.github.jconv;

import io.github.jconv.events.Ran;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileKernel;

/**
 * A transposed convolution, or the gradient of a convolution by its input, bound to an algorithm and packed weights: made
 * once by {@link Gradients}, run often.
 *
 * <p>As a {@link ConvPlan}, a warm run allocates nothing on one thread, may be called from many threads at once, and gives
 * the same bits every time for every number of jobs; its workspace does not depend on the batch and is reported before the
 * first run. Each element is at most {@code gamma_n * sum |x||w|} from the exact one, with n = C/groups * R * S and one
 * more for a bias and for what the destination held ({@link io.github.jconv.numerics.Numerics}).
 *
 * {@snippet class="GradientExamples" region="transpose"}
 */
public final class TransposePlan implements AutoCloseable {

    private final TransposeProblem problem;
    private final String algorithm;
    private final Scheduler scheduler;
    private final int workspaceElements;
    private final PlanFrame<TileKernel<?, ?>, PlanRun<?>> frame;

    TransposePlan(TransposeProblem problem, Choosing.Chosen<?> chosen, TileKernel<?, ?> kernel) {
        this.problem = problem;
        this.algorithm = chosen.name();
        this.scheduler = chosen.scheduler();
        this.workspaceElements = kernel.workspaceElements();
        this.frame = new PlanFrame<>(problem.type(), kernel, describe(kernel) + chosen.how());
    }

    /**
     * Computes the output.
     *
     * @param src at least {@link #srcShape()} elements: the gradient by a convolution's output, or the input of a
     *     transposed convolution; only read
     * @param dst at least {@link #dstShape()} elements, another array; every element of the shape is written
     * @throws IllegalArgumentException if an array is null or too short, both are one, or the plan is for doubles
     * @throws IllegalStateException if the plan was closed
     */
    public void run(float[] src, float[] dst) {
        TileKernel<float[], ?> floats = kernel(DType.FLOAT32);
        Checks.length("src", Checks.notNull("src", src).length, 0, srcShape().elements());
        Checks.length("dst", Checks.notNull("dst", dst).length, 0, dstShape().elements());
        Checks.distinct("src", src, "dst", dst);
        execute(floats, src, dst);
    }

    /**
     * The double twin of {@link #run(float[], float[])}.
     *
     * @param src at least {@link #srcShape()} elements; only read
     * @param dst at least {@link #dstShape()} elements, another array; every element of the shape is written
     * @throws IllegalArgumentException if an array is null or too short, both are one, or the plan is for floats
     * @throws IllegalStateException if the plan was closed
     */
    public void run(double[] src, double[] dst) {
        TileKernel<double[], ?> doubles = kernel(DType.FLOAT64);
        Checks.length("src", Checks.notNull("src", src).length, 0, srcShape().elements());
        Checks.length("dst", Checks.notNull("dst", dst).length, 0, dstShape().elements());
        Checks.distinct("src", src, "dst", dst);
        execute(doubles, src, dst);
    }

    @SuppressWarnings("unchecked") // a plan's kernel has the array type of its problem's element type
    private <T> TileKernel<T, ?> kernel(DType called) {
        return (TileKernel<T, ?>) frame.kernel(called);
    }

    @SuppressWarnings("unchecked") // every run in the pool was made for this plan's kernel
    private <T> void execute(TileKernel<T, ?> bound, T src, T dst) {
        Ran event = Ran.begun();
        PlanRun<T> run = (PlanRun<T>) frame.take();
        if (run == null) {
            long bytes = PlanRun.bytes(problem.type(), problem.src(), problem.dst(), problem.weightElements());
            run = new PlanRun<>(bound, scheduler.jobs(), problem.macs(), bytes);
        }
        run.bind(0, bound.grid().tiles(), src, 0, dst, 0);
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
     * What the plan computes.
     *
     * @return the problem
     */
    public TransposeProblem problem() {
        return problem;
    }

    /**
     * The algorithm's name.
     *
     * @return a name of {@link Gradients#transposeAlgorithms()}
     */
    public String algorithm() {
        return algorithm;
    }

    /**
     * What one run needs besides the tensors and the packed weights: the same for every batch.
     *
     * @return bytes, all jobs together
     */
    public long workspaceBytes() {
        return (long) workspaceElements * problem.type().bytes() * scheduler.jobs();
    }

    /**
     * The plan in one line.
     *
     * @return algorithm, layout, width, what the convolutions are, jobs, memory
     */
    public String describe() {
        return frame.description();
    }

    private String describe(TileKernel<?, ?> bound) {
        int jobs = scheduler.jobs();
        int tiles = bound.grid().tiles();
        return PlanFrame.line(algorithm, srcShape(), problem.type(), bound.usesVectors(), bound.detail(), jobs, tiles)
                + " workspace=" + Bytes.text(workspaceBytes()) + " packed="
                + Bytes.text((long) bound.packedElements() * problem.type().bytes());
    }

    @Override
    public String toString() {
        return problem + ": " + frame.description();
    }

    /** Lets the packed weights and workspaces go. Runs in progress finish; later ones are refused. Can be repeated. */
    @Override
    public void close() {
        frame.close();
    }
}
