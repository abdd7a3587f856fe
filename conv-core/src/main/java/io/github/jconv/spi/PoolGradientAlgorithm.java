package io.github.jconv.spi;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.machine.Machine;

/** One way to compute the gradient of a pooling by its input. Stateless and safe for use by many threads. */
public interface PoolGradientAlgorithm {

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
    Verdict judge(PoolGradientProblem problem, Machine machine);

    /**
     * Makes the kernel for a FLOAT32 problem this algorithm said yes to.
     *
     * @param problem what to compute
     * @param jobs how many threads will share the tiles
     * @return the kernel
     */
    PoolGradientKernel<float[], ?> bindFloats(PoolGradientProblem problem, int jobs);

    /**
     * Makes the kernel for a FLOAT64 problem this algorithm said yes to.
     *
     * @param problem what to compute
     * @param jobs how many threads will share the tiles
     * @return the kernel
     */
    PoolGradientKernel<double[], ?> bindDoubles(PoolGradientProblem problem, int jobs);
}
