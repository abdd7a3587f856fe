package io.github.jconv.simd.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.testkit.Problems;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Every output pixel of every group of every image lies in exactly one tile. */
@Tag("vector")
class TilesTest {

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Problems.of(DType.FLOAT32);
    }

    @Property(tries = 200)
    void tilesCoverTheOutputOnce(
            @ForAll("problems") ConvProblem p,
            @ForAll @IntRange(min = 1, max = 120) int pixels,
            @ForAll @IntRange(min = 1, max = 40) int unit,
            @ForAll @IntRange(min = 1, max = 9) int jobs) {
        Tiles tiles = Tiles.of(p, pixels, unit, jobs);
        int plane = p.outH() * p.outW();
        int[] written = new int[p.src().n() * p.groups() * plane];
        for (int tile = 0; tile < tiles.grid().tiles(); tile++) {
            int rows = tiles.rows(tile);
            int columns = tiles.columns(tile);
            assertThat(rows).isBetween(1, tiles.mostRows());
            assertThat(columns).isBetween(1, tiles.mostColumns());
            assertThat(rows == 1 || columns == p.outW())
                    .as("pixels are consecutive")
                    .isTrue();
            assertThat(rows == 1 || rows * columns <= pixels).isTrue();
            assertThat(columns)
                    .as("no piece of a row is shorter than a unit")
                    .isGreaterThanOrEqualTo(Math.min(unit, p.outW()));
            int first = (tiles.image(tile) * p.groups() + tiles.group(tile)) * plane
                    + tiles.firstRow(tile) * p.outW()
                    + tiles.firstColumn(tile);
            for (int i = 0; i < rows * columns; i++) {
                written[first + i]++;
            }
        }
        assertThat(written).containsOnly(written.length == 0 ? new int[0] : new int[] {1});
    }

    @Property(tries = 200)
    void whereJobsShareWeightsEveryPanelOfEveryPixelIsInOneTile(
            @ForAll("problems") ConvProblem p,
            @ForAll @IntRange(min = 1, max = 120) int pixels,
            @ForAll @IntRange(min = 1, max = 9) int jobs,
            @ForAll @IntRange(min = 1, max = 40) int panels,
            @ForAll boolean weightsStay) {
        Tiles tiles = Tiles.of(p, pixels, 1, jobs, panels, weightsStay ? 1 : Long.MAX_VALUE, 0.7);
        int plane = p.outH() * p.outW();
        int[] written = new int[p.src().n() * p.groups() * plane * panels];
        for (int tile = 0; tile < tiles.grid().tiles(); tile++) {
            int first = (tiles.image(tile) * p.groups() + tiles.group(tile)) * plane
                    + tiles.firstRow(tile) * p.outW()
                    + tiles.firstColumn(tile);
            for (int i = 0; i < tiles.rows(tile) * tiles.columns(tile); i++) {
                for (int j = tiles.firstPanel(tile); j < tiles.endPanel(tile); j++) {
                    written[(first + i) * panels + j]++;
                }
            }
        }
        assertThat(written).containsOnly(written.length == 0 ? new int[0] : new int[] {1});
        assertThat(weightsStay || jobs == 1 || 2 * tiles.grid().tilesPerImage() > Math.min(jobs, panels))
                .as("no job waits, but where panels are too few for even shares, as 15 for 9 jobs, which take 8 pairs")
                .isTrue();
    }
}
