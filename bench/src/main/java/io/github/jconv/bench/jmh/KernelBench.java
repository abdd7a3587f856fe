package io.github.jconv.bench.jmh;

import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.MicroKernelFloat;
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
 * How near to the peak is the innermost loop by itself, and what do a short sum, few rows and an unaligned panel cost it?
 * Everything lies in the first cache, as it does within a blocked product.
 *
 * <p>Where a panel starts within a cache line is a parameter, not luck: see {@link OwnRegion}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class KernelBench {

    /** Rows of the tile; 14 are the most where there are 32 vector registers, 6 where there are 16. */
    @Param({"1", "4", "6", "7", "14"})
    public int rows;

    /** Products in each sum. */
    @Param({"32", "512"})
    public int kc;

    /** Floats between the start of an array and the panel of B, the bias and the tile of C. */
    @Param({"0", OwnRegion.ALIGNED})
    public int shift;

    private final float[] a = integers(BlockingFloat.MR * BlockingFloat.ROW_STEP, 1);
    private float[] b;
    private float[] bias;
    private float[] c;

    private static float[] integers(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextInt(-4, 5);
        }
        return values;
    }

    /** Small integers are exact, so the check demands equality. */
    @Setup
    public void open() {
        rows = Math.min(rows, BlockingFloat.MR);
        kc = Math.min(kc, BlockingFloat.KC);
        b = OwnRegion.copy(shift, integers(kc * BlockingFloat.NR, 2));
        bias = OwnRegion.copy(shift, integers(BlockingFloat.NR, 3));
        c = OwnRegion.floats(shift, rows * BlockingFloat.NR);
        float[] expected = new float[rows * BlockingFloat.NR];
        for (int i = 0; i < expected.length; i++) {
            int column = i % BlockingFloat.NR;
            float sum = bias[shift + column];
            for (int p = 0; p < kc; p++) {
                sum += a[i / BlockingFloat.NR * BlockingFloat.ROW_STEP + p] * b[shift + p * BlockingFloat.NR + column];
            }
            expected[i] = sum;
        }
        if (!Arrays.equals(Arrays.copyOfRange(tile(), shift, shift + expected.length), expected)) {
            throw new IllegalStateException("the micro-kernel of " + rows + " rows differs from plain loops");
        }
    }

    /**
     * One tile.
     *
     * @return the tile
     */
    @Benchmark
    public float[] tile() {
        MicroKernelFloat.rowsInto(rows, kc, a, 0, b, shift, bias, shift, c, shift, BlockingFloat.NR);
        return c;
    }

    /** Counts what a tile allocates. */
    @TearDown
    public void close() {
        RunFacts.measure(this::tile);
        RunFacts.flops(2.0 * rows * BlockingFloat.NR * kc);
    }
}
