package io.github.jconv.simd.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Panels hold the block, zeros where the last one is short, and nothing is written behind them. */
@Tag("vector")
class PackFloatTest {

    private static final int NR = BlockingFloat.NR;

    @Property(tries = 200)
    void panelsHoldTheBlock(
            @ForAll boolean transposed,
            @ForAll @IntRange(min = 1, max = 60) int kc,
            @ForAll @IntRange(min = 1, max = 140) int columns,
            @ForAll @IntRange(max = 3) int gap) {
        int ldb = (transposed ? kc : columns) + gap;
        float[] b = TensorsFloat.random(7 + (transposed ? columns : kc) * ldb, 1);
        int elements = PackFloat.panelElements(kc, columns);
        float[] to = new float[3 + elements + 2];
        Arrays.fill(to, Float.NaN);
        if (transposed) {
            PackFloat.panelsTransposed(b, 7, ldb, kc, columns, to, 3);
        } else {
            PackFloat.panels(b, 7, ldb, kc, columns, to, 3);
        }
        float[] expected = new float[to.length];
        Arrays.fill(expected, Float.NaN);
        for (int i = 0; i < elements; i++) {
            int panel = i / (kc * NR);
            int p = i % (kc * NR) / NR;
            int column = panel * NR + i % NR;
            expected[3 + i] = column >= columns ? 0 : b[7 + (transposed ? column * ldb + p : p * ldb + column)];
        }
        assertThat(to).isEqualTo(expected);
    }

    @Property(tries = 200)
    void columnsHoldTheRowsSideBySide(
            @ForAll boolean transposed,
            @ForAll @IntRange(min = 1, max = 6) int rows,
            @ForAll @IntRange(min = 1, max = 60) int kc,
            @ForAll @IntRange(max = 40) int behind) {
        int lda = (transposed ? rows : kc) + 2;
        // What lies behind decides whether the last square may be read whole.
        float[] a = TensorsFloat.random(5 + (transposed ? kc : rows) * lda + behind * lda, 1);
        int step = BlockingFloat.COLUMN_STEP;
        float[] to = new float[step * kc + 4];
        Arrays.fill(to, Float.NaN);
        if (transposed) {
            PackFloat.columnsTransposed(a, 5, lda, rows, kc, to, 0);
        } else {
            PackFloat.columns(a, 5, lda, rows, kc, to, 0);
        }
        for (int p = 0; p < kc; p++) {
            for (int i = 0; i < rows; i++) {
                assertThat(to[p * step + i]).isEqualTo(a[5 + (transposed ? p * lda + i : i * lda + p)]);
            }
        }
        for (int i = 0; i < 4; i++) {
            assertThat(to[step * kc + i]).isNaN();
        }
    }

    @Property(tries = 50)
    void rowsKeepTheirOrderAStepApart(
            @ForAll @IntRange(min = 1, max = 14) int rows, @ForAll @IntRange(max = 128) int kc) {
        int lda = kc + 3;
        float[] a = TensorsFloat.random(5 + rows * lda, 1);
        int step = BlockingFloat.ROW_STEP;
        float[] expected = new float[2 + rows * step];
        Arrays.fill(expected, Float.NaN);
        float[] to = expected.clone();
        for (int i = 0; i < rows; i++) {
            System.arraycopy(a, 5 + i * lda, expected, 2 + i * step, kc);
        }
        PackFloat.rows(a, 5, lda, rows, kc, to, 2);
        assertThat(to).isEqualTo(expected);
    }
}
