package io.github.jconv.portable;

import io.github.jconv.Layout;
import io.github.jconv.PoolGradientProblem;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.PoolGradientKernel;
import io.github.jconv.spi.Verdict;

/**
 * Gradients of poolings in scalar loops: each gradient by an output goes where it belongs. Maxima in NCHW always
 * come here: their places have no pattern, and the part that is written lies in the cache.
 */
public final class PortablePoolGradient implements PoolGradientAlgorithm {

    /** What an addition costs, in multiply-adds at peak. */
    private static final double ADDITION = 66;

    /** What a power costs. */
    private static final double POWER = 400;

    /** Stateless. */
    public PortablePoolGradient() {}

    @Override
    public String name() {
        return "portable";
    }

    /** A maximum's gradient is one addition for each output element, whatever the window. */
    @Override
    public Verdict judge(PoolGradientProblem problem, Machine machine) {
        double cost = problem.pool().isLp() ? POWER : ADDITION;
        double additions = problem.pool().isMax()
                ? problem.pool().dst().elements()
                : problem.pool().taps();
        return Verdict.yes(additions * cost + problem.pool().src().elements());
    }

    @Override
    public PoolGradientKernel<float[], ?> bindFloats(PoolGradientProblem p, int jobs) {
        boolean planes = p.pool().src().layout() == Layout.NCHW;
        return planes ? new PlaneGradientFloat(p, jobs) : new PixelGradientFloat(p, jobs);
    }

    @Override
    public PoolGradientKernel<double[], ?> bindDoubles(PoolGradientProblem p, int jobs) {
        boolean planes = p.pool().src().layout() == Layout.NCHW;
        return planes ? new PlaneGradientDouble(p, jobs) : new PixelGradientDouble(p, jobs);
    }

    /**
     * Pieces of an image.
     *
     * @param count how many there could be
     * @param elements of the image
     * @param jobs how many threads share them
     * @param most elements of a piece, if it can be
     */
    static int pieces(int count, int elements, int jobs, int most) {
        int wanted = Math.max(jobs == 1 ? 1 : 4 * jobs, elements / most);
        return Math.clamp(wanted, 1, Math.max(1, count));
    }
}
