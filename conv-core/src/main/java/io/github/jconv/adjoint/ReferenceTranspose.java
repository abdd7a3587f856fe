package io.github.jconv.adjoint;

import io.github.jconv.TransposeProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferenceTransposeDouble;
import io.github.jconv.reference.ReferenceTransposeFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.ScalarKernel;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TransposeAlgorithm;
import io.github.jconv.spi.Verdict;
import java.util.function.BiConsumer;

/** The last line of the table of transposed convolutions: the scalar reference, which computes everything, in one tile. */
public final class ReferenceTranspose implements TransposeAlgorithm {

    /** Low enough that every other algorithm that accepts comes first. */
    private static final double FRACTION_OF_PEAK = 0.0005;

    /** Stateless. */
    public ReferenceTranspose() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Verdict judge(TransposeProblem problem, Machine machine) {
        return Verdict.yes(problem.macs() / FRACTION_OF_PEAK);
    }

    @Override
    public ScalarKernel<float[]> bind(TransposeProblem p, BindContext context, float[] weights, float[] bias) {
        float[] w = weights.clone();
        float[] b = bias == null ? null : bias.clone();
        return new Whole<>(
                w.length + (b == null ? 0 : b.length),
                (src, dst) -> ReferenceTransposeFloat.forward(
                        p.window(), p.groups(), p.src(), src, w, b, p.dst(), dst, p.accumulate()));
    }

    @Override
    public ScalarKernel<double[]> bind(TransposeProblem p, BindContext context, double[] weights, double[] bias) {
        double[] w = weights.clone();
        double[] b = bias == null ? null : bias.clone();
        return new Whole<>(
                w.length + (b == null ? 0 : b.length),
                (src, dst) -> ReferenceTransposeDouble.forward(
                        p.window(), p.groups(), p.src(), src, w, b, p.dst(), dst, p.accumulate()));
    }

    private record Whole<T>(int packedElements, BiConsumer<T, T> operation) implements ScalarKernel<T> {

        private static final TileGrid ONE = new TileGrid(1, 1);

        @Override
        public TileGrid grid() {
            return ONE;
        }

        @Override
        public void run(int tile, T src, int srcOffset, T dst, int dstOffset, Object none) {
            operation.accept(src, dst);
        }
    }
}
