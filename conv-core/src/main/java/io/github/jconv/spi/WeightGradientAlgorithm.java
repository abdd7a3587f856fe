package io.github.jconv.spi;

import io.github.jconv.ConvProblem;
import io.github.jconv.machine.Machine;
import java.util.Set;

/** One way to compute the gradient of a convolution by its weights. Stateless and safe for use by many threads. */
public interface WeightGradientAlgorithm {

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
     * @param problem the convolution; where it accumulates, the gradient is added to what the destination holds
     * @param machine where
     * @return yes with the cost, or no with the reason
     */
    Verdict judge(ConvProblem problem, Machine machine);

    /**
     * The block sizes its kernels take from a {@link Blocking}: what a tuning run varies.
     *
     * @return none unless an algorithm has some
     */
    default Set<Blocking.Size> blocks() {
        return Set.of();
    }

    /**
     * Makes the kernel for a FLOAT32 problem this algorithm said yes to.
     *
     * @param problem the convolution
     * @param machine where it will run; the number of threads takes no part, so that it cannot change a sum
     * @param blocking block sizes in place of the kernel's own
     * @return the kernel
     */
    GradientKernel<float[]> bindFloats(ConvProblem problem, Machine machine, Blocking blocking);

    /**
     * Makes the kernel for a FLOAT64 problem this algorithm said yes to.
     *
     * @param problem the convolution
     * @param machine where it will run; the number of threads takes no part, so that it cannot change a sum
     * @param blocking block sizes in place of the kernel's own
     * @return the kernel
     */
    GradientKernel<double[]> bindDoubles(ConvProblem problem, Machine machine, Blocking blocking);
}
