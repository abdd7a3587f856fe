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
class OuterKernelFloatTest {

    private static final int GUARD = 70;
    private static final int NR = 2 * LanesFloat.LANES;

    @Property(tries = 1000)
    void everyNumberOfRowsMultiplies(
            @ForAll @IntRange(min = 1, max = 13) int anyRows,
            @ForAll @IntRange(max = 70) int kc,
            @ForAll boolean onto,
            @ForAll @IntRange(max = 9) int gap,
            @ForAll long seed) {
        int rows = Math.min(anyRows, OuterKernelFloat.MAX_ROWS);
        int lda = rows + gap;
        int ldb = NR + gap;
        int ldc = NR + gap;
        float[] a = TensorsFloat.integers(3 + kc * lda, seed);
        float[] b = TensorsFloat.integers(5 + kc * ldb, seed + 1);
        float[] c = new float[GUARD + rows * ldc + GUARD];
        Arrays.fill(c, Float.NaN);
        float[] old = TensorsFloat.integers(rows * NR, seed + 3);
        for (int i = 0; i < rows && onto; i++) {
            System.arraycopy(old, i * NR, c, GUARD + i * ldc, NR);
        }

        if (onto) {
            OuterKernelFloat.onto(rows, kc, a, 3, lda, b, 5, ldb, c, GUARD, ldc);
        } else {
            OuterKernelFloat.into(rows, kc, a, 3, lda, b, 5, ldb, c, GUARD, ldc);
        }

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < NR; j++) {
                float sum = onto ? old[i * NR + j] : 0;
                for (int p = 0; p < kc; p++) {
                    sum += a[3 + p * lda + i] * b[5 + p * ldb + j];
                }
                assertThat(c[GUARD + i * ldc + j]).as("row %d column %d", i, j).isEqualTo(sum);
            }
            for (int j = NR; j < ldc; j++) {
                assertThat(c[GUARD + i * ldc + j]).as("row %d gap %d", i, j).isNaN();
            }
        }
        for (int i = 0; i < GUARD; i++) {
            assertThat(c[i]).isNaN();
            assertThat(c[c.length - 1 - i]).isNaN();
        }
    }
}
