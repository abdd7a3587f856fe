package io.github.jconv.bench.jmh;

import io.github.jconv.DType;
import io.github.jconv.Gemm;
import io.github.jconv.GemmProblem;
import io.github.jconv.reference.ReferenceGemmFloat;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How fast two square matrices are multiplied, on one thread: what every dense layer is made of, without its packing of
 * windows. A multiplication is 2 n^3 floating-point operations.
 *
 * <p>The numbers are small integers, so that the product is exact and the check before timing can demand equality.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmBench {

    /** Rows and columns. */
    @Param({"256", "512", "1024", "2048"})
    public int n;

    private float[] a;
    private float[] b;
    private float[] c;

    /** Makes the matrices and checks some rows of the product; all of them would take the reference seconds. */
    @Setup
    public void open() {
        a = integers(1);
        b = integers(2);
        c = new float[n * n];
        float[] product = sgemm();
        int rows = Math.min(n, 16);
        float[] expected = new float[rows * n];
        GemmProblem top = new GemmProblem(DType.FLOAT32, false, false, rows, n, n, n, n, n);
        ReferenceGemmFloat.gemm(top, 1, a, 0, b, 0, 0, expected, 0);
        if (!Arrays.equals(expected, Arrays.copyOf(product, rows * n))) {
            throw new IllegalStateException("sgemm of " + n + " differs from the reference");
        }
    }

    private float[] integers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] matrix = new float[n * n];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = random.nextInt(-4, 5);
        }
        return matrix;
    }

    /**
     * One multiplication.
     *
     * @return the product
     */
    @Benchmark
    public float[] sgemm() {
        Gemm.sgemm(n, n, n, a, b, c);
        return c;
    }

    /** Counts what a multiplication allocates. */
    @TearDown
    public void close() {
        RunAllocation.measure(this::sgemm);
    }
}
