package io.github.jconv;

import io.github.jconv.Choosing.Chosen;
import io.github.jconv.events.PlanMade;
import io.github.jconv.machine.Machine;
import io.github.jconv.plan.RankOneFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.Scheduler;

/**
 * A planner's part for filters over planes of floats.
 *
 * @param scheduler the planner's
 * @param precision the planner's
 * @param choosing the planner's
 */
record PlanePlansFloat(Scheduler scheduler, Precision precision, Choosing choosing) {

    ConvPlan plan(PlaneFilter filter, int count, int h, int w, float[] kernel) {
        PlanMade event = PlanMade.begun();
        float[][] factors = factors(filter, kernel);
        return bind(event, problem(filter, count, h, w, factors), kernel, factors);
    }

    ConvPlan separable(PlaneFilter filter, int count, int h, int w, float[] column, float[] row) {
        PlanMade event = PlanMade.begun();
        Checks.notNull("filter", filter);
        filter.elements();
        Checks.exactArray("column", column, filter.rows());
        Checks.exactArray("row", row, filter.columns());
        float[][] factors = precision == Precision.STRICT ? null : new float[][] {column, row};
        return bind(event, problem(filter, count, h, w, factors), RankOneFloat.product(column, row), factors);
    }

    Explanation explain(PlaneFilter filter, int count, int h, int w, float[] kernel) {
        PlaneProblem problem = problem(filter, count, h, w, factors(filter, kernel));
        return choosing.explain(Candidates.of(problem), scheduler);
    }

    private float[][] factors(PlaneFilter filter, float[] kernel) {
        Checks.notNull("filter", filter);
        Checks.exactArray("kernel", kernel, filter.elements());
        return precision == Precision.STRICT ? null : RankOneFloat.factors(kernel, filter.rows(), filter.columns());
    }

    private PlaneProblem problem(PlaneFilter filter, int count, int h, int w, float[][] factors) {
        return filter.problem(count, h, w, DType.FLOAT32, precision, factors != null);
    }

    private ConvPlan bind(PlanMade event, PlaneProblem problem, float[] kernel, float[][] factors) {
        Chosen<PlaneAlgorithm> chosen = choosing.choose(Candidates.of(problem), scheduler);
        float[] column = factors == null ? null : factors[0];
        float[] row = factors == null ? null : factors[1];
        int jobs = PlanRun.cutFor(chosen.scheduler(), problem.conv());
        BindContext context = new BindContext(Machine.current(), jobs, chosen.blocking());
        ConvPlan plan = new ConvPlan(problem, chosen, chosen.algorithm().bind(problem, context, kernel, column, row));
        return PlanNews.told(event, plan, chosen.cost());
    }
}
