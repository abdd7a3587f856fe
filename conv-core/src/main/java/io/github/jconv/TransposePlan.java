package io.github.jconv;

import io.github.jconv.spi.TileKernel;

/**
 * A transposed convolution, or the gradient of a convolution by its input, bound to an algorithm and packed weights: made
 * once by {@link Gradients}, run often.
 *
 * <p>Each element is at most {@code gamma_n * sum |x||w|} from the exact one, with n = C/groups * R * S and one more for a
 * bias and for what the destination held ({@link io.github.jconv.numerics.Numerics}). The workspace does not depend on the
 * batch.
 *
 * {@snippet class="GradientExamples" region="transpose"}
 */
public final class TransposePlan extends Plan {

    private final TransposeProblem problem;
    private final PlanFrame<TileKernel<?, ?>, PlanRun<?>> frame;

    TransposePlan(TransposeProblem problem, Choosing.Chosen<?> chosen, TileKernel<?, ?> kernel) {
        this.problem = problem;
        this.frame = PlanFrame.of(problem, problem.src(), problem.type(), chosen, kernel);
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
        run(DType.FLOAT32, src, dst);
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
        run(DType.FLOAT64, src, dst);
    }

    @SuppressWarnings("unchecked") // a plan's kernel and runs have the array type of its problem's element type
    private <T> void run(DType called, T src, T dst) {
        TileKernel<T, ?> bound = (TileKernel<T, ?>) frame.kernel(called);
        Checks.array("src", src, srcShape().elements());
        Checks.array("dst", dst, dstShape().elements());
        Checks.distinct("src", src, "dst", dst);
        PlanRun<T> run = (PlanRun<T>) frame.take();
        if (run == null) {
            long bytes = PlanRun.bytes(problem.type(), problem.src(), problem.dst(), problem.weightElements());
            run = new PlanRun<>(bound, frame.scheduler().jobs(), problem.macs(), bytes);
        }
        run.bind(0, bound.grid().tiles(), src, 0, dst, 0);
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

    /**
     * What the plan computes.
     *
     * @return the problem
     */
    public TransposeProblem problem() {
        return problem;
    }

    @Override
    PlanFrame<?, ?> frame() {
        return frame;
    }
}
