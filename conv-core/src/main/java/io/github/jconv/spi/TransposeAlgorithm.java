package io.github.jconv.spi;

import io.github.jconv.TransposeProblem;
import io.github.jconv.machine.Machine;
import java.util.Set;

/** One way to compute a transposed convolution. Stateless and safe for use by many threads. */
public interface TransposeAlgorithm {

    /**
     * The name in descriptions.
     *
     * @return lower case, words joined by hyphens
     */
    String name();

    /**
     * Whether and at what cost the algorithm computes a problem here.
     *
     * @param problem what to compute
     * @param machine where
     * @return yes with the cost, or no with the reason
     */
    Verdict judge(TransposeProblem problem, Machine machine);

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
     * @param context the machine and how many threads will share the tiles
     * @param weights {@code [C][K/groups][R][S]} for NCHW, {@code [R][S][K/groups][C]} for NHWC; read, not kept
     * @param bias K numbers, or null; read, not kept
     * @return the kernel; it is run with tensors that start at the beginning of their arrays
     */
    TileKernel<float[], ?> bind(TransposeProblem problem, BindContext context, float[] weights, float[] bias);

    /**
     * The double twin.
     *
     * @param problem a FLOAT64 problem
     * @param context the machine and how many threads will share the tiles
     * @param weights {@code [C][K/groups][R][S]} for NCHW, {@code [R][S][K/groups][C]} for NHWC; read, not kept
     * @param bias K numbers, or null; read, not kept
     * @return the kernel; it is run with tensors that start at the beginning of their arrays
     */
    TileKernel<double[], ?> bind(TransposeProblem problem, BindContext context, double[] weights, double[] bias);
}
