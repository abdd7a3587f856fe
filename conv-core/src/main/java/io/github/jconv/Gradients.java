package io.github.jconv;

import io.github.jconv.Choosing.Chosen;
import io.github.jconv.events.PlanMade;
import io.github.jconv.machine.Machine;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.PoolGradientKernel;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.TransposeAlgorithm;
import io.github.jconv.spi.WeightGradientAlgorithm;
import java.util.List;

/**
 * Makes plans of the operators that training needs: the gradient of a convolution by its input, the gradient by its
 * weights and bias, the transposed convolution, and the gradient of a pooling. A {@link Planner} gives one with its own jobs and precision
 * ({@link Planner#gradients}).
 *
 * <p>Gradients are those of the linear part: a convolution with an activation is refused, for the gradient by its output
 * has to be multiplied by the activation's derivative first. Whether the convolution itself accumulates takes no part.
 *
 * <p>Immutable and safe for use by many threads; each wither returns a new one.
 *
 * {@snippet class="GradientExamples" region="gradients"}
 */
public final class Gradients {

    private final Scheduler scheduler;
    private final Precision precision;
    private final boolean accumulate;
    private final Choosing choosing;

    Gradients(Scheduler scheduler, Precision precision, boolean accumulate, Choosing choosing) {
        this.scheduler = scheduler;
        this.precision = precision;
        this.accumulate = accumulate;
        this.choosing = choosing;
    }

    /**
     * The same with plans that add to what their destination holds, or that replace it. A gradient over several batches
     * is summed that way.
     *
     * @param add whether to add
     * @return a new planner
     */
    public Gradients accumulate(boolean add) {
        return new Gradients(scheduler, precision, add, choosing);
    }

    /**
     * The same with one algorithm asked for by name; a plan fails with the reason where it declines.
     *
     * @param name a name of {@link #transposeAlgorithms}, {@link #weightAlgorithms} or {@link #poolAlgorithms}, or
     *     {@code auto} for the cheapest
     * @return a new planner
     */
    public Gradients algorithm(String name) {
        Checks.notNull("algorithm", name);
        return new Gradients(scheduler, precision, accumulate, choosing.with(name.equals("auto") ? null : name));
    }

    /**
     * The names of the algorithms for input gradients and transposed convolutions.
     *
     * @return the table's names, reference last
     */
    public static List<String> transposeAlgorithms() {
        return AlgorithmTable.installed().transposes().stream()
                .map(TransposeAlgorithm::name)
                .toList();
    }

    /**
     * The names of the algorithms for weight gradients.
     *
     * @return the table's names, reference last
     */
    public static List<String> weightAlgorithms() {
        return AlgorithmTable.installed().weightGradients().stream()
                .map(WeightGradientAlgorithm::name)
                .toList();
    }

    /**
     * The names of the algorithms for the gradients of poolings.
     *
     * @return the table's names, reference last
     */
    public static List<String> poolAlgorithms() {
        return AlgorithmTable.installed().poolGradients().stream()
                .map(PoolGradientAlgorithm::name)
                .toList();
    }

