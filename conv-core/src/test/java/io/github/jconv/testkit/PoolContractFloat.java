package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Pool2d;
import io.github.jconv.PoolProblem;
import io.github.jconv.Shape;
import io.github.jconv.machine.Machine;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferencePoolDouble;
import io.github.jconv.reference.ReferencePoolFloat;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolKernel;
import io.github.jconv.spi.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What every pooling keeps. */
public abstract class PoolContractFloat {

    /** Runs until a pooling must have stopped allocating: enough for C2 to have compiled any kernel. */
    private static final int WARM_UP_RUNS = 20_000;

    /**
     * Which algorithms to run.
     *
     * @return at least one
     */
    protected abstract List<PoolAlgorithm> pools();

    @Provide
    Arbitrary<PoolCases.Case> cases() {
        return PoolCases.any();
    }

    /** Few different numbers, so that maxima are shared, and now and then what is not a number. */
    private static float[] withTies(int elements, long seed, boolean special) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] tensor = new float[elements];
        float[] rare = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
        for (int i = 0; i < elements; i++) {
            tensor[i] = special && random.nextInt(8) == 0 ? rare[random.nextInt(3)] : random.nextInt(9) - 4;
        }
        return tensor;
    }

    @Property(tries = 400)
    void maximaAndTheirPlacesAreTheReferences(
            @ForAll("cases") PoolCases.Case p, @ForAll boolean special, @ForAll boolean indices, @ForAll long seed) {
        if (p.pool().kind() != Pool2d.Kind.MAX) {
            return;
        }
        PoolProblem problem = p.problem(DType.FLOAT32, indices);
        float[] x = withTies(p.src().elements(), seed, special);
        float[] expected = new float[problem.dst().elements()];
        int[] places = indices ? new int[expected.length] : null;
        ReferencePoolFloat.max(problem.window(), p.src(), x, problem.dst(), expected, places);
        everyPool(problem, (name, kernel) -> {
            int[] found = indices ? new int[expected.length] : null;
            CompareFloat.exact(name + " " + problem, problem.dst(), expected, run(kernel, x, problem, found));
            assertThat(found).as(name + " " + problem).isEqualTo(places);
        });
    }

    @Property(tries = 400)
    void sumsOfSmallIntegersAreExact(@ForAll("cases") PoolCases.Case p, @ForAll long seed) {
        if (!sums(p.pool())) {
            return;
        }
        PoolProblem problem = p.problem(DType.FLOAT32, false);
        float[] x = TensorsFloat.integers(p.src().elements(), seed);
        float[] expected = new float[problem.dst().elements()];
        ReferencePoolFloat.sum(problem.window(), problem.divisor(), p.src(), x, problem.dst(), expected);
        everyPool(
                problem,
                (name, kernel) -> CompareFloat.exact(
                        name + " " + problem, problem.dst(), expected, run(kernel, x, problem, null)));
    }

    /** R * S additions and a division. */
    @Property(tries = 200)
    void sumsStayWithinTheBound(@ForAll("cases") PoolCases.Case p, @ForAll long seed) {
        if (!sums(p.pool())) {
            return;
        }
        PoolProblem problem = p.problem(DType.FLOAT32, false);
        float[] x = TensorsFloat.random(p.src().elements(), seed);
        float[] expected = new float[problem.dst().elements()];
        ReferencePoolFloat.sum(problem.window(), problem.divisor(), p.src(), x, problem.dst(), expected);
        double[] allowed = new double[expected.length];
        ReferencePoolDouble.sum(
                problem.window(), problem.divisor(), p.src(), TensorsFloat.abs(x), problem.dst(), allowed);
        long roundings = (long) problem.window().r() * problem.window().s() + 1;
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(DType.FLOAT32, roundings, allowed[i], expected[i]);
        }
        everyPool(problem, (name, kernel) -> {
            float[] once = run(kernel, x, problem, null);
            CompareFloat.within(name + " " + problem, problem.dst(), expected, allowed, once);
            CompareFloat.bitwise(name + " " + problem, problem.dst(), once, run(kernel, x, problem, null));
        });
    }

    private static boolean sums(Pool2d pool) {
        return pool.kind() == Pool2d.Kind.AVERAGE || pool.kind() == Pool2d.Kind.SUM;
    }

    /** Numbers of one sign or of two, with runs of zeros, and so large and small that their powers leave the range. */
    private static float[] wild(int elements, long seed, int way) {
        float[] x = TensorsFloat.random(elements, seed);
        SplittableRandom random = new SplittableRandom(seed);
        int zeros = 0;
        for (int i = 0; i < elements; i++) {
            x[i] = (way & 1) == 0 ? Math.abs(x[i]) : x[i];
            x[i] = (way & 2) == 0 ? x[i] : Math.scalb(x[i], random.nextInt(-140, 120));
            zeros = zeros > 0 ? zeros - 1 : random.nextInt(20) == 0 ? 9 : 0;
            x[i] = zeros > 0 ? 0 : x[i];
            x[i] = (way & 4) != 0 && random.nextInt(30) == 0 ? Float.NaN : x[i];
        }
        return x;
    }

    /**
     * For p = 1 a sum with R * S - 1 additions and 4 roundings of a divisor of two factors; otherwise p - 2 products and an
     * addition with its product for each of R * S elements, 2 for the divisor and 2 for the root, of terms that do not
     * cancel, so relative to the result.
     */
    @Property(tries = 400)
    void normsStayWithinTheBound(
            @ForAll("cases") PoolCases.Case p, @ForAll long seed, @ForAll @IntRange(max = 7) int way) {
        if (p.pool().kind() != Pool2d.Kind.LP) {
            return;
        }
        PoolProblem problem = p.problem(DType.FLOAT32, false);
        double norm = problem.norm();
        float[] x = wild(p.src().elements(), seed, norm == 1 ? way & 1 : way);
        float[] expected = new float[problem.dst().elements()];
        ReferencePoolFloat.lp(problem.window(), norm, p.src(), x, problem.dst(), expected);
        double[] allowed = new double[expected.length];
        ReferencePoolDouble.lp(problem.window(), norm, p.src(), TensorsFloat.abs(x), problem.dst(), allowed);
        long roundings = (long) problem.window().r() * problem.window().s() + (long) Math.ceil(norm) + 3;
        for (int i = 0; i < allowed.length; i++) {
            double magnitude = norm == 1 ? allowed[i] : Math.abs(expected[i]);
            allowed[i] = Numerics.allowedDifference(DType.FLOAT32, roundings, magnitude, expected[i]);
        }
        everyPool(problem, (name, kernel) -> {
            float[] once = run(kernel, x, problem, null);
            CompareFloat.within(name + " " + problem, problem.dst(), expected, allowed, once);
            CompareFloat.bitwise(name + " " + problem, problem.dst(), once, run(kernel, x, problem, null));
        });
    }

    @Example
    void aWarmRunAllocatesNothing() {
        for (Layout layout : Layout.values()) {
            Shape src = new Shape(layout, 1, 35, 9, 37);
            for (Pool2d pool : List.of(
                    Pool2d.max(3).stride(2).padding(1),
                    Pool2d.max(2, 3).stride(1),
                    Pool2d.average(3).padding(1).ceilMode(true),
                    Pool2d.globalAverage(),
                    Pool2d.average(2),
                    Pool2d.lp(2, 3).stride(2),
                    Pool2d.lp(3, 2),
                    Pool2d.max(2).stride(4))) {
                boolean indices = pool.kind() == Pool2d.Kind.MAX;
                PoolProblem problem = pool.problem(src, DType.FLOAT32, indices);
                float[] x = TensorsFloat.random(src.elements(), 1);
                float[] y = new float[problem.dst().elements()];
                int[] places = indices ? new int[y.length] : null;
                everyPool(problem, (name, kernel) -> {
                    if (name.equals("reference")) {
                        return; // takes a list's worth of time for what never changes
                    }
                    Object workspace = kernel.newWorkspace();
                    long least = Allocation.leastOf(WARM_UP_RUNS, () -> tiles(kernel, x, y, places, workspace));
                    assertThat(least)
                            .as("bytes a warm run of %s %s allocates", name, problem)
                            .isZero();
                });
            }
        }
    }

    private static float[] run(PoolKernel<float[], Object> kernel, float[] x, PoolProblem problem, int[] indices) {
        float[] y = new float[problem.dst().elements()];
        Arrays.fill(y, 77);
        if (indices != null) {
            Arrays.fill(indices, 77);
        }
        Object workspace = kernel.newWorkspace();
        for (int again = 0; again < 2; again++) { // the second time in a workspace that was used
            tiles(kernel, x, y, indices, workspace);
        }
        return y;
    }

    private static void tiles(
            PoolKernel<float[], Object> kernel, float[] x, float[] y, int[] indices, Object workspace) {
        for (int tile = kernel.tiles() - 1; tile >= 0; tile--) {
            kernel.run(tile, x, y, indices, workspace);
        }
    }

    /** Every algorithm that takes the problem, for one job and for three. */
    @SuppressWarnings("unchecked") // a kernel is handed no workspaces but those it made
    private void everyPool(PoolProblem problem, BiConsumer<String, PoolKernel<float[], Object>> check) {
        for (PoolAlgorithm pool : pools()) {
            if (pool.judge(problem, Machine.current()) instanceof Verdict.Yes) {
                for (int jobs : new int[] {1, 3}) {
                    check.accept(pool.name(), (PoolKernel<float[], Object>) pool.bindFloats(problem, jobs));
                }
            }
        }
    }
}
