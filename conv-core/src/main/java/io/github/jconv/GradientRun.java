package io.github.jconv;

import io.github.jconv.adjoint.BiasGradientDouble;
import io.github.jconv.adjoint.BiasGradientFloat;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.TileTask;

/** One call of a weight gradient's run: its tensors, what the threads share, and a workspace for each seat. */
final class GradientRun<T> implements TileTask {

    private final ConvProblem problem;
    private final Shape dstShape;
    private final GradientKernel<T> kernel;
    private final T shared;
    private final T[] workspaces;
    private final Object[] biasWorkspaces;
    private int stage;
    private T src;
    private T gradDst;
    private T gradWeights;
    private T gradBias;

    @SuppressWarnings("unchecked") // Java has no arrays of a type variable
    GradientRun(ConvProblem problem, GradientKernel<T> kernel, int jobs) {
        this.problem = problem;
        this.dstShape = problem.dst();
        this.kernel = kernel;
        this.shared = kernel.newArray(kernel.sharedElements());
        this.workspaces = (T[]) new Object[jobs];
        this.biasWorkspaces = new Object[jobs];
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

    /** Lets the caller's tensors go. */
    void unbind() {
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
        T workspace = workspaces[slot];
        if (workspace == null) {
            workspace = kernel.newArray(kernel.workspaceElements());
            workspaces[slot] = workspace;
        }
        kernel.run(stage, tile, src, gradDst, gradWeights, workspace, shared);
    }

    private void bias(int tile, int slot) {
        boolean add = problem.accumulate();
        if (gradDst instanceof float[] g && gradBias instanceof float[] b) {
            if (biasWorkspaces[slot] == null) {
                biasWorkspaces[slot] = BiasGradientFloat.newWorkspace();
            }
            BiasGradientFloat.run(dstShape, tile, g, b, add, (float[]) biasWorkspaces[slot]);
        } else if (gradDst instanceof double[] g && gradBias instanceof double[] b) {
            if (biasWorkspaces[slot] == null) {
                biasWorkspaces[slot] = BiasGradientDouble.newWorkspace();
            }
            BiasGradientDouble.run(dstShape, tile, g, b, add, (double[]) biasWorkspaces[slot]);
        }
    }
}
