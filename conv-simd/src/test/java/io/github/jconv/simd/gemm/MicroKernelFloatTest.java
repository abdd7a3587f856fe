package io.github.jconv.simd.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** The generated kernels against the three loops that define them. */
@Tag("vector")
class MicroKernelFloatTest {

    private static final int NR = BlockingFloat.NR;
    private static final int GUARD = 40;

    enum PanelForm {
        ROWS,
        CHUNK,
        COLUMNS
    }

    @Property(tries = 600)
    void everyFormAndNumberOfRowsMultiplies(
            @ForAll @IntRange(min = 1, max = MicroKernelFloat.MAX_ROWS) int anyRows,
            @ForAll @IntRange(max = 70) int anyKc,
            @ForAll PanelForm form,
            @ForAll boolean onto,
            @ForAll boolean biased,
            @ForAll @IntRange(max = 9) int gap,
            @ForAll long seed) {
        int rows = Math.min(anyRows, BlockingFloat.MR);
        boolean byRows = form != PanelForm.COLUMNS;
        int kc = form == PanelForm.CHUNK ? Math.min(anyKc, BlockingFloat.CHUNK) : anyKc;
        int rowStep = !byRows ? 1 : form == PanelForm.ROWS ? BlockingFloat.ROW_STEP : BlockingFloat.CHUNK;
        int columnStep = byRows ? 1 : BlockingFloat.COLUMN_STEP;
        int ldc = NR + gap;
        float[] a = TensorsFloat.integers(3 + (byRows ? rows * rowStep : kc * columnStep), seed);
        float[] b = TensorsFloat.integers(5 + kc * NR, seed + 1);
        float[] bias = biased ? TensorsFloat.integers(2 + Math.max(NR, rows), seed + 2) : null;
        float[] c = new float[GUARD + rows * ldc + GUARD];
        Arrays.fill(c, Float.NaN);
        float[] old = TensorsFloat.integers(rows * NR, seed + 3);
        for (int i = 0; i < rows && onto; i++) {
            System.arraycopy(old, i * NR, c, GUARD + i * ldc, NR);
        }

        switch (form) {
            case ROWS -> {
                if (onto) {
                    MicroKernelFloat.rowsOnto(rows, kc, a, 3, b, 5, bias, 2, c, GUARD, ldc);
                } else {
                    MicroKernelFloat.rowsInto(rows, kc, a, 3, b, 5, bias, 2, c, GUARD, ldc);
                }
            }
            case CHUNK -> {
                if (onto) {
                    MicroKernelFloat.chunkOnto(rows, kc, a, 3, b, 5, bias, 2, c, GUARD, ldc);
                } else {
                    MicroKernelFloat.chunkInto(rows, kc, a, 3, b, 5, bias, 2, c, GUARD, ldc);
                }
            }
            case COLUMNS -> {
                if (onto) {
                    MicroKernelFloat.columnsOnto(rows, kc, a, 3, b, 5, bias, 2, c, GUARD, ldc);
                } else {
                    MicroKernelFloat.columnsInto(rows, kc, a, 3, b, 5, bias, 2, c, GUARD, ldc);
                }
            }
        }

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < NR; j++) {
                float sum = onto ? old[i * NR + j] : 0;
                sum += biased ? bias[2 + (byRows ? j : i)] : 0;
                for (int p = 0; p < kc; p++) {
                    sum += a[3 + i * rowStep + p * columnStep] * b[5 + p * NR + j];
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
