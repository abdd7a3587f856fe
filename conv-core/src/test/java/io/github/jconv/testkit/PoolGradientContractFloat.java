package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.Shape;
import io.github.jconv.machine.Machine;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferencePoolDouble;
import io.github.jconv.reference.ReferencePoolFloat;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.PoolGradientKernel;
import io.github.jconv.spi.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What every gradient of a pooling keeps. */
public abstract class PoolGradientContractFloat {

    private static final int WARM_UP_RUNS = 20_000;

    /** What the gradient is computed from, and the reference's. */
    private record Tensors(
            PoolProblem pool,
            float[] gradDst,
            int[] indices,
            float[] src,
            float[] dst,
            float[] held,
            float[] expected) {

        static Tensors of(PoolCases.Case c, boolean integers, long seed) {
            PoolProblem p = c.problem(DType.FLOAT32, c.pool().kind() == Pool2d.Kind.MAX);
            int outputs = p.dst().elements();
            int inputs = p.src().elements();
            float[] g = integers ? TensorsFloat.integers(outputs, seed) : TensorsFloat.random(outputs, seed);
            float[] held = TensorsFloat.integers(inputs, seed + 2);
            // Integers, so that maxima are shared and windows of zeros have no norm.
            float[] x = TensorsFloat.integers(inputs, seed + 1);
            float[] y = new float[outputs];
            int[] indices = p.isMax() ? new int[outputs] : null;
            float[] gx = new float[inputs];
            if (p.isMax()) {
                ReferencePoolFloat.max(p.window(), p.src(), x, p.dst(), y, indices);
                ReferencePoolFloat.maxGradient(p.src(), p.dst(), g, indices, gx);
            } else if (p.isLp()) {
                ReferencePoolFloat.lp(p.window(), p.norm(), p.src(), x, p.dst(), y);
                ReferencePoolFloat.lpGradient(p.window(), p.norm(), p.src(), x, p.dst(), y, g, gx);
            } else {
                ReferencePoolFloat.sumGradient(p.window(), p.divisor(), p.src(), p.dst(), g, gx);
            }
            return new Tensors(p, g, indices, x, y, held, gx);
        }

        /** The sum of the magnitudes of what meets at each element. */
        double[] magnitudes() {
            double[] g = TensorsFloat.abs(gradDst);
            double[] sums = new double[expected.length];
            if (pool.isMax()) {
                ReferencePoolDouble.maxGradient(pool.src(), pool.dst(), g, indices, sums);
            } else if (pool.isLp()) {
                double[] x = TensorsFloat.abs(src);
                double[] y = TensorsFloat.abs(dst);
                ReferencePoolDouble.lpGradient(pool.window(), pool.norm(), pool.src(), x, pool.dst(), y, g, sums);
            } else {
                ReferencePoolDouble.sumGradient(pool.window(), pool.divisor(), pool.src(), pool.dst(), g, sums);
            }
            return sums;
        }

        /** Additions, a division, and what is held. */
        long roundings() {
            long windows = (long) pool.window().extentH() * pool.window().extentW();
            return windows + 2 + (pool.isLp() ? 2 * (long) Math.ceil(pool.norm()) + 2 : 0);
        }
    }

    /**
     * Which algorithms to run.
     *
     * @return at least one
     */
    protected abstract List<PoolGradientAlgorithm> poolGradients();

    @Provide
    Arbitrary<PoolCases.Case> cases() {
        return Arbitraries.frequencyOf(Tuple.of(9, PoolCases.any()), Tuple.of(1, PoolCases.squares()));
    }

