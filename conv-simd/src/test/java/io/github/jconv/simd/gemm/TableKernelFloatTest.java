package io.github.jconv.simd.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The generated kernels against the three loops that define them. */
@Tag("vector")
class TableKernelFloatTest {

    private static final int GUARD = 70;
    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;

    @Property(tries = 600)
    void everyNumberOfRowsMultipliesAcross(
            @ForAll @IntRange(min = 1, max = 14) int anyRows,
            @ForAll @IntRange(max = 40) int kc,
            @ForAll @IntRange(min = 1, max = 50) int block,
            @ForAll @IntRange(min = 1, max = 9) int step,
            @ForAll boolean inBlocks,
            @ForAll boolean biased,
            @ForAll @IntRange(max = 40) int bSecond,
            @ForAll @IntRange(max = 9) int gap,
            @ForAll long seed) {
        int rows = Math.min(anyRows, BlockingFloat.MR);
        int[] table = table(kc, inBlocks ? block : kc + 1, seed);
        int cSecond = L + gap;
        int ldc = NR + gap + 3;
        float[] a = TensorsFloat.integers(3 + (kc + 1) * STEP, seed);
        float[] b = TensorsFloat.integers(5 + 200 + 40 * 9 + bSecond + L, seed + 1);
        float[] bias = biased ? TensorsFloat.integers(2 + rows, seed + 2) : null;
        float[] c = guarded(rows * ldc);

        if (inBlocks) {
            TableKernelFloat.acrossBlocks(
                    rows, kc, a, 3, b, 5, step, block, table, bSecond, bias, 2, c, GUARD, cSecond, ldc);
        } else {
            TableKernelFloat.across(rows, kc, a, 3, b, 5 + table[0], step, bSecond, bias, 2, c, GUARD, cSecond, ldc);
        }

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < ldc; j++) {
                boolean second = j >= cSecond && j < cSecond + L;
                if (j >= L && !second) {
                    assertThat(c[GUARD + i * ldc + j]).as("row %d gap %d", i, j).isNaN();
                    continue;
                }
                float sum = biased ? bias[2 + i] : 0;
                for (int q = 0; q < kc; q++) {
                    int at =
                            5 + place(q, inBlocks ? block : kc + 1, step, table) + (second ? bSecond + j - cSecond : j);
                    sum += a[3 + q * STEP + i] * b[at];
                }
                assertThat(c[GUARD + i * ldc + j]).as("row %d column %d", i, j).isEqualTo(sum);
            }
        }
        assertGuarded(c);
    }

    @Property(tries = 600)
    void everyNumberOfRowsMultipliesDown(
            @ForAll @IntRange(min = 1, max = 14) int anyRows,
            @ForAll @IntRange(max = 40) int kc,
            @ForAll @IntRange(max = 30) int first,
            @ForAll @IntRange(min = 1, max = 50) int block,
            @ForAll @IntRange(min = 1, max = 9) int step,
            @ForAll boolean onto,
            @ForAll boolean biased,
            @ForAll long seed) {
        int rows = Math.min(anyRows, BlockingFloat.MR);
        int[] table = table(first + kc, block, seed);
        float[] bias = biased ? TensorsFloat.integers(2 + NR, seed + 2) : null;
        float[] a = TensorsFloat.integers(5 + 200 + 70 * 9 + 14, seed);
        float[] b = TensorsFloat.integers(3 + kc * NR, seed + 1);
        float[] c = guarded(rows * NR);
        float[] old = TensorsFloat.integers(rows * NR, seed + 3);

        if (onto) {
            System.arraycopy(old, 0, c, GUARD, rows * NR);
            TableKernelFloat.downOnto(rows, kc, a, 5, step, block, table, first, b, 3, c, GUARD);
        } else {
            TableKernelFloat.downInto(rows, kc, a, 5, step, block, table, first, b, 3, bias, 2, c, GUARD);
        }

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < NR; j++) {
                float sum = onto ? old[i * NR + j] : biased ? bias[2 + j] : 0;
                for (int q = 0; q < kc; q++) {
                    sum += a[5 + place(first + q, block, step, table) + i] * b[3 + q * NR + j];
                }
                assertThat(c[GUARD + i * NR + j]).as("row %d column %d", i, j).isEqualTo(sum);
            }
        }
        assertGuarded(c);
    }

    /** Blocks that start anywhere, and an entry more, which must not be used. */
    private static int[] table(int products, int block, long seed) {
        int[] table = new int[BlockingFloat.pieces(products, block) + 2];
        float[] places = TensorsFloat.random(table.length, seed + 9);
        for (int i = 0; i < table.length; i++) {
            table[i] = (int) (Math.abs(places[i]) * 1000) % 200;
        }
        table[table.length - 1] = Integer.MIN_VALUE / 2;
        return table;
    }

    private static int place(int q, int block, int step, int[] table) {
        return table[q / block] + q % block * step;
    }

    private static float[] guarded(int elements) {
        float[] c = new float[GUARD + elements + GUARD];
        Arrays.fill(c, Float.NaN);
        return c;
    }

    private static void assertGuarded(float[] c) {
        for (int i = 0; i < GUARD; i++) {
            assertThat(c[i]).isNaN();
            assertThat(c[c.length - 1 - i]).isNaN();
        }
    }
}
