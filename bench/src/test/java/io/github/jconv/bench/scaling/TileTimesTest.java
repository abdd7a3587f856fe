package io.github.jconv.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Layout;
import io.github.jconv.bench.workload.Layer;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TileTimesTest {

    /** Whether tiles are cut by pixels, by channels or by both, together they cover the output once. */
    @Test
    void whatTilesReadFollowsFromWhatTheyWrite() {
        Layer layer = Layer.parse("test,small,1,2,8,12,12,8,3,3,1,1,1,1,1,1,1,1,1");
        for (Layout layout : Layout.values()) {
            for (int jobs : new int[] {1, 2, 5}) {
                TileTimes.Measured measured = TileTimes.of(layer, layout, jobs);
                int tiles = measured.nanos().length;
                assertThat(Arrays.stream(measured.nanos())).allMatch(nanos -> nanos > 0 && nanos < Long.MAX_VALUE);
                assertThat(measured.weightReads()).isBetween(1.0, tiles + 1e-9);
                assertThat(measured.srcReads()).isGreaterThanOrEqualTo(1 - 1e-9);
            }
        }
        TileTimes.Measured alone = TileTimes.of(layer, Layout.NHWC, 1);
        assertThat(alone.srcReads()).as("one job does not cut channels").isEqualTo(1, Offset.offset(1e-9));
        assertThat(alone.weightReads()).isEqualTo(alone.nanos().length, Offset.offset(1e-9));
    }
}
