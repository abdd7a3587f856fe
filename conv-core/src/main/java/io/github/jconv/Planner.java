package io.github.jconv;

import io.github.jconv.Choosing.Chosen;
import io.github.jconv.events.Fallback;
import io.github.jconv.events.PlanMade;
import io.github.jconv.machine.Machine;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.plan.RankOneDouble;
import io.github.jconv.plan.RankOneFloat;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import io.github.jconv.tuning.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses an algorithm for a convolution and binds it to weights. The choice walks one ordered table; every algorithm
 * says yes with a cost or no with a reason, and the least cost wins ({@link #explain} shows all answers).
 *
 * <p>Immutable and safe for use by many threads. Making a planner is cheap; making a plan packs the weights, so make
 * plans once and run them often.
 *
 * {@snippet class="Examples" region="plan"}
 */
public final class Planner {

    private static final System.Logger LOG = System.getLogger("io.github.jconv");
    private static final Planner SERIAL = builder().build();

    private final Scheduler scheduler;
    private final Precision precision;
    private final Choosing choosing;

    private Planner(Scheduler scheduler, Precision precision, Choosing choosing) {
        this.scheduler = scheduler;
        this.precision = precision;
        this.choosing = choosing;
    }

    /**
     * Starts a planner with the defaults: one job, default precision, any algorithm.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The planner with the defaults, which the functional forms use.
     *
     * @return a planner that runs on the calling thread
     */
    public static Planner serial() {
        return SERIAL;
    }

    /**
     * The names of all algorithms, best first, reference last.
     *
     * @return the table's names
     */
    public static List<String> algorithms() {
        return AlgorithmTable.installed().convolutions().stream()
                .map(Algorithm::name)
                .toList();
    }

    /**
     * Makes a plan for float tensors.
     *
     * @param conv what to compute
     * @param src the input's shape
     * @param weights K * C/groups * R * S numbers, KCRS for NCHW, RSCK for NHWC; packed here, not kept
     * @param bias K numbers, or null for none; not kept
     * @return the plan
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public ConvPlan plan(Conv2d conv, Shape src, float[] weights, float[] bias) {
        PlanMade event = PlanMade.begun();
        ConvProblem problem = problem(conv, src, DType.FLOAT32);
        Checks.exactLength("weights", Checks.notNull("weights", weights).length, problem.weightElements());
        if (bias != null) {
            Checks.exactLength("bias", bias.length, problem.k());
        }
        Chosen chosen = choosing.choose(problem, scheduler);
        return finish(event, problem, chosen, chosen.algorithm().bind(problem, context(chosen), weights, bias));
    }

    /**
     * Makes a plan for double tensors.
     *
     * @param conv what to compute
     * @param src the input's shape
     * @param weights K * C/groups * R * S numbers, KCRS for NCHW, RSCK for NHWC; packed here, not kept
     * @param bias K numbers, or null for none; not kept
     * @return the plan
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public ConvPlan plan(Conv2d conv, Shape src, double[] weights, double[] bias) {
        PlanMade event = PlanMade.begun();
        ConvProblem problem = problem(conv, src, DType.FLOAT64);
        Checks.exactLength("weights", Checks.notNull("weights", weights).length, problem.weightElements());
        if (bias != null) {
            Checks.exactLength("bias", bias.length, problem.k());
        }
        Chosen chosen = choosing.choose(problem, scheduler);
        return finish(event, problem, chosen, chosen.algorithm().bind(problem, context(chosen), weights, bias));
    }

    /**
     * Asks every algorithm about a problem without binding any.
     *
     * @param conv what to compute
     * @param src the input's shape
     * @param type the element type
     * @return all answers and the choice
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines
     */
    public Explanation explain(Conv2d conv, Shape src, DType type) {
        ConvProblem problem = problem(conv, src, type);
        List<Explanation.Answer> answers = new ArrayList<>();
        for (Algorithm algorithm : AlgorithmTable.installed().convolutions()) {
            answers.add(
                    switch (algorithm.judge(problem, Machine.current())) {
                        case Verdict.Yes yes -> new Explanation.Answer(algorithm.name(), yes.cost(), "");
                        case Verdict.No no ->
                            new Explanation.Answer(algorithm.name(), Double.POSITIVE_INFINITY, no.reason());
                    });
        }
        Chosen chosen = choosing.choose(problem, scheduler);
        return new Explanation(problem, chosen.algorithm().name(), chosen.tuned(), List.copyOf(answers));
    }

    /**
     * Plans of gradients and transposed convolutions with this planner's jobs and precision. The algorithm asked for by
     * name, if any, is one for convolutions and takes no part.
     *
     * @return the gradients' planner
     */
    public Gradients gradients() {
        return new Gradients(scheduler, precision, false, null);
    }

    /**
     * Plans a pooling.
     *
     * @param pool what to make of a window
     * @param src the input's shape
     * @param type of the elements
     * @return the plan
     * @throws IllegalArgumentException if the window does not fit the input
     */
    public PoolPlan plan(Pool2d pool, Shape src, DType type) {
        return finish(Checks.notNull("pooling", pool).problem(src, type, false));
    }

    /**
     * Plans a max pooling that says where each maximum was, as its gradient needs it.
     *
     * @param pool a max pooling
     * @param src the input's shape
     * @param type of the elements
     * @return the plan
     * @throws IllegalArgumentException if it is another pooling or the window does not fit the input
     */
    public PoolPlan planWithIndices(Pool2d pool, Shape src, DType type) {
        return finish(Checks.notNull("pooling", pool).problem(src, type, true));
    }

    private PoolPlan finish(PoolProblem problem) {
        PoolAlgorithm best = null;
        double least = Double.POSITIVE_INFINITY;
        for (PoolAlgorithm algorithm : AlgorithmTable.installed().pools()) {
            if (algorithm.judge(problem, Machine.current()) instanceof Verdict.Yes(double cost)
                    && (best == null || cost < least)) {
                best = algorithm;
                least = cost;
            }
        }
        int jobs = scheduler.jobs();
        PoolKernel<?, ?> kernel =
                problem.type() == DType.FLOAT32 ? best.bindFloats(problem, jobs) : best.bindDoubles(problem, jobs);
        return new PoolPlan(problem, best.name(), kernel, scheduler); // the reference never declines
    }

    /**
     * Plans a filter over planes of floats. A filter that is the product of a column and a row, as close as the bound of
     * direct summation allows, may take two passes, unless the precision is strict.
     *
     * @param filter the geometry
     * @param count planes of a batch; the workspace does not depend on it
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel rows * columns numbers; packed here, not kept
     * @return a plan from {@code [count][1][h][w]} to planes of their own size
     * @throws IllegalArgumentException if the parts do not fit
     */
    public ConvPlan plan(PlaneFilter filter, int count, int h, int w, float[] kernel) {
        Checks.notNull("filter", filter);
        Checks.exactLength("kernel", Checks.notNull("kernel", kernel).length, filter.elements());
        float[][] factors =
                precision == Precision.STRICT ? null : RankOneFloat.factors(kernel, filter.rows(), filter.columns());
        return planes(filter, count, h, w, kernel, factors);
    }

    /**
     * Plans a filter over planes of floats that is given as the product of a column and a row.
     *
     * @param filter the geometry
     * @param count planes of a batch; the workspace does not depend on it
     * @param h rows of a plane
     * @param w columns of a plane
     * @param column one number for each row of the filter; not kept
     * @param row one number for each column of the filter; not kept
     * @return a plan from {@code [count][1][h][w]} to planes of their own size
     * @throws IllegalArgumentException if the parts do not fit
     */
    public ConvPlan planSeparable(PlaneFilter filter, int count, int h, int w, float[] column, float[] row) {
        Checks.notNull("filter", filter);
        filter.elements();
        Checks.exactLength("column", Checks.notNull("column", column).length, filter.rows());
        Checks.exactLength("row", Checks.notNull("row", row).length, filter.columns());
        float[][] factors = precision == Precision.STRICT ? null : new float[][] {column, row};
        return planes(filter, count, h, w, RankOneFloat.product(column, row), factors);
    }

    private ConvPlan planes(PlaneFilter filter, int count, int h, int w, float[] kernel, float[][] factors) {
        PlaneProblem problem = filter.problem(count, h, w, DType.FLOAT32, precision, factors != null);
        PlaneAlgorithm algorithm = choose(problem);
        float[] column = factors == null ? null : factors[0];
        float[] row = factors == null ? null : factors[1];
        BindContext context = new BindContext(Machine.current(), scheduler.jobs());
        TileKernel<float[], ?> bound = algorithm.bind(problem, context, kernel, column, row);
        return new ConvPlan(problem.conv(), algorithm.name(), scheduler, bound, "");
    }

    /**
     * Plans a filter over planes of doubles. A filter that is the product of a column and a row, as close as the bound of
     * direct summation allows, may take two passes, unless the precision is strict.
     *
     * @param filter the geometry
     * @param count planes of a batch; the workspace does not depend on it
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel rows * columns numbers; packed here, not kept
     * @return a plan from {@code [count][1][h][w]} to planes of their own size
     * @throws IllegalArgumentException if the parts do not fit
     */
    public ConvPlan plan(PlaneFilter filter, int count, int h, int w, double[] kernel) {
        Checks.notNull("filter", filter);
        Checks.exactLength("kernel", Checks.notNull("kernel", kernel).length, filter.elements());
        double[][] factors =
                precision == Precision.STRICT ? null : RankOneDouble.factors(kernel, filter.rows(), filter.columns());
        return planes(filter, count, h, w, kernel, factors);
    }

    /**
     * Plans a filter over planes of doubles that is given as the product of a column and a row.
     *
     * @param filter the geometry
     * @param count planes of a batch; the workspace does not depend on it
     * @param h rows of a plane
     * @param w columns of a plane
     * @param column one number for each row of the filter; not kept
     * @param row one number for each column of the filter; not kept
     * @return a plan from {@code [count][1][h][w]} to planes of their own size
     * @throws IllegalArgumentException if the parts do not fit
     */
    public ConvPlan planSeparable(PlaneFilter filter, int count, int h, int w, double[] column, double[] row) {
        Checks.notNull("filter", filter);
        filter.elements();
        Checks.exactLength("column", Checks.notNull("column", column).length, filter.rows());
        Checks.exactLength("row", Checks.notNull("row", row).length, filter.columns());
        double[][] factors = precision == Precision.STRICT ? null : new double[][] {column, row};
        return planes(filter, count, h, w, RankOneDouble.product(column, row), factors);
    }

    private ConvPlan planes(PlaneFilter filter, int count, int h, int w, double[] kernel, double[][] factors) {
        PlaneProblem problem = filter.problem(count, h, w, DType.FLOAT64, precision, factors != null);
        PlaneAlgorithm algorithm = choose(problem);
        double[] column = factors == null ? null : factors[0];
        double[] row = factors == null ? null : factors[1];
        BindContext context = new BindContext(Machine.current(), scheduler.jobs());
        TileKernel<double[], ?> bound = algorithm.bind(problem, context, kernel, column, row);
        return new ConvPlan(problem.conv(), algorithm.name(), scheduler, bound, "");
    }

    private static PlaneAlgorithm choose(PlaneProblem problem) {
        PlaneAlgorithm best = null;
        double least = Double.POSITIVE_INFINITY;
        for (PlaneAlgorithm algorithm : AlgorithmTable.installed().planes()) {
            if (algorithm.judge(problem, Machine.current()) instanceof Verdict.Yes(double cost)
                    && (best == null || cost < least)) {
                best = algorithm;
                least = cost;
            }
        }
        return best; // the reference never declines
    }

    private ConvProblem problem(Conv2d conv, Shape src, DType type) {
        Checks.notNull("convolution", conv);
        return conv.problem(src, type, precision);
    }

    private static BindContext context(Chosen chosen) {
        return new BindContext(Machine.current(), chosen.scheduler().jobs());
    }

    private static ConvPlan finish(PlanMade event, ConvProblem problem, Chosen chosen, TileKernel<?, ?> kernel) {
        ConvPlan plan = new ConvPlan(problem, chosen, kernel);
        Machine machine = Machine.current();
        if (!machine.vectors().usable()) {
            Fallback.taken("no vector kernels: " + machine.vectors().refusal());
        }
        if (event != null) {
            event.done(problem, plan.algorithm(), chosen.cost(), plan.describe());
        }
        LOG.log(System.Logger.Level.DEBUG, () -> "plan " + problem + ": " + plan.describe());
        return plan;
    }

    /** Collects a planner's settings. Not safe for use by several threads. */
    public static final class Builder {

        private int jobs = 1;
        private Scheduler scheduler;
        private Precision precision = Precision.DEFAULT;
        private String algorithm;
        private Path profile;

        private Builder() {}

        /**
         * How many threads share a run, as joblib counts: -1 all cores, -2 all but one, 1 the calling thread only. More
         * than one thread needs conv-parallel on the path; without it one warning is logged and the calling thread does
         * all the work.
         *
         * @param count the jobs, not 0
         * @return this builder
         */
        public Builder jobs(int count) {
            Machine.current().threads(count);
            jobs = count;
            scheduler = null;
            return this;
        }

        /**
         * A scheduler of the caller's own, in place of {@link #jobs}.
         *
         * @param own the scheduler
         * @return this builder
         * @throws IllegalArgumentException if it is null or has no jobs
         */
        public Builder scheduler(Scheduler own) {
            if (Checks.notNull("scheduler", own).jobs() < 1) {
                throw new IllegalArgumentException("scheduler has " + own.jobs() + " jobs but needs at least 1");
            }
            scheduler = own;
            return this;
        }

        /**
         * How much rounding error is allowed.
         *
         * @param allowed the precision
         * @return this builder
         */
        public Builder precision(Precision allowed) {
            precision = Checks.notNull("precision", allowed);
            return this;
        }

        /**
         * Asks for one algorithm by name; a plan fails with the reason where it declines.
         *
         * @param name a name of {@link Planner#algorithms()}, or {@code auto} for the cheapest
         * @return this builder
         */
        public Builder algorithm(String name) {
            algorithm = Checks.notNull("algorithm", name);
            return this;
        }

        /**
         * What was measured to be fastest on this machine, in place of the cost model; docs/tuning.md. Without this call
         * the system property {@code jconv.profile} or else the variable {@code JCONV_PROFILE} names the file, if any. A
         * file of another machine or library, or with a line that cannot be read, is not used at all: one warning is
         * logged, and plans are made with defaults. An algorithm asked for by name goes before the profile. Gradients and
         * poolings have no profile.
         *
         * @param file written by {@code bench/conv tune}; read by {@link #build}
         * @return this builder
         */
        public Builder profile(Path file) {
            profile = Checks.notNull("profile", file);
            return this;
        }

        /**
         * Makes the planner.
         *
         * @return the planner
         * @throws IllegalArgumentException if no algorithm has the name asked for
         */
        public Planner build() {
            Algorithm forced = algorithm == null || algorithm.equals("auto") ? null : Choosing.named(algorithm);
            Profile measured = profile == null ? Profiles.named() : Profiles.load(profile.toString());
            return new Planner(
                    scheduler == null ? Schedulers.forJobs(jobs) : scheduler,
                    precision,
                    new Choosing(forced, measured));
        }
    }
}
