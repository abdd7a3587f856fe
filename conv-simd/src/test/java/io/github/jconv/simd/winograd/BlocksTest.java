package io.github.jconv.simd.winograd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.testkit.Problems;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

@Tag("vector")
class BlocksTest {

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Problems.threeByThree(DType.FLOAT32);
    }

    @Property(tries = 200)
    void everyPanelOfEveryTileIsInOnePart(
            @ForAll("problems") ConvProblem p,
            @ForAll @IntRange(min = 1, max = 60) int most,
            @ForAll @IntRange(min = 1, max = 9) int jobs,
            @ForAll @IntRange(min = 1, max = 20) int panels,
            @ForAll @DoubleRange(min = 0, max = 30) double input,
            @ForAll @DoubleRange(min = 0, max = 30) double fetch,
            @ForAll @IntRange(max = 60) int kept) {
        Blocks blocks = Blocks.of(p, Form.F4X3, most, jobs, panels, new Blocks.Cost(input, 1, 2, 1, fetch, kept, 14));
        int tilesH = Math.ceilDiv(p.outH(), Form.F4X3.m);
        int tilesW = Math.ceilDiv(p.outW(), Form.F4X3.m);
        int[] written = new int[p.src().n() * tilesH * tilesW * panels];
        for (int block = 0; block < blocks.grid().tiles(); block++) {
            int first = blocks.firstTile(block);
            int end = blocks.endTile(block);
            assertThat(end - first).isBetween(1, Math.min(most, blocks.mostTiles()));
            for (int tile = first; tile < end; ) {
                int rows = blocks.rows(tile, end);
                int columns = blocks.columns(tile, end);
                assertThat(rows).isBetween(1, blocks.mostRows());
                assertThat(columns).isBetween(1, blocks.mostColumns());
                for (int i = 0; i < rows * columns; i++, tile++) {
                    int place = blocks.row(tile) * tilesW + blocks.column(tile);
                    for (int panel = blocks.firstPanel(block); panel < blocks.endPanel(block); panel++) {
                        written[(blocks.image(block) * tilesH * tilesW + place) * panels + panel]++;
                    }
                }
            }
        }
        assertThat(written).containsOnly(written.length == 0 ? new int[0] : new int[] {1});
    }
}
