package io.github.jconv.plan;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferenceConvDouble;
import io.github.jconv.reference.ReferenceConvFloat;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.ScalarKernel;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.Verdict;

/** The last line of the table: the scalar reference, which computes everything. A tile is one output row. */
final class ReferenceConv implements Algorithm {

    /** Low enough that every other algorithm that accepts comes first. */
    private static final double FRACTION_OF_PEAK = 0.001;

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Verdict judge(ConvProblem problem, Machine machine) {
        return Verdict.yes(problem.macs() / FRACTION_OF_PEAK);
    }

    @Override
    public ScalarKernel<float[]> bind(ConvProblem p, BindContext context, float[] weights, float[] bias) {
        float[] w = weights.clone();
        float[] b = bias == null ? null : bias.clone();
        return new RowKernel<>(
                p,
                w.length + (b == null ? 0 : b.length),
                (n, oh, src, srcOffset, dst, dstOffset) ->
                        ReferenceConvFloat.forwardRow(p, n, oh, src, srcOffset, w, b, dst, dstOffset));
    }

    @Override
    public ScalarKernel<double[]> bind(ConvProblem p, BindContext context, double[] weights, double[] bias) {
        double[] w = weights.clone();
        double[] b = bias == null ? null : bias.clone();
        return new RowKernel<>(
                p,
                w.length + (b == null ? 0 : b.length),
                (n, oh, src, srcOffset, dst, dstOffset) ->
                        ReferenceConvDouble.forwardRow(p, n, oh, src, srcOffset, w, b, dst, dstOffset));
    }

    /** One output row of one image, all channels. */
    private interface Row<T> {
        void run(int n, int oh, T src, int srcOffset, T dst, int dstOffset);
    }

    private record RowKernel<T>(TileGrid grid, int packedElements, Row<T> row) implements ScalarKernel<T> {

        RowKernel(ConvProblem p, int packedElements, Row<T> row) {
            this(new TileGrid(p.src().n(), p.outH()), packedElements, row);
        }

        @Override
        public void run(int tile, T src, int srcOffset, T dst, int dstOffset, Object none) {
            int rows = grid.tilesPerImage();
            row.run(tile / rows, tile % rows, src, srcOffset, dst, dstOffset);
        }
    }
}
