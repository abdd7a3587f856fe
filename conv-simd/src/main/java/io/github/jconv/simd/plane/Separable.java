package io.github.jconv.simd.plane;

import io.github.jconv.PlaneProblem;
import io.github.jconv.Precision;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;

/** Down the columns, then along the rows: {@link PlaneFloat}. */
public final class Separable implements PlaneAlgorithm {

    /** What a multiply-add costs, in multiply-adds at peak. */
    private static final double MAC = 3.8;

    /** Copying and storing an element, twice. */
    private static final double ELEMENT = 30;

    /** Filter columns at the most: one stretch of the narrowest vectors. */
    private static final int MOST_COLUMNS = 64;

    /** Stateless. */
    public Separable() {}

    @Override
    public String name() {
        return "separable";
    }

    @Override
    public Verdict judge(PlaneProblem p, Machine machine) {
        Window w = p.conv().window();
        if (!p.separable()) {
            return Verdict.no("the filter is not the product of a column and a row");
        }
        if (p.conv().precision() == Precision.STRICT) {
            return Verdict.no("two passes round in another place than the strict sum");
        }
        if (w.s() > MOST_COLUMNS) {
            return Verdict.no("the row has " + w.s() + " numbers but at most " + MOST_COLUMNS + " are kept at once");
        }
        double outputs = p.conv().dst().elements();
        return Direct.refusal(p, machine).orElseGet(() -> Verdict.yes(outputs * ((w.r() + w.s()) * MAC + ELEMENT)));
    }

    @Override
    public TileKernel<float[], ?> bind(
            PlaneProblem problem, BindContext context, float[] filter, float[] column, float[] row) {
        return new PlaneFloat(problem, filter, column, row);
    }

    @Override
    public TileKernel<double[], ?> bind(
            PlaneProblem problem, BindContext context, double[] filter, double[] column, double[] row) {
        return new PlaneDouble(problem, filter, column, row);
    }
}
