package io.github.jconv.simd.gemm;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("vector")
class SharingTest {

    @Property(tries = 200)
    void piecesCoverTheLengthTheLongerOnesFirst(
            @ForAll @IntRange(min = 0, max = 3000) int length, @ForAll @IntRange(min = 1, max = 300) int pieces) {
        assertThat(Sharing.start(length, pieces, 0)).isZero();
        assertThat(Sharing.start(length, pieces, pieces)).isEqualTo(length);
        int before = Math.ceilDiv(length, pieces);
        for (int i = 0; i < pieces; i++) {
            int piece = Sharing.start(length, pieces, i + 1) - Sharing.start(length, pieces, i);
            assertThat(piece).isBetween(length / pieces, before);
            before = piece;
        }
    }

    @Example
    void sevenTilesForTwoJobsEndAfterFourEightAfterFour() {
        double seven = Sharing.time(7, 7, 1, 2);
        double eight = Sharing.time(8, 7, 7.0 / 8, 2);
        assertThat(seven).isBetween(4.0, 4.2);
        assertThat(eight).isBetween(3.5, 3.6);
    }

    @Example
    void oneLargeTileIsWaitedFor() {
        assertThat(Sharing.time(4, 10, 7, 4)).isGreaterThanOrEqualTo(7);
    }
}
