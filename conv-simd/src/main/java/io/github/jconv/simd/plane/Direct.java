package io.github.jconv.simd.plane;

import io.github.jconv.PlaneProblem;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import java.util.Optional;

/** Each output by the definition, many at once: {@link PlaneFloat}. */
public final class Direct implements PlaneAlgorithm {

    /** What a multiply-add costs, in multiply-adds at peak. */
    private static final double MAC = 1.8;

    /** Copying and storing an element. */
    private static final double ELEMENT = 35;

    /** Rows of a filter at the most: they lie in the copy under a tile. */
    private static final int MOST_ROWS = 1 << 14;

    /** Stateless. */
    public Direct() {}

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public Verdict judge(PlaneProblem p, Machine machine) {
        return refusal(p, machine)
                .orElseGet(() -> Verdict.yes(
                        p.conv().macs() * MAC + ELEMENT * p.conv().dst().elements()));
    }

    /** What no plane kernel here takes. */
    static Optional<Verdict> refusal(PlaneProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Optional.of(Verdict.no(machine.vectors().refusal()));
        }
        Window w = p.conv().window();
        if (w.strideH() != 1 || w.strideW() != 1 || w.dilationH() != 1 || w.dilationW() != 1) {
            return Optional.of(Verdict.no("windows move pixel by pixel here, not " + w));
        }
        if (w.r() > MOST_ROWS) {
            return Optional.of(
                    Verdict.no("the filter has " + w.r() + " rows but at most " + MOST_ROWS + " are kept at once"));
        }
        return Optional.empty();
    }

    @Override
    public TileKernel<float[], ?> bind(
            PlaneProblem problem, BindContext context, float[] filter, float[] column, float[] row) {
        return new PlaneFloat(problem, filter, null, null);
    }

    @Override
    public TileKernel<double[], ?> bind(
            PlaneProblem problem, BindContext context, double[] filter, double[] column, double[] row) {
        return new PlaneDouble(problem, filter, null, null);
    }
}
