package io.github.jconv.simd.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The generated kernels against the three loops that define them. */
@Tag("vector")
class StridedKernelFloatTest {

    private static final int GUARD = 70;

    @Property(tries = 1000)
    void everyNumberOfRowsAndVectorsMultiplies(
            @ForAll boolean window,
            @ForAll @IntRange(min = 1, max = 24) int anyRows,
            @ForAll @IntRange(min = 1, max = 4) int anyVectors,
            @ForAll @IntRange(max = 70) int kc,
            @ForAll boolean onto,
            @ForAll boolean biased,
            @ForAll @IntRange(max = 9) int gap,
            @ForAll long seed) {
        int vectors = Math.min(anyVectors, window ? WindowKernelFloat.MAX_VECTORS : StridedKernelFloat.MAX_VECTORS);
        int most = window ? WindowKernelFloat.mostRows(vectors) : StridedKernelFloat.mostRows(vectors);
        int rows = Math.min(anyRows, most);
        int nr = vectors * LanesFloat.LANES;
        int lda = kc + gap;
        Random random = new Random(seed);
        int[] offsets = IntStream.range(0, 4 + kc)
                .map(i -> window && i >= 4 ? random.nextInt(lda) : i - 4)
                .toArray();
        int ldc = nr + gap;
        float[] a = TensorsFloat.integers(3 + rows * lda, seed);
        float[] b = TensorsFloat.integers(5 + kc * nr, seed + 1);
        float[] bias = biased ? TensorsFloat.integers(2 + nr, seed + 2) : null;
        float[] c = new float[GUARD + rows * ldc + GUARD];
        Arrays.fill(c, Float.NaN);
        float[] old = TensorsFloat.integers(rows * nr, seed + 3);
        for (int i = 0; i < rows && onto; i++) {
            System.arraycopy(old, i * nr, c, GUARD + i * ldc, nr);
        }

        if (window && onto) {
            WindowKernelFloat.onto(rows, vectors, kc, a, 3, lda, offsets, 4, b, 5, bias, 2, c, GUARD, ldc);
        } else if (window) {
            WindowKernelFloat.into(rows, vectors, kc, a, 3, lda, offsets, 4, b, 5, bias, 2, c, GUARD, ldc);
        } else if (onto) {
            StridedKernelFloat.onto(rows, vectors, kc, a, 3, lda, b, 5, bias, 2, c, GUARD, ldc);
        } else {
            StridedKernelFloat.into(rows, vectors, kc, a, 3, lda, b, 5, bias, 2, c, GUARD, ldc);
        }

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < nr; j++) {
                float sum = onto ? old[i * nr + j] : 0;
                sum += biased ? bias[2 + j] : 0;
                for (int p = 0; p < kc; p++) {
                    sum += a[3 + i * lda + offsets[4 + p]] * b[5 + p * nr + j];
                }
                assertThat(c[GUARD + i * ldc + j]).as("row %d column %d", i, j).isEqualTo(sum);
            }
            for (int j = nr; j < ldc; j++) {
                assertThat(c[GUARD + i * ldc + j]).as("row %d gap %d", i, j).isNaN();
            }
        }
        for (int i = 0; i < GUARD; i++) {
            assertThat(c[i]).isNaN();
            assertThat(c[c.length - 1 - i]).isNaN();
        }
    }
}
