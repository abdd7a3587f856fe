package io.github.jconv.spi;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import java.util.Set;

/**
 * One way to compute a convolution. Stateless and safe for use by many threads. Adding one to its provider's list is
 * all it takes: planner, tests, benchmarks and the command line iterate over that list.
 */
public interface Algorithm {

    /**
     * The name in descriptions and for {@code Planner.Builder.algorithm}.
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
    Verdict judge(ConvProblem problem, Machine machine);

    /**
     * The block sizes its kernels take from {@link BindContext#blocking}: what a tuning run varies.
     *
     * @return none unless an algorithm has some
     */
    default Set<Blocking.Size> blocks() {
        return Set.of();
    }

    /**
     * Makes the kernel for a problem this algorithm said yes to.
     *
     * @param problem a FLOAT32 problem
     * @param context the machine, how many threads will share the tiles, and block sizes
     * @param weights in the order of {@link ConvProblem#weightIndex}; read, not kept
     * @param bias K numbers, or null; read, not kept
     * @return the kernel
     */
    TileKernel<float[], ?> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias);

    /**
     * The double twin.
     *
     * @param problem a FLOAT64 problem
     * @param context the machine, how many threads will share the tiles, and block sizes
     * @param weights in the order of {@link ConvProblem#weightIndex}; read, not kept
     * @param bias K numbers, or null; read, not kept
     * @return the kernel
     */
    TileKernel<double[], ?> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias);
}
