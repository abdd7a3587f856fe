package io.github.jconv;

import io.github.jconv.Choosing.Chosen;
import io.github.jconv.events.PlanMade;
import io.github.jconv.machine.Machine;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.tuning.InForce;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

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
     * What a profile may hold.
     *
     * @return the kinds of problems and the names of their algorithms
     */
    public static Registry registry() {
        return Profiles.registry();
    }

    /**
     * The profile that planners go by which are built without one: that which the system property {@code jconv.profile} or
     * else the variable {@code JCONV_PROFILE} names.
     *
     * @return the file and its choices, or why it is not used
     */
    public static InForce profileInForce() {
        return Profiles.named();
    }

    /**
     * The block sizes that an algorithm takes from {@link Builder#blocking}.
     *
     * @param algorithm a name of {@link #algorithms()}
     * @return none where it has no blocks
     * @throws IllegalArgumentException if there is no such algorithm
     */
    public static Set<Blocking.Size> blocks(String algorithm) {
        return AlgorithmTable.installed().convolutions().stream()
                .filter(each -> each.name().equals(algorithm))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("there is no algorithm " + algorithm + " among " + algorithms()))
                .blocks();
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
        Checks.weights(weights, problem.weightElements(), bias, problem.k());
        Chosen<Algorithm> chosen = choosing.choose(Candidates.of(problem), scheduler);
        return finish(
                event, problem, chosen, chosen.algorithm().bind(problem, context(problem, chosen), weights, bias));
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
        Checks.weights(weights, problem.weightElements(), bias, problem.k());
        Chosen<Algorithm> chosen = choosing.choose(Candidates.of(problem), scheduler);
        return finish(
                event, problem, chosen, chosen.algorithm().bind(problem, context(problem, chosen), weights, bias));
    }

    /**
     * Asks every algorithm about a problem without binding any.
     *
     * @param conv what to compute
     * @param src the input's shape
     * @param type the element type
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for is none for convolutions
     */
    public Explanation explain(Conv2d conv, Shape src, DType type) {
        return choosing.explain(Candidates.of(problem(conv, src, type)), scheduler);
    }

    /**
     * Asks every algorithm about a problem of any kind.
     *
     * @param problem the problem; its precision counts, not the planner's
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the algorithm asked for is none for such problems
     */
    public Explanation explain(Tunable problem) {
        Candidates<?> candidates = Candidates.of(Checks.notNull("problem", problem));
        boolean blocks = !(problem instanceof PoolProblem || problem instanceof PoolGradientProblem);
        return (blocks ? choosing : choosing.withoutBlocks()).explain(candidates, scheduler);
    }

    /**
     * Plans of gradients and transposed convolutions with this planner's jobs and precision. The algorithm asked for by
     * name, if any, takes no part: {@link Gradients#algorithm} asks for one of theirs.
     *
     * @return the gradients' planner
     */
    public Gradients gradients() {
        return new Gradients(scheduler, precision, false, choosing.with(null));
    }

    /**
     * Plans a pooling.
     *
     * @param pool what to make of a window
     * @param src the input's shape
     * @param type of the elements
     * @return the plan
     * @throws IllegalArgumentException if the window does not fit the input, or the algorithm asked for declines or is
     *     none for poolings
     */
    public PoolPlan plan(Pool2d pool, Shape src, DType type) {
        return pooling(pool, src, type, false);
    }

    /**
     * Plans a max pooling that says where each maximum was, as its gradient needs it.
     *
     * @param pool a max pooling
     * @param src the input's shape
     * @param type of the elements
     * @return the plan
     * @throws IllegalArgumentException if it is another pooling, the window does not fit the input, or the algorithm asked
     *     for declines or is none for poolings
     */
    public PoolPlan planWithIndices(Pool2d pool, Shape src, DType type) {
        return pooling(pool, src, type, true);
    }

    private PoolPlan pooling(Pool2d pool, Shape src, DType type, boolean indices) {
        PlanMade event = PlanMade.begun();
        PoolProblem problem = Checks.notNull("pooling", pool).problem(src, type, indices);
        Chosen<PoolAlgorithm> chosen = choosing.withoutBlocks().choose(Candidates.of(problem), scheduler);
        PoolAlgorithm algorithm = chosen.algorithm();
        int jobs = PoolTask.cutFor(chosen.scheduler(), problem);
        PoolKernel<?, ?> kernel =
                type == DType.FLOAT32 ? algorithm.bindFloats(problem, jobs) : algorithm.bindDoubles(problem, jobs);
        return PlanNews.told(event, new PoolPlan(problem, chosen, kernel), chosen.cost());
    }

    /**
     * Asks every algorithm about a pooling, without indices.
     *
     * @param pool what to make of a window
     * @param src the input's shape
     * @param type of the elements
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the window does not fit the input, or the algorithm asked for is none for
     *     poolings
     */
    public Explanation explain(Pool2d pool, Shape src, DType type) {
        PoolProblem problem = Checks.notNull("pooling", pool).problem(src, type, false);
        return choosing.withoutBlocks().explain(Candidates.of(problem), scheduler);
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
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines or is none for planes
     */
    public ConvPlan plan(PlaneFilter filter, int count, int h, int w, float[] kernel) {
        return planesFloat().plan(filter, count, h, w, kernel);
    }

    /**
     * Asks every algorithm about a filter over planes of floats.
     *
     * @param filter the geometry
     * @param count planes of a batch
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel rows * columns numbers, which decide whether it is the product of a column and a row
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for is none for planes
     */
    public Explanation explain(PlaneFilter filter, int count, int h, int w, float[] kernel) {
        return planesFloat().explain(filter, count, h, w, kernel);
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
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines or is none for planes
     */
    public ConvPlan planSeparable(PlaneFilter filter, int count, int h, int w, float[] column, float[] row) {
        return planesFloat().separable(filter, count, h, w, column, row);
    }

    private PlanePlansFloat planesFloat() {
        return new PlanePlansFloat(scheduler, precision, choosing);
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
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines or is none for planes
     */
    public ConvPlan plan(PlaneFilter filter, int count, int h, int w, double[] kernel) {
        return planesDouble().plan(filter, count, h, w, kernel);
    }

    /**
     * Asks every algorithm about a filter over planes of doubles.
     *
     * @param filter the geometry
     * @param count planes of a batch
     * @param h rows of a plane
     * @param w columns of a plane
     * @param kernel rows * columns numbers, which decide whether it is the product of a column and a row
     * @return all answers and the choice, which is the algorithm asked for even if that declines
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for is none for planes
     */
    public Explanation explain(PlaneFilter filter, int count, int h, int w, double[] kernel) {
        return planesDouble().explain(filter, count, h, w, kernel);
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
     * @throws IllegalArgumentException if the parts do not fit, or the algorithm asked for declines or is none for planes
     */
    public ConvPlan planSeparable(PlaneFilter filter, int count, int h, int w, double[] column, double[] row) {
        return planesDouble().separable(filter, count, h, w, column, row);
    }

    private PlanePlansDouble planesDouble() {
        return new PlanePlansDouble(scheduler, precision, choosing);
    }

    private ConvProblem problem(Conv2d conv, Shape src, DType type) {
        Checks.notNull("convolution", conv);
        return conv.problem(src, type, precision);
    }

    private static BindContext context(ConvProblem p, Chosen<Algorithm> chosen) {
        return new BindContext(Machine.current(), PlanRun.cutFor(chosen.scheduler(), p), chosen.blocking());
    }

    private static ConvPlan finish(
            PlanMade event, ConvProblem problem, Chosen<Algorithm> chosen, TileKernel<?, ?> kernel) {
        return PlanNews.told(event, new ConvPlan(problem, chosen, kernel), chosen.cost());
    }

    /** Collects a planner's settings. Not safe for use by several threads. */
    public static final class Builder {

        private int jobs = 1;
        private Scheduler scheduler;
        private Precision precision = Precision.DEFAULT;
        private String algorithm;
        private Blocking blocking = Blocking.DEFAULT;
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
         * Asks for one algorithm by name; a plan fails with the reason where it declines, and with the names there are
         * where it is for something else.
         *
         * @param name a name of {@link Planner#algorithms()}, or one for planes or poolings, which their {@code explain}
         *     lists, or {@code auto} for the cheapest
         * @return this builder
         */
        public Builder algorithm(String name) {
            algorithm = Checks.notNull("algorithm", name);
            return this;
        }

        /**
         * Block sizes for convolutions, their gradients and filters over planes, in place of those that an algorithm
         * derives from registers and caches: what {@code bench/conv tune} tries. They go before a profile, which then takes no part. An algorithm that has no such
         * blocks takes none. Only KC can change bits ({@link Blocking}).
         *
         * @param sizes the sizes, 0 for the algorithm's own
         * @return this builder
         */
        public Builder blocking(Blocking sizes) {
            blocking = Checks.notNull("blocking", sizes);
            return this;
        }

        /**
         * What was measured to be fastest on this machine, in place of the cost model; docs/tuning.md. Without this call
         * the system property {@code jconv.profile} or else the variable {@code JCONV_PROFILE} names the file, if any. A
         * file of another machine or library, or with a line that cannot be read, is not used at all: one warning is
         * logged, and plans are made with defaults. An algorithm asked for by name goes before the profile.
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
            String forced = algorithm == null || algorithm.equals("auto") ? null : algorithm;
            if (forced != null) {
                Candidates.known(forced);
            }
            Profile measured = (profile == null ? Profiles.named() : Profiles.load(profile.toString())).profile();
            return new Planner(
                    scheduler == null ? Schedulers.forJobs(jobs, measured) : scheduler,
                    precision,
                    new Choosing(forced, blocking, measured));
        }
    }
}
