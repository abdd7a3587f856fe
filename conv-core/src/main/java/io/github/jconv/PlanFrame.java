package io.github.jconv;

import io.github.jconv.events.Ran;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.GradientKernel;
import io.github.jconv.spi.Idle;
import io.github.jconv.spi.PoolTiles;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileKernel;
import java.util.Locale;

/**
 * What {@link Plan}s of every kind keep: a kernel until they are closed, runs that wait for the next caller, the scheduler
 * that shares their tiles, and the line that describes them.
 *
 * @param <K> the kernel
 * @param <R> the runs
 */
final class PlanFrame<K, R extends PlanTask> {

    private final Object problem;
    private final DType type;
    private final String algorithm;
    private final Scheduler scheduler;
    private final long workspaceBytes;
    private final String description;
    private final Idle<R> idle = new Idle<>();
    private volatile K kernel;

    private PlanFrame(Object problem, DType type, Choosing.Chosen<?> chosen, K kernel, long workspace, String line) {
        this.problem = problem;
        this.type = type;
        this.algorithm = chosen.name();
        this.scheduler = chosen.scheduler();
        this.workspaceBytes = workspace;
        this.description = algorithm + line + chosen.how();
        this.kernel = kernel;
    }

    /**
     * Of a convolution, transposed or not.
     *
     * @param problem what was asked for
     * @param src the input's shape
     * @param chosen its algorithm and scheduler
     */
    static PlanFrame<TileKernel<?, ?>, PlanRun<?>> of(
            Object problem, Shape src, DType type, Choosing.Chosen<?> chosen, TileKernel<?, ?> kernel) {
        int jobs = chosen.scheduler().jobs();
        long workspace = (long) kernel.workspaceElements() * type.bytes() * jobs;
        String line = width(src, type, kernel.usesVectors()) + detail(kernel.detail())
                + shares(jobs, kernel.grid().tiles(), workspace) + " packed="
                + Bytes.text((long) kernel.packedElements() * type.bytes());
        return new PlanFrame<>(problem, type, chosen, kernel, workspace, line);
    }

    /** Of the gradient of a convolution by its weights. */
    static PlanFrame<GradientKernel<?>, GradientRun<?>> of(
            WeightGradientProblem asked, Choosing.Chosen<?> chosen, GradientKernel<?> kernel) {
        ConvProblem problem = asked.conv();
        int jobs = chosen.scheduler().jobs();
        DType type = problem.type();
        long elements = kernel.sharedElements() + (long) kernel.workspaceElements() * jobs;
        long workspace = elements * type.bytes();
        String line = width(problem.src(), type, kernel.usesVectors())
                + detail(kernel.detail())
                + shares(jobs, kernel.tiles(0), workspace);
        return new PlanFrame<>(asked, type, chosen, kernel, workspace, line);
    }

    /**
     * Of a pooling or its gradient.
     *
     * @param problem what was asked for
     * @param pool the pooling
     */
    static <K extends PoolTiles<?>, R extends PlanTask> PlanFrame<K, R> of(
            Object problem, PoolProblem pool, Choosing.Chosen<?> chosen, K kernel) {
        int jobs = chosen.scheduler().jobs();
        DType type = pool.type();
        long workspace = (long) kernel.workspaceElements() * type.bytes() * jobs;
        String line = width(pool.src(), type, kernel.usesVectors()) + shares(jobs, kernel.tiles(), workspace);
        return new PlanFrame<>(problem, type, chosen, kernel, workspace, line);
    }

    private static String width(Shape src, DType type, boolean vectors) {
        return " " + src.layout().name().toLowerCase(Locale.ROOT) + " "
                + type.name().toLowerCase(Locale.ROOT)
                + (vectors ? " " + Machine.current().vectors().bits() + "-bit" : " scalar");
    }

    private static String detail(String detail) {
        return detail.isEmpty() ? "" : " " + detail;
    }

    private static String shares(int jobs, int tiles, long workspace) {
        return " jobs=" + jobs + " tiles=" + tiles + " workspace=" + Bytes.text(workspace);
    }

    /**
     * The kernel for a run.
     *
     * @param called the element type of the arrays that run was called with
     */
    K kernel(DType called) {
        K bound = kernel;
        if (bound == null) {
            throw new IllegalStateException("the plan was closed: " + description);
        }
        if (type != called) {
            throw new IllegalArgumentException(
                    "run was called with " + (called == DType.FLOAT32 ? "float[]" : "double[]")
                            + " but the plan is for " + type.name().toLowerCase(Locale.ROOT));
        }
        return bound;
    }

    Object problem() {
        return problem;
    }

    String algorithm() {
        return algorithm;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    long workspaceBytes() {
        return workspaceBytes;
    }

    String description() {
        return description;
    }

    @Override
    public String toString() {
        return problem + ": " + description;
    }

    /** A run that nobody else has, or null. */
    R take() {
        return idle.take();
    }

    /** Runs a bound run and is done with it. */
    void run(R run) {
        Ran event = Ran.begun();
        scheduler.run(run);
        done(event, run);
    }

    /**
     * Keeps a run for the next caller. After an exception it is not kept: a tile of it might still be running somewhere.
     *
     * @param event begun with the run, or null
     */
    void done(Ran event, R run) {
        run.unbind();
        idle.give(run);
        if (kernel == null) { // closed meanwhile
            idle.clear();
        }
        if (event != null) {
            event.done(problem, algorithm);
        }
    }

    /** Lets kernel and runs go. */
    void close() {
        kernel = null;
        idle.clear();
    }
}
