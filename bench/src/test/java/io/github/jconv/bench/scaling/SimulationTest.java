package io.github.jconv.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Layout;
import io.github.jconv.bench.workload.Layer;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

    private static long[] tiles(int count, long nanos) {
        long[] tiles = new long[count];
        Arrays.fill(tiles, nanos);
        return tiles;
    }

    @Test
    void whoIsFreeTakesTheNextTile() {
        assertThat(Simulation.replay(1, new long[] {5, 7, 9}, 0, 0)).isEqualTo(21, EXACTLY);
        assertThat(Simulation.replay(2, new long[] {5, 7, 9}, 0, 0)).isEqualTo(14, EXACTLY); // 5 + 9 | 7
        assertThat(Simulation.replay(3, new long[] {5, 7, 9}, 0, 0)).isEqualTo(9, EXACTLY);
        assertThat(Simulation.replay(8, new long[] {5, 7, 9}, 0, 0)).isEqualTo(9, EXACTLY);
    }

    @Test
    void aWorkerThatComesLateLeavesTilesToTheCaller() {
        assertThat(Simulation.replay(2, tiles(4, 10), 25, 0)).isEqualTo(35, EXACTLY); // two, then one each
        assertThat(Simulation.replay(2, tiles(2, 10), 1000, 0)).isEqualTo(20, EXACTLY);
    }

    @Test
    void tilesAreTakenOneAfterTheOther() {
        assertThat(Simulation.replay(4, tiles(4, 100), 0, 10)).isEqualTo(140, EXACTLY);
    }

    @Test
    void theLargestLossIsNamed() {
        assertThat(Simulation.point(4, tiles(4, 1_000_000), 4_000_000, 0).limit())
                .isNotEqualTo(Simulation.Limit.CUT);
        assertThat(Simulation.point(8, tiles(5, 1_000_000), 5_000_000, 0).limit())
                .isEqualTo(Simulation.Limit.TILES);
        assertThat(Simulation.point(4, tiles(4, 2_000_000), 4_000_000, 0).limit())
                .isEqualTo(Simulation.Limit.CUT);
        assertThat(Simulation.point(4, tiles(4, 1_000_000), 4_000_000, 3e6).limit())
                .isEqualTo(Simulation.Limit.BANDWIDTH);
        assertThat(Simulation.point(4, tiles(40, 100), 4_000, 0).limit()).isEqualTo(Simulation.Limit.DISPATCH);
        assertThat(Simulation.point(2, tiles(2, 1_000_000), 2_000_000, 4e6).efficiency())
                .isEqualTo(0.25, EXACTLY);
    }

    @Test
    void aLayerHasAPointForEachNumberOfCores() {
        Layer layer = Layer.parse("test,small,1,2,8,12,12,8,3,3,1,1,1,1,1,1,1,1,1");
        List<Simulation.Point> points = Simulation.of(layer, Layout.NHWC, 400);
        assertThat(points).extracting(Simulation.Point::cores).isEqualTo(Simulation.CORES);
        assertThat(points).allSatisfy(point -> {
            assertThat(point.nanos()).isPositive();
            assertThat(point.tiles()).isPositive();
        });
    }
}
