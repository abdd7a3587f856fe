package io.github.jconv.bench.jmh;

import io.github.jconv.DType;
import io.github.jconv.Gemm;
import io.github.jconv.GemmProblem;
import io.github.jconv.PackedMatrix;
import io.github.jconv.reference.ReferenceGemmFloat;
import java.util.Arrays;
import java.util.Map;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * How fast are two square matrices multiplied, on one thread: what every dense layer is made of, without its packing of
 * windows? And what does it gain to pack the right one beforehand, as a layer's weights are? A multiplication is 2 n^3
 * floating-point operations.
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

    /** Floats between the start of each array and its first element; see {@link OwnRegion}. */
    @Param("0")
    public int shift;

    private float[] a;
    private float[] b;
    private float[] c;
    private PackedMatrix packed;

    /** Makes the matrices and checks both products. */
    @Setup
    public void open() {
        a = integers(1);
        b = integers(2);
        c = OwnRegion.floats(shift, n * n);
        packed = Gemm.pack(false, n, n, b, shift, n);
        check(sgemm());
        check(sgemmPacked());
    }

    /** Some rows; all of them would take the reference seconds. */
    private void check(float[] product) {
        int rows = Math.min(n, 16);
        float[] expected = new float[rows * n];
        GemmProblem top = new GemmProblem(DType.FLOAT32, false, false, rows, n, n, n, n, n);
        ReferenceGemmFloat.gemm(top, 1, a, shift, b, shift, 0, expected, 0);
        if (!Arrays.equals(expected, Arrays.copyOfRange(product, shift, shift + rows * n))) {
            throw new IllegalStateException("sgemm of " + n + " differs from the reference");
        }
        Arrays.fill(c, Float.NaN);
    }

    private float[] integers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] matrix = OwnRegion.floats(shift, n * n);
        for (int i = shift; i < shift + n * n; i++) {
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
        Gemm.sgemm(false, false, n, n, n, 1, a, shift, n, b, shift, n, 0, c, shift, n);
        return c;
    }

    /**
     * One multiplication by a packed matrix.
     *
     * @return the product
     */
    @Benchmark
    public float[] sgemmPacked() {
        Gemm.sgemm(false, n, 1, a, shift, n, packed, 0, c, shift, n);
        return c;
    }

    /**
     * Counts what a multiplication allocates.
     *
     * @param params which one
     */
    @TearDown
    public void close(BenchmarkParams params) {
        RunFacts.measure(params, Map.of("sgemm", this::sgemm, "sgemmPacked", this::sgemmPacked));
        RunFacts.flops(2 * Math.pow(n, 3));
    }
}
