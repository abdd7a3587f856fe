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
        COLUMNS,
        CHUNK,
        CHUNK_ADD
    }

    @Property(tries = 300)
    void everyFormAndNumberOfRowsMultiplies(
            @ForAll @IntRange(min = 1, max = MicroKernelFloat.MAX_ROWS) int anyRows,
            @ForAll @IntRange(max = 70) int anyKc,
            @ForAll PanelForm form,
            @ForAll long seed) {
        int rows = Math.min(anyRows, BlockingFloat.MR);
        int kc = Math.min(anyKc, form == PanelForm.ROWS || form == PanelForm.COLUMNS ? anyKc : BlockingFloat.CHUNK);
        int rowStep = switch (form) {
            case ROWS -> BlockingFloat.ROW_STEP;
            case COLUMNS -> 1;
            case CHUNK, CHUNK_ADD -> BlockingFloat.CHUNK;
        };
        int columnStep = form == PanelForm.COLUMNS ? BlockingFloat.COLUMN_STEP : 1;
        float[] a = TensorsFloat.integers(3 + rows * rowStep + kc * columnStep, seed);
        float[] b = TensorsFloat.integers(5 + kc * NR, seed + 1);
        float[] c = new float[GUARD + rows * NR + GUARD];
        Arrays.fill(c, Float.NaN);
        if (form == PanelForm.CHUNK_ADD) {
            Arrays.fill(c, GUARD, GUARD + rows * NR, 7);
        }

        switch (form) {
            case ROWS -> MicroKernelFloat.rows(rows, kc, a, 3, b, 5, c, GUARD);
            case COLUMNS -> MicroKernelFloat.columns(rows, kc, a, 3, b, 5, c, GUARD);
            case CHUNK -> MicroKernelFloat.chunk(rows, kc, a, 3, b, 5, c, GUARD);
            case CHUNK_ADD -> MicroKernelFloat.chunkAdd(rows, kc, a, 3, b, 5, c, GUARD);
        }

        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < NR; j++) {
                float sum = form == PanelForm.CHUNK_ADD ? 7 : 0;
                for (int p = 0; p < kc; p++) {
                    sum += a[3 + i * rowStep + p * columnStep] * b[5 + p * NR + j];
                }
                assertThat(c[GUARD + i * NR + j]).as("row %d column %d", i, j).isEqualTo(sum);
            }
        }
        for (int i = 0; i < GUARD; i++) {
            assertThat(c[i]).isNaN();
            assertThat(c[c.length - 1 - i]).isNaN();
        }
    }
}
