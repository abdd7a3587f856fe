package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.DType;
import io.github.jconv.GemmProblem;
import io.github.jconv.Shape;
import io.github.jconv.machine.Machine;
import io.github.jconv.numerics.Numerics;
import io.github.jconv.reference.ReferenceGemmDouble;
import io.github.jconv.reference.ReferenceGemmFloat;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What every matrix multiplication keeps. */
public abstract class GemmContractFloat {

    /** Runs until a multiplication must have stopped allocating: enough for C2 to have compiled any kernel. */
    private static final int WARM_UP_RUNS = 20_000;

    /**
     * Which algorithms to run.
     *
     * @return at least one
     */
    protected abstract List<GemmAlgorithm> gemms();

    @Provide
    Arbitrary<GemmProblem> problems() {
        Arbitrary<Integer> size = Arbitraries.of(
                0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 14, 15, 16, 17, 27, 28, 29, 31, 32, 33, 48, 63, 64, 65, 97);
        Arbitrary<Integer> depth = Arbitraries.of(0, 1, 2, 3, 5, 8, 16, 31, 64, 127, 255, 256, 257, 520, 2071);
        Arbitrary<Integer> gap = Arbitraries.of(0, 0, 0, 1, 5);
        Arbitrary<Boolean> flag = Arbitraries.of(false, true);
        return Combinators.combine(flag, flag, size, size, depth, gap, gap, gap)
                .as((transA, transB, m, n, k, gapA, gapB, gapC) -> new GemmProblem(
                        DType.FLOAT32,
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        Math.max(1, transA ? m : k) + gapA,
                        Math.max(1, transB ? k : n) + gapB,
                        Math.max(1, n) + gapC));
    }

    @Provide
    Arbitrary<Float> factors() {
        return Arbitraries.of(0f, 1f, -1f, 2f, -3f);
    }

    @Property(tries = 150)
    void smallIntegersAreExact(
            @ForAll("problems") GemmProblem p,
            @ForAll("factors") float alpha,
            @ForAll("factors") float beta,
            @ForAll long seed) {
        float[] a = TensorsFloat.integers((int) p.elementsA(), seed);
        float[] b = TensorsFloat.integers((int) p.elementsB(), seed + 1);
        float[] c = TensorsFloat.integers((int) p.elementsC(), seed + 2);
        float[] expected = c.clone();
        ReferenceGemmFloat.gemm(p, alpha, a, 0, b, 0, beta, expected, 0);
        everyGemm(
                p,
                gemm -> CompareFloat.exact(
                        gemm.name() + " " + p, row(c), expected, run(gemm, p, alpha, a, b, beta, c)));
    }

