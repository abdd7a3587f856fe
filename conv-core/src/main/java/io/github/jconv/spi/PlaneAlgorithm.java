package io.github.jconv.spi;

import io.github.jconv.PlaneProblem;
import io.github.jconv.machine.Machine;
import java.util.Set;

/** One way to filter planes. Stateless and safe for use by many threads. */
public interface PlaneAlgorithm {

    /**
     * The name in descriptions.
     *
     * @return lower case, words joined by hyphens
     */
    String name();

    /**
     * Whether and at what cost the algorithm computes a problem here. Touches no vector class unless the machine can
     * run it.
     *
     * @param problem what to compute
     * @param machine where
     * @return yes with the cost, or no with the reason
     */
    Verdict judge(PlaneProblem problem, Machine machine);

    /**
     * The block sizes its kernels take from {@link BindContext#blocking}: what a tuning run varies.
     *
     * @return none unless an algorithm has some
     */
    default Set<Blocking.Size> blocks() {
        return Set.of();
    }

    /**
     * Makes the kernel for a FLOAT32 problem this algorithm said yes to.
     *
     * @param problem what to compute
     * @param context the machine and the number of jobs
     * @param filter {@code [R][S]}; not kept
     * @param column R numbers where the problem is separable, else null; not kept
     * @param row S numbers where the problem is separable, else null; not kept
     * @return the kernel
     */
    TileKernel<float[], ?> bind(PlaneProblem problem, BindContext context, float[] filter, float[] column, float[] row);

    /**
     * Makes the kernel for a FLOAT64 problem this algorithm said yes to.
     *
     * @param problem what to compute
     * @param context the machine and the number of jobs
     * @param filter {@code [R][S]}; not kept
     * @param column R numbers where the problem is separable, else null; not kept
     * @param row S numbers where the problem is separable, else null; not kept
     * @return the kernel
     */
    TileKernel<double[], ?> bind(
            PlaneProblem problem, BindContext context, double[] filter, double[] column, double[] row);
}
