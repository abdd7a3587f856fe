package io.github.jconv.plan;

import io.github.jconv.PlaneProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.reference.ReferencePlaneDouble;
import io.github.jconv.reference.ReferencePlaneFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;

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
        float[] kept = filter.clone();
        return new Scalar<float[]>(p) {
            @Override
            public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, Object workspace) {
                ReferencePlaneFloat.correlate(
                        p.conv().window(),
                        p.border(),
                        p.conv().src().h(),
                        p.conv().src().w(),
                        src,
                        srcOffset + tile * p.conv().src().imageElements(),
                        kept,
                        dst,
                        dstOffset + tile * p.conv().dst().imageElements());
            }
        };
    }

    @Override
    public TileKernel<double[], ?> bind(
            PlaneProblem p, BindContext context, double[] filter, double[] column, double[] row) {
        double[] kept = filter.clone();
        return new Scalar<double[]>(p) {
            @Override
            public void run(int tile, double[] src, int srcOffset, double[] dst, int dstOffset, Object workspace) {
                ReferencePlaneDouble.correlate(
                        p.conv().window(),
                        p.border(),
                        p.conv().src().h(),
                        p.conv().src().w(),
                        src,
                        srcOffset + tile * p.conv().src().imageElements(),
                        kept,
                        dst,
                        dstOffset + tile * p.conv().dst().imageElements());
            }
        };
    }

    /** A plane a tile, no workspace. */
    private abstract static class Scalar<T> implements TileKernel<T, Object> {

        private final PlaneProblem p;

        Scalar(PlaneProblem problem) {
            p = problem;
        }

        @Override
        public TileGrid grid() {
            return new TileGrid(p.conv().src().n(), 1);
        }

        @Override
        public int workspaceElements() {
            return 0;
        }

        @Override
        public Object newWorkspace() {
            return this;
        }

        @Override
        public boolean usesVectors() {
            return false;
        }

        @Override
        public int packedElements() {
            return p.conv().weightElements();
        }

        @Override
        public String detail() {
            return p.border().name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