    /** Each element is a sum of k products, scaled, plus beta C: k + 2 roundings on the longest way. */
    @Property(tries = 150)
    void randomNumbersStayWithinTheBound(
            @ForAll("problems") GemmProblem p,
            @ForAll("factors") float alpha,
            @ForAll("factors") float beta,
            @ForAll long seed) {
        float[] a = TensorsFloat.random((int) p.elementsA(), seed);
        float[] b = TensorsFloat.random((int) p.elementsB(), seed + 1);
        float[] c = TensorsFloat.random((int) p.elementsC(), seed + 2);
        float[] expected = c.clone();
        ReferenceGemmFloat.gemm(p, alpha, a, 0, b, 0, beta, expected, 0);
        double[] allowed = TensorsFloat.abs(c);
        double[] absA = TensorsFloat.abs(a);
        double[] absB = TensorsFloat.abs(b);
        ReferenceGemmDouble.gemm(p, Math.abs(alpha), absA, 0, absB, 0, Math.abs(beta), allowed, 0);
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = Numerics.allowedDifference(DType.FLOAT32, p.k() + 2L, allowed[i], expected[i]);
        }
        everyGemm(p, gemm -> {
            float[] once = run(gemm, p, alpha, a, b, beta, c);
            CompareFloat.within(gemm.name() + " " + p, row(c), expected, allowed, once);
            CompareFloat.bitwise(gemm.name() + " " + p, row(c), once, run(gemm, p, alpha, a, b, beta, c));
        });
    }

    @Property(tries = 60)
    void zeroBetaDoesNotReadC(@ForAll("problems") GemmProblem p, @ForAll("factors") float alpha, @ForAll long seed) {
        float[] a = TensorsFloat.integers((int) p.elementsA(), seed);
        float[] b = TensorsFloat.integers((int) p.elementsB(), seed + 1);
        float[] c = new float[(int) p.elementsC()];
        Arrays.fill(c, Float.NaN);
        float[] expected = c.clone();
        ReferenceGemmFloat.gemm(p, alpha, a, 0, b, 0, 0, expected, 0);
        for (int i = 0; i < c.length; i++) {
            boolean inRow = i % p.ldc() < p.n();
            assertThat(Float.isNaN(expected[i])).as("NaN only between the rows").isNotEqualTo(inRow);
        }
        everyGemm(
                p,
                gemm -> CompareFloat.exact(gemm.name() + " " + p, row(c), expected, run(gemm, p, alpha, a, b, 0, c)));
    }

    /** Sizes with tails in each dimension, deeper than one block, few rows and few columns, in each order of the operands. */
    @Example
    void aWarmRunAllocatesNothing() {
        for (int[] size : new int[][] {{29, 67, 521}, {7, 67, 521}, {29, 3, 521}, {67, 20, 521}}) {
            for (boolean transA : new boolean[] {false, true}) {
                for (boolean transB : new boolean[] {false, true}) {
                    aWarmRunAllocatesNothing(transA, transB, size[0], size[1], size[2]);
                }
            }
        }
    }

    private void aWarmRunAllocatesNothing(boolean transA, boolean transB, int m, int n, int k) {
        GemmProblem p = new GemmProblem(DType.FLOAT32, transA, transB, m, n, k, transA ? m : k, transB ? k : n, n + 3);
        float[] a = TensorsFloat.random((int) p.elementsA(), 1);
        float[] b = TensorsFloat.random((int) p.elementsB(), 2);
        float[] c = TensorsFloat.random((int) p.elementsC(), 3);
        everyGemm(p, gemm -> {
            long least = Allocation.leastOf(WARM_UP_RUNS, () -> gemm.run(p, 0.5f, a, 0, b, 0, 0.5f, c, 0));
            assertThat(least)
                    .as("bytes the calling thread allocates in a warm run of %s %s", gemm.name(), p)
                    .isZero();
        });
    }

    /** Longer than a block in each dimension, whatever the caches, with tails; factors that take every way to C. */
    @Example
    void severalBlocksOfEachDimensionAreExact() {
        int[][] sizes = {{31, 1301, 40}, {2900, 35, 20}, {30, 70, 2077}, {7, 9001, 9}, {3, 70, 2077}, {70, 3, 2077}};
        for (int[] size : sizes) {
            for (boolean trans : new boolean[] {false, true}) {
                int m = size[0];
                int n = size[1];
                int k = size[2];
                GemmProblem p = new GemmProblem(DType.FLOAT32, trans, trans, m, n, k, trans ? m : k, trans ? k : n, n);
                float[] a = TensorsFloat.integers((int) p.elementsA(), 1);
                float[] b = TensorsFloat.integers((int) p.elementsB(), 2);
                float[] c = TensorsFloat.integers((int) p.elementsC(), 3);
                for (float[] factors : new float[][] {{1, 0}, {1, 1}, {-1, 2}}) {
                    float[] expected = c.clone();
                    ReferenceGemmFloat.gemm(p, factors[0], a, 0, b, 0, factors[1], expected, 0);
                    everyGemm(p, gemm -> {
                        String what = gemm.name() + " " + p;
                        float[] got = run(gemm, p, factors[0], a, b, factors[1], c);
                        CompareFloat.exact(what, row(c), expected, got);
                        float[] packed = runPacked(gemm, p, factors[0], a, b, factors[1], c);
                        CompareFloat.bitwise(what + " packed", row(c), got, packed);
                    });
                }
            }
        }
    }

    @Property(tries = 100)
    void aPackedOperandGivesTheSameBits(
            @ForAll("problems") GemmProblem p,
            @ForAll("factors") float alpha,
            @ForAll("factors") float beta,
            @ForAll long seed) {
        float[] a = TensorsFloat.random((int) p.elementsA(), seed);
        float[] b = TensorsFloat.random((int) p.elementsB(), seed + 1);
        float[] c = TensorsFloat.random((int) p.elementsC(), seed + 2);
        everyGemm(
                p,
                gemm -> CompareFloat.bitwise(
                        gemm.name() + " " + p,
                        row(c),
                        run(gemm, p, alpha, a, b, beta, c),
                        runPacked(gemm, p, alpha, a, b, beta, c)));
    }

    /** Packs for another m, spoils the array that was packed, and runs. */
    private static float[] runPacked(
            GemmAlgorithm gemm, GemmProblem p, float alpha, float[] a, float[] b, float beta, float[] c) {
        float[] spoilt = new float[3 + b.length];
        System.arraycopy(b, 0, spoilt, 3, b.length);
        GemmProblem other =
                new GemmProblem(p.type(), false, p.transB(), 1, p.n(), p.k(), Math.max(1, p.k()), p.ldb(), p.ldc());
        Object packed = gemm.pack(other, spoilt, 3);
        Arrays.fill(spoilt, Float.NaN);
        GemmProblem dense =
                new GemmProblem(p.type(), p.transA(), false, p.m(), p.n(), p.k(), p.lda(), Math.max(1, p.n()), p.ldc());
        GuardedFloat guardedC = GuardedFloat.destination(c);
        gemm.runPacked(dense, alpha, a, 0, packed, beta, guardedC.array(), guardedC.offset());
        guardedC.assertMarksIntact(gemm.name() + " " + p);
        return guardedC.values();
    }

    private void everyGemm(GemmProblem p, Consumer<GemmAlgorithm> check) {
        for (GemmAlgorithm gemm : gemms()) {
            switch (gemm.judge(p, Machine.current())) {
                case Verdict.Yes yes -> {
                    assertThat(yes.cost()).as("%s's cost of %s", gemm.name(), p).isGreaterThanOrEqualTo(0);
                    check.accept(gemm);
                }
                case Verdict.No no ->
                    assertThat(no.reason()).as("%s declines %s", gemm.name(), p).isNotBlank();
            }
        }
    }

    /** Between guard zones; what lies between C's rows is compared with the rest, so it must not change. */
    private static float[] run(
            GemmAlgorithm gemm, GemmProblem p, float alpha, float[] a, float[] b, float beta, float[] c) {
        GuardedFloat guardedA = GuardedFloat.source(a);
        GuardedFloat guardedB = GuardedFloat.source(b);
        GuardedFloat guardedC = GuardedFloat.destination(c.length);
        System.arraycopy(c, 0, guardedC.array(), guardedC.offset(), c.length);
        gemm.run(
                p,
                alpha,
                guardedA.array(),
                guardedA.offset(),
                guardedB.array(),
                guardedB.offset(),
                beta,
                guardedC.array(),
                guardedC.offset());
        guardedC.assertMarksIntact(gemm.name() + " " + p);
        CompareFloat.bitwise(gemm.name() + ": A", row(a), a, guardedA.values());
        CompareFloat.bitwise(gemm.name() + ": B", row(b), b, guardedB.values());
        return guardedC.values();
    }

    private static Shape row(float[] elements) {
        return Shape.nchw(1, 1, 1, Math.max(1, elements.length));
    }
}
