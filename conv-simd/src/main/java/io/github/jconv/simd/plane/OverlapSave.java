package io.github.jconv.simd.plane;

import io.github.jconv.PlaneProblem;
import io.github.jconv.Precision;
import io.github.jconv.Window;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.TileKernel;
import io.github.jconv.spi.Verdict;
import java.util.EnumSet;
import java.util.Set;

/**
 * Large filters as products of Fourier transforms of overlapping squares: {@link OverlapSaveFloat}. It rounds relative to
 * a square, as {@link io.github.jconv.numerics.Numerics#transformBound} says, not to a window.
 */
public final class OverlapSave implements PlaneAlgorithm {

    private static final int SMALLEST = 64;
    private static final int LARGEST = 512;

    /** Filter elements at least: below, plain summation has no more roundings than a transform. */
    private static final int FEWEST = 100;

    /** Stateless. */
    public OverlapSave() {}

    @Override
    public String name() {
        return "overlap-save";
    }

    @Override
    public Verdict judge(PlaneProblem p, Machine machine) {
        Window w = p.conv().window();
        if (p.conv().precision() == Precision.STRICT) {
            return Verdict.no("a transform sums other elements than the window's, which strict precision rules out");
        }
        if ((long) w.r() * w.s() < FEWEST) {
            return Verdict.no(
                    "the filter has " + w.r() * w.s() + " elements but a transform is worth it from " + FEWEST);
        }
        if (w.r() > LARGEST / 2 || w.s() > LARGEST / 2) {
            return Verdict.no(
                    "half a square has " + LARGEST / 2 + " rows and columns but the filter " + w.r() + "x" + w.s());
        }
        return Direct.refusal(p, machine).orElseGet(() -> Verdict.yes(cost(p, size(p))));
    }

    /** The cheapest power of two. */
    private static int size(PlaneProblem p) {
        Window w = p.conv().window();
        int best = LARGEST;
        for (int size = LARGEST / 2; size >= SMALLEST && size >= Math.max(w.r(), w.s()); size /= 2) {
            if (cost(p, size) < cost(p, best)) {
                best = size;
            }
        }
        return best;
    }

    /** The cheapest, or the largest up to the one asked for that holds the filter. */
    private static int size(PlaneProblem p, Blocking blocking) {
        if (blocking.kc() == 0) {
            return size(p);
        }
        Window w = p.conv().window();
        int asked = Math.max(Math.max(blocking.kc(), SMALLEST), Math.max(w.r(), w.s()));
        int size = Math.min(Integer.highestOneBit(asked), LARGEST);
        return size < Math.max(w.r(), w.s()) ? 2 * size : size;
    }

    /** The side of a square, which is what a transform sums over. */
    @Override
    public Set<Blocking.Size> blocks() {
        return EnumSet.of(Blocking.Size.KC);
    }

    private static double cost(PlaneProblem p, int size) {
        Window w = p.conv().window();
        double down = Math.ceilDiv(p.conv().outH(), size - w.r() + 1);
        double across = Math.ceilDiv(Math.ceilDiv(p.conv().outW(), size - w.s() + 1), 2);
        double doublings = Integer.numberOfTrailingZeros(size);
        return p.conv().src().n() * down * across * size * size * doublings * element(size);
    }

    /**
     * What an element of a square costs for each doubling of its size, in multiply-adds at peak: less in larger squares,
     * but for those that leave the second cache. Between what was measured on machines with full-width and with
     * double-pumped vectors, which differ by 1.6 (decision 30).
     */
    private static double element(int size) {
        return switch (size) {
            case 64 -> 80;
            case 128 -> 64;
            case 256 -> 55;
            default -> 155;
        };
    }

    @Override
    public TileKernel<float[], ?> bind(
            PlaneProblem problem, BindContext context, float[] filter, float[] column, float[] row) {
        return new OverlapSaveFloat(problem, size(problem, context.blocking()), filter);
    }

    @Override
    public TileKernel<double[], ?> bind(
            PlaneProblem problem, BindContext context, double[] filter, double[] column, double[] row) {
        return new OverlapSaveDouble(problem, size(problem, context.blocking()), filter);
    }
}
