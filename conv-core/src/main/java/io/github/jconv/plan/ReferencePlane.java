package io.github.jconv.plan;

import io.github.jconv.PlaneProblem;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferencePlaneDouble;
import io.github.jconv.reference.ReferencePlaneFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.ScalarKernel;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import java.util.Locale;

/** The last line of the table of filters over planes. */
final class ReferencePlane implements PlaneAlgorithm {

    /** What a multiply-add costs, in multiply-adds at peak. */
    private static final double MAC = 400;

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Verdict judge(PlaneProblem problem, Machine machine) {
        return Verdict.yes(problem.conv().macs() * MAC);
    }

    @Override
    public TileKernel<float[], ?> bind(
            PlaneProblem p, BindContext context, float[] filter, float[] column, float[] row) {
        Window window = p.conv().window();
        Shape in = p.conv().src();
        float[] kept = filter.clone();
        return new PlaneKernel<float[]>(
                p,
                (src, from, dst, to) ->
                        ReferencePlaneFloat.correlate(window, p.border(), in.h(), in.w(), src, from, kept, dst, to));
    }

    @Override
    public TileKernel<double[], ?> bind(
            PlaneProblem p, BindContext context, double[] filter, double[] column, double[] row) {
        Window window = p.conv().window();
        Shape in = p.conv().src();
        double[] kept = filter.clone();
        return new PlaneKernel<double[]>(
                p,
                (src, from, dst, to) ->
                        ReferencePlaneDouble.correlate(window, p.border(), in.h(), in.w(), src, from, kept, dst, to));
    }

    /** One plane. */
    private interface Plane<T> {
        void run(T src, int from, T dst, int to);
    }

    /** A plane a tile. */
    private record PlaneKernel<T>(PlaneProblem p, Plane<T> plane) implements ScalarKernel<T> {

        @Override
        public TileGrid grid() {
            return new TileGrid(p.conv().src().n(), 1);
        }

        @Override
        public int packedElements() {
            return p.conv().weightElements();
        }

        @Override
        public String detail() {
            return p.border().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public void run(int tile, T src, int srcOffset, T dst, int dstOffset, Object none) {
            int from = srcOffset + tile * p.conv().src().imageElements();
            plane.run(src, from, dst, dstOffset + tile * p.conv().dst().imageElements());
        }
    }
}