    /**
     * Plans the gradient by the input, float.
     *
     * @param conv the convolution, without activation
     * @param src its input's shape
     * @param weights in the order that goes with the layout; packed here, not kept
     * @return a plan from the gradient by the output to the gradient by the input
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public TransposePlan input(Conv2d conv, Shape src, float[] weights) {
        return plan(TransposeProblem.inputGradient(problem(conv, src, DType.FLOAT32), accumulate), weights, null);
    }

    /**
     * Plans the gradient by the input, double.
     *
     * @param conv the convolution, without activation
     * @param src its input's shape
     * @param weights in the order that goes with the layout; packed here, not kept
     * @return a plan from the gradient by the output to the gradient by the input
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public TransposePlan input(Conv2d conv, Shape src, double[] weights) {
        return plan(TransposeProblem.inputGradient(problem(conv, src, DType.FLOAT64), accumulate), weights, null);
    }

    /**
     * Plans a transposed convolution, float.
     *
     * @param conv the transposed convolution
     * @param src its input's shape
     * @param weights in the order that goes with the layout; packed here, not kept
     * @param bias one number per output channel, or null
     * @return the plan
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public TransposePlan transpose(ConvTranspose2d conv, Shape src, float[] weights, float[] bias) {
        return plan(
                Checks.notNull("transposed convolution", conv).problem(src, DType.FLOAT32, precision, accumulate),
                weights,
                bias);
    }

    /**
     * Plans a transposed convolution, double.
     *
     * @param conv the transposed convolution
     * @param src its input's shape
     * @param weights in the order that goes with the layout; packed here, not kept
     * @param bias one number per output channel, or null
     * @return the plan
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public TransposePlan transpose(ConvTranspose2d conv, Shape src, double[] weights, double[] bias) {
        return plan(
                Checks.notNull("transposed convolution", conv).problem(src, DType.FLOAT64, precision, accumulate),
                weights,
                bias);
    }

    /**
     * Plans the gradient by weights and bias.
     *
     * @param conv the convolution, without activation
     * @param src its input's shape
     * @param type the element type
     * @return the plan
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public WeightGradientPlan weights(Conv2d conv, Shape src, DType type) {
        PlanMade event = PlanMade.begun();
        ConvProblem p = problem(conv, src, type);
        WeightGradientProblem asked = new WeightGradientProblem(p);
        Chosen<WeightGradientAlgorithm> chosen = choosing.choose(Candidates.of(asked), scheduler);
        WeightGradientAlgorithm algorithm = chosen.algorithm();
        Machine machine = Machine.current();
        GradientKernel<?> kernel = type == DType.FLOAT32
                ? algorithm.bindFloats(p, machine, chosen.blocking())
                : algorithm.bindDoubles(p, machine, chosen.blocking());
        return PlanNews.told(event, new WeightGradientPlan(asked, chosen, kernel), chosen.cost());
    }

    /**
     * Plans the gradient of a pooling by its input. That of a max pooling needs the places of the maxima, which
     * {@link Planner#planWithIndices} finds, that of an Lp pooling its input and output.
     *
     * @param pool the pooling
     * @param src its input's shape
     * @param type the element type
     * @return a plan from the gradient by the output to the gradient by the input
     * @throws IllegalArgumentException if the window does not fit the input, or the algorithm asked for declines
     */
    public PoolGradientPlan pool(Pool2d pool, Shape src, DType type) {
        PlanMade event = PlanMade.begun();
        PoolGradientProblem p = problem(pool, src, type);
        Chosen<PoolGradientAlgorithm> chosen = choosing.withoutBlocks().choose(Candidates.of(p), scheduler);
        PoolGradientAlgorithm algorithm = chosen.algorithm();
        int jobs = PoolTask.cutFor(chosen.scheduler(), p.pool());
        PoolGradientKernel<?, ?> kernel =
                type == DType.FLOAT32 ? algorithm.bindFloats(p, jobs) : algorithm.bindDoubles(p, jobs);
        return PlanNews.told(event, new PoolGradientPlan(p, chosen, kernel), chosen.cost());
    }

    /**
     * Asks every algorithm about the gradient of a pooling.
     *
     * @param pool the pooling
     * @param src its input's shape
     * @param type the element type
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the window does not fit the input
     */
    public Explanation explainPool(Pool2d pool, Shape src, DType type) {
        return choosing.withoutBlocks().explain(Candidates.of(problem(pool, src, type)), scheduler);
    }

    private PoolGradientProblem problem(Pool2d pool, Shape src, DType type) {
        boolean indices = Checks.notNull("pooling", pool).kind() == Pool2d.Kind.MAX;
        return new PoolGradientProblem(pool.problem(src, type, indices), accumulate);
    }

    /**
     * Asks every algorithm about the gradient by the input.
     *
     * @param conv the convolution, without activation
     * @param src its input's shape
     * @param type the element type
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the parts do not fit
     */
    public Explanation explainInput(Conv2d conv, Shape src, DType type) {
        TransposeProblem p = TransposeProblem.inputGradient(problem(conv, src, type), accumulate);
        return choosing.explain(Candidates.of(p), scheduler);
    }

    /**
     * Asks every algorithm about the gradient by the weights.
     *
     * @param conv the convolution, without activation
     * @param src its input's shape
     * @param type the element type
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the parts do not fit
     */
    public Explanation explainWeights(Conv2d conv, Shape src, DType type) {
        return choosing.explain(Candidates.of(new WeightGradientProblem(problem(conv, src, type))), scheduler);
    }

    private TransposePlan plan(TransposeProblem p, float[] weights, float[] bias) {
        PlanMade event = PlanMade.begun();
        Checks.weights(weights, p.weightElements(), bias, p.dst().c());
        Chosen<TransposeAlgorithm> chosen = choosing.choose(Candidates.of(p), scheduler);
        return told(event, p, chosen, chosen.algorithm().bind(p, context(p, chosen), weights, bias));
    }

    private TransposePlan plan(TransposeProblem p, double[] weights, double[] bias) {
        PlanMade event = PlanMade.begun();
        Checks.weights(weights, p.weightElements(), bias, p.dst().c());
        Chosen<TransposeAlgorithm> chosen = choosing.choose(Candidates.of(p), scheduler);
        return told(event, p, chosen, chosen.algorithm().bind(p, context(p, chosen), weights, bias));
    }

    private static TransposePlan told(
            PlanMade event, TransposeProblem p, Chosen<TransposeAlgorithm> chosen, TileKernel<?, ?> kernel) {
        return PlanNews.told(event, new TransposePlan(p, chosen, kernel), chosen.cost());
    }

    private static BindContext context(TransposeProblem p, Chosen<TransposeAlgorithm> chosen) {
        return new BindContext(Machine.current(), PlanRun.cutFor(chosen.scheduler(), p), chosen.blocking());
    }

    private ConvProblem problem(Conv2d conv, Shape src, DType type) {
        return Checks.notNull("convolution", conv).accumulate(accumulate).linearProblem(src, type, precision);
    }
}
