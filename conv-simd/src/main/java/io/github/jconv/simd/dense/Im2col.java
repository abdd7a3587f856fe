package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.GemmProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.Verdict;
import java.util.EnumSet;
import java.util.Set;

/**
 * The textbook way: the matrix of all windows of an image is written out, then multiplied by the weights. It is here to
 * be seen and compared; its workspace holds the whole matrix, which the plan reports, and a tile is a whole image.
 */
public final class Im2col implements Algorithm {

    /** What the multiplication reaches. */
    private static final double FRACTION_OF_PEAK = 0.8;

    /** Writing one element of the matrix and packing it again, in multiply-adds at the full rate. */
    private static final double ELEMENT = 48;

    /** The same for a matrix that does not stay in the second cache. */
    private static final double FAR_ELEMENT = 75;

    /** Beginning a run of consecutive elements of NHWC. */
    private static final double NHWC_RUN = 1000;

    /** Bias and activation of one element of the output, in a pass of their own. */
    private static final double FINISH = 40;

    /** Two passes where one would do, on however small a problem. */
    private static final double START_UP = 20_000;

    /** Keeps the planner from the matrix as long as another algorithm accepts: who wants it asks for it by name. */
    private static final double LAST_RESORT = 1000;

    /** Stateless. */
    public Im2col() {}

    @Override
    public String name() {
        return "im2col";
    }

    @Override
    public Verdict judge(ConvProblem p, Machine machine) {
        if (!machine.vectors().usable()) {
            return Verdict.no(machine.vectors().refusal());
        }
        long matrix = (long) p.outH() * p.outW() * p.depth();
        if (matrix > Shape.MAX_ELEMENTS / 2) {
            return Verdict.no(
                    "its matrix of " + matrix + " elements exceeds the " + Shape.MAX_ELEMENTS / 2 + " it may take");
        }
        long bytes = matrix * p.type().bytes();
        double element = bytes > machine.caches().l2() ? FAR_ELEMENT : ELEMENT;
        double runs = p.src().layout() == Layout.NHWC ? ImplicitGemm.nhwcRuns(p) : 0;
        double cost = START_UP
                + p.macs() / FRACTION_OF_PEAK
                + ImplicitGemm.windowElements(p) * element
                + runs * NHWC_RUN
                + p.dst().elements() * FINISH;
        return Verdict.yes(cost * LAST_RESORT);
    }

    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.MR, Blocking.Size.KC, Blocking.Size.MC, Blocking.Size.NC);
    }

    /** NHWC: [pixels][depth] times [depth][K]. NCHW: [K][depth] times [depth][pixels]. Row-major either way. */
    static GemmProblem gemm(ConvProblem p) {
        int pixels = p.outH() * p.outW();
        return p.src().layout() == Layout.NHWC
                ? new GemmProblem(p.type(), false, false, pixels, p.groupK(), p.depth(), p.depth(), p.k(), p.k())
                : new GemmProblem(p.type(), false, false, p.groupK(), pixels, p.depth(), p.depth(), pixels, pixels);
    }

    @Override
    public Kernel<float[]> bind(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        return new Im2colFloat(problem, context.blocking(), weights.clone(), bias == null ? null : bias.clone());
    }

    @Override
    public Kernel<double[]> bind(ConvProblem problem, BindContext context, double[] weights, double[] bias) {
        return new Im2colDouble(problem, context.blocking(), weights.clone(), bias == null ? null : bias.clone());
    }
}
