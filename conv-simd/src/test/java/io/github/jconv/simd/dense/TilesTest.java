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
            int first = (tiles.image(tile) * p.groups() + tiles.group(tile)) * plane
                    + tiles.firstRow(tile) * p.outW()
                    + tiles.firstColumn(tile);
            for (int i = 0; i < rows * columns; i++) {
                written[first + i]++;
            }
        }
        assertThat(written).containsOnly(written.length == 0 ? new int[0] : new int[] {1});
    }
}
