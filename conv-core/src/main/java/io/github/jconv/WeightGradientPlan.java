package io.github.jconv;

import io.github.jconv.events.Ran;
import io.github.jconv.spi.GradientKernel;

/**
 * The gradient of a convolution by its weights and bias, bound to an algorithm: made once by {@link Gradients}, run often.
 *
 * <p>How the sum over the pixels is split depends on the problem and the machine alone, and the parts are added in a fixed
 * order. Each element is at most {@code gamma_n * sum |x||g|} from the exact one, with n = N * outH * outW and one more for
 * what the destination held ({@link io.github.jconv.numerics.Numerics}). The workspace holds partial sums that the threads
 * share.
 *
 * {@snippet class="GradientExamples" region="gradients"}
 */
public final class WeightGradientPlan extends Plan {

    private final ConvProblem problem;
    private final Shape dstShape;
    private final PlanFrame<GradientKernel<?>, GradientRun<?>> frame;

    WeightGradientPlan(WeightGradientProblem asked, Choosing.Chosen<?> chosen, GradientKernel<?> kernel) {
        this.problem = asked.conv();
        this.dstShape = problem.dst();
        this.frame = PlanFrame.of(asked, chosen, kernel);
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
        run(DType.FLOAT32, src, gradDst, gradWeights, gradBias);
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
        run(DType.FLOAT64, src, gradDst, gradWeights, gradBias);
    }

    @SuppressWarnings("unchecked") // a plan's kernel and runs have the array type of its problem's element type
    private <T> void run(DType called, T src, T gradDst, T gradWeights, T gradBias) {
        GradientKernel<T> bound = (GradientKernel<T>) frame.kernel(called);
        check(src, gradDst, gradWeights, gradBias);
        GradientRun<T> run = (GradientRun<T>) frame.take();
        if (run == null) {
            run = new GradientRun<>(problem, bound, frame.scheduler().jobs());
        }
        run.bind(src, gradDst, gradWeights, gradBias);
        Ran event = Ran.begun();
        for (int stage = 0; run.begin(stage); stage++) {
            frame.scheduler().run(run);
        }
        frame.done(event, run);
    }

    private void check(Object src, Object gradDst, Object gradWeights, Object gradBias) {
        Checks.array("src", src, srcShape().elements());
        Checks.array("gradDst", gradDst, dstShape.elements());
        Checks.exactArray("gradWeights", gradWeights, problem.weightElements());
        if (gradBias != null) {
            Checks.exactArray("gradBias", gradBias, problem.k());
        }
        Checks.distinct("src", src, "gradWeights", gradWeights);
        Checks.distinct("gradDst", gradDst, "gradWeights", gradWeights);
        Checks.distinct("src", src, "gradBias", gradBias);
        Checks.distinct("gradDst", gradDst, "gradBias", gradBias);
        Checks.distinct("gradWeights", gradWeights, "gradBias", gradBias);
    }

    @Override
    public Shape srcShape() {
        return problem.src();
    }

    @Override
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

    @Override
    PlanFrame<?, ?> frame() {
        return frame;
    }
}
