package io.github.jconv;

import io.github.jconv.adjoint.BiasGradientDouble;
import io.github.jconv.adjoint.BiasGradientFloat;
import io.github.jconv.spi.GradientKernel;

/** One call of a weight gradient's run: its tensors, what the threads share, and a workspace for each seat. */
final class GradientRun<T> implements PlanTask {

    private final ConvProblem problem;
    private final Shape dstShape;
    private final GradientKernel<T> kernel;
    private final T shared;
    private final Seats<T> seats;
    private final Seats<Object> biasSeats;
    private int stage;
    private T src;
    private T gradDst;
    private T gradWeights;
    private T gradBias;

    GradientRun(ConvProblem problem, GradientKernel<T> kernel, int jobs) {
        this.problem = problem;
        this.dstShape = problem.dst();
        this.kernel = kernel;
        this.shared = kernel.newArray(kernel.sharedElements());
        this.seats = new Seats<>(jobs, () -> kernel.newArray(kernel.workspaceElements()));
        this.biasSeats = new Seats<>(
                jobs,
                problem.type() == DType.FLOAT32 ? BiasGradientFloat::newWorkspace : BiasGradientDouble::newWorkspace);
    }

    void bind(T input, T outputGradient, T weightGradient, T biasGradient) {
        src = input;
        gradDst = outputGradient;
        gradWeights = weightGradient;
        gradBias = biasGradient;
    }

    /** Turns to a stage, if there is such. */
    boolean begin(int number) {
        stage = number;
        return number < kernel.stages();
    }

    @Override
    public void unbind() {
        bind(null, null, null, null);
    }

    @Override
    public int tiles() {
        return kernel.tiles(stage) + (hasBias() ? BiasGradientFloat.tiles(dstShape) : 0);
    }

    /** The bias is summed beside the first stage. */
    private boolean hasBias() {
        return gradBias != null && stage == 0;
    }

    @Override
    public long work() {
        return stage == 0 ? problem.macs() : kernel.sharedElements();
    }

    @Override
    public long bytes() {
        return stage == 0
                ? PlanRun.bytes(problem.type(), problem.src(), dstShape, problem.weightElements())
                : (long) kernel.sharedElements() * problem.type().bytes();
    }

    @Override
    public void run(int tile, int slot) {
        int own = kernel.tiles(stage);
        if (tile >= own) {
            bias(tile - own, slot);
            return;
        }
        kernel.run(stage, tile, src, gradDst, gradWeights, seats.workspace(slot), shared);
    }

    private void bias(int tile, int slot) {
        boolean add = problem.accumulate();
        if (gradDst instanceof float[] g && gradBias instanceof float[] b) {
            BiasGradientFloat.run(dstShape, tile, g, b, add, (float[]) biasSeats.workspace(slot));
        } else if (gradDst instanceof double[] g && gradBias instanceof double[] b) {
            BiasGradientDouble.run(dstShape, tile, g, b, add, (double[]) biasSeats.workspace(slot));
        }
    }
}
