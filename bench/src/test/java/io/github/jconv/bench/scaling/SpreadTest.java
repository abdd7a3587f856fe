package io.github.jconv.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void aTenthLiesBelowAndATenthAbove() {
        double[] samples = IntStream.rangeClosed(0, 20).mapToDouble(i -> 20 - i).toArray();
        assertThat(Spread.of(samples)).isEqualTo(new Spread(2, 10, 18));
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
    }

    /** Both are ten times slower in one round: their ratio is not. */
    @Test
    void ratiosAreOfNeighbours() {
        double[] alone = {10, 100, 10};
        double[] shared = {5, 50, 5};
        assertThat(Spread.ofRatios(alone, shared)).isEqualTo(new Spread(2, 2, 2));
        assertThat(new Spread(1, 2, 4).times(0.5)).isEqualTo(new Spread(0.5, 1, 2));
    }
}
