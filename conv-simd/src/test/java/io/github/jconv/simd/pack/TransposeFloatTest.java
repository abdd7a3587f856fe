package io.github.jconv.simd.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.testkit.TensorsFloat;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every corner of a square, and nothing beside it. */
@Tag("vector")
class TransposeFloatTest {

    private static final int L = LanesFloat.LANES;

    @Test
    void everyCornerIsTransposedAndNothingElseIsWritten() {
        int srcStep = L + 3;
        int dstStep = L + 5;
        float[] src = TensorsFloat.random(2 + L * srcStep, 1);
        for (int rows = 1; rows <= L; rows++) {
            for (int columns = 1; columns <= L; columns++) {
                float[] dst = new float[4 + L * dstStep];
                Arrays.fill(dst, Float.NaN);
                TransposeFloat.square(src, 2, srcStep, dst, 4, dstStep, rows, columns);
                float[] expected = new float[dst.length];
                Arrays.fill(expected, Float.NaN);
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        expected[4 + i * dstStep + j] = src[2 + j * srcStep + i];
                    }
                }
                assertThat(dst).as("%d rows, %d columns", rows, columns).isEqualTo(expected);
            }
        }
    }
}