    /** Maxima and sums of small integers, added to integers or not, have one result. */
    @Property(tries = 400)
    void integersAreExact(@ForAll("cases") PoolCases.Case c, @ForAll boolean accumulate, @ForAll long seed) {
        if (c.pool().kind() != Pool2d.Kind.MAX && c.pool().kind() != Pool2d.Kind.SUM) {
            return;
        }
        Tensors t = Tensors.of(c, true, seed);
        float[] expected = t.expected.clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] += accumulate ? t.held[i] : 0;
        }
        every(
                t.pool,
                accumulate,
                (name, kernel) ->
                        CompareFloat.exact(name + " " + t.pool, t.pool.src(), expected, run(kernel, t, accumulate)));
    }

    @Property(tries = 400)
    void theyStayWithinTheBound(@ForAll("cases") PoolCases.Case c, @ForAll boolean accumulate, @ForAll long seed) {
        Tensors t = Tensors.of(c, false, seed);
        float[] expected = t.expected.clone();
        double[] allowed = t.magnitudes();
        for (int i = 0; i < expected.length; i++) {
            double held = accumulate ? t.held[i] : 0;
            expected[i] = (float) (expected[i] + held);
            // The reference was rounded once before what is held was added, and once after.
            double magnitude = allowed[i] + Math.abs(held);
            allowed[i] = Numerics.allowedDifference(DType.FLOAT32, t.roundings() + 1, magnitude, expected[i]);
        }
        float[][] first = new float[1][];
        every(t.pool, accumulate, (name, kernel) -> {
            float[] once = run(kernel, t, accumulate);
            CompareFloat.within(name + " " + t.pool, t.pool.src(), expected, allowed, once);
            first[0] = name.endsWith(" 1 job") ? once : first[0];
            CompareFloat.bitwise(name + " " + t.pool, t.pool.src(), first[0], once);
        });
    }

    @Example
    void aWarmRunAllocatesNothing() {
        for (Layout layout : Layout.values()) {
            Shape src = new Shape(layout, 1, 35, 9, 37);
            for (Pool2d pool : List.of(
                    Pool2d.max(3).stride(2).padding(1),
                    Pool2d.max(2),
                    Pool2d.average(3).stride(1).padding(1).countIncludePad(false),
                    Pool2d.average(2),
                    Pool2d.globalAverage(),
                    Pool2d.lp(2, 3).stride(2),
                    Pool2d.sum(2).stride(4))) {
                Tensors t = Tensors.of(new PoolCases.Case(pool, src), false, 1);
                for (boolean accumulate : new boolean[] {false, true}) {
                    every(t.pool, accumulate, (name, kernel) -> {
                        if (name.startsWith("reference")) {
                            return; // its planes of sums are its own
                        }
                        float[] gradSrc = t.held.clone();
                        Object workspace = kernel.newWorkspace();
                        long least = Allocation.leastOf(WARM_UP_RUNS, () -> tiles(kernel, t, gradSrc, workspace));
                        assertThat(least)
                                .as("bytes a warm run of %s %s allocates", name, t.pool)
                                .isZero();
                    });
                }
            }
        }
    }

    private static float[] run(PoolGradientKernel<float[], Object> kernel, Tensors t, boolean accumulate) {
        float[] gradSrc = t.held.clone();
        Object workspace = kernel.newWorkspace();
        for (int again = 0; again < 2; again++) { // the second time in a workspace that was used
            if (accumulate) {
                System.arraycopy(t.held, 0, gradSrc, 0, gradSrc.length);
            } else {
                Arrays.fill(gradSrc, Float.NaN);
            }
            tiles(kernel, t, gradSrc, workspace);
        }
        return gradSrc;
    }

    private static void tiles(
            PoolGradientKernel<float[], Object> kernel, Tensors t, float[] gradSrc, Object workspace) {
        boolean lp = t.pool.isLp();
        for (int tile = kernel.tiles() - 1; tile >= 0; tile--) {
            kernel.run(tile, t.gradDst, t.indices, lp ? t.src : null, lp ? t.dst : null, gradSrc, workspace);
        }
    }

    /** Every algorithm that takes the problem, for one job and for three. */
    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    private void every(
            PoolProblem pool, boolean accumulate, BiConsumer<String, PoolGradientKernel<float[], Object>> check) {
        PoolGradientProblem problem = new PoolGradientProblem(pool, accumulate);
        for (PoolGradientAlgorithm algorithm : poolGradients()) {
            if (algorithm.judge(problem, Machine.current()) instanceof Verdict.Yes) {
                for (int jobs : new int[] {1, 3}) {
                    check.accept(algorithm.name() + ", " + jobs + " job", (PoolGradientKernel<float[], Object>)
                            algorithm.bindFloats(problem, jobs));
                }
            }
        }
    }
}
