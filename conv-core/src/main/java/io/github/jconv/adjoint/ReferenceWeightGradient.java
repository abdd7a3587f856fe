package io.github.jconv.adjoint;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferenceConvDouble;
import io.github.jconv.reference.ReferenceConvFloat;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.Verdict;
import io.github.jconv.spi.WeightGradientAlgorithm;
import java.util.function.IntFunction;

/** The last line of the table of weight gradients: the scalar reference, which computes everything, in one tile. */
public final class ReferenceWeightGradient implements WeightGradientAlgorithm {

    /** Low enough that every other algorithm that accepts comes first. */
    private static final double FRACTION_OF_PEAK = 0.0005;

    /** Stateless. */
    public ReferenceWeightGradient() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Verdict judge(ConvProblem problem, Machine machine) {
        return Verdict.yes(problem.macs() / FRACTION_OF_PEAK);
    }

    @Override
    public GradientKernel<float[]> bindFloats(ConvProblem p, Machine machine, Blocking blocking) {
        return new Whole<>(
                float[]::new,
                (src, gradDst, gradWeights) ->
                        ReferenceConvFloat.weightGradient(p, src, gradDst, gradWeights, p.accumulate()));
    }

    @Override
    public GradientKernel<double[]> bindDoubles(ConvProblem p, Machine machine, Blocking blocking) {
        return new Whole<>(
                double[]::new,
                (src, gradDst, gradWeights) ->
                        ReferenceConvDouble.weightGradient(p, src, gradDst, gradWeights, p.accumulate()));
    }

    private interface Operation<T> {
        void run(T src, T gradDst, T gradWeights);
    }

    private record Whole<T>(IntFunction<T> arrays, Operation<T> operation) implements GradientKernel<T> {

        @Override
        public int stages() {
            return 1;
        }

        @Override
        public int tiles(int stage) {
            return 1;
        }

        @Override
        public int workspaceElements() {
            return 0;
        }

        @Override
        public int sharedElements() {
            return 0;
        }

        @Override
        public T newArray(int elements) {
            return arrays.apply(elements);
        }

        @Override
        public boolean usesVectors() {
            return false;
        }

        @Override
        public String detail() {
            return "";
        }

        @Override
        public void run(int stage, int tile, T src, T gradDst, T gradWeights, T workspace, T shared) {
            operation.run(src, gradDst, gradWeights);
        }
    }
}
