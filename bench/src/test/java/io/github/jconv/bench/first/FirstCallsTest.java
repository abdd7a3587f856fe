package io.github.jconv.bench.first;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FirstCallsTest {

    /** One slow run, nine that are twice as slow as the rest, then 290 of 10 ms. */
    @Test
    void theSteadyRunIsTheLastThirdsAndNearIsWhenTenRunsAreLikeIt() {
        long[] ends = new long[300];
        long now = 0;
        for (int i = 0; i < ends.length; i++) {
            now += (i == 0 ? 500 : i < 10 ? 20 : 10) * 1_000_000L;
            ends[i] = now;
        }
        FirstCalls calls = FirstCalls.of(7, 3, ends);
        // Runs 5 to 14 have as many of either kind, a median of 15; from the next on most are fast.
        assertThat(calls).isEqualTo(new FirstCalls(7, 3, 500, 20, 20, 500 + 5 * 20, 10));
    }

    @Test
    void mediansAreTakenFigureByFigure() {
        FirstCalls one = new FirstCalls(1, 2, 30, 4, 5, 6, 7);
        FirstCalls two = new FirstCalls(3, 1, 10, 6, 4, 8, 8);
        FirstCalls three = new FirstCalls(2, 3, 20, 5, 6, 7, 9);
        assertThat(FirstCalls.medians(List.of(one, two, three))).isEqualTo(new FirstCalls(2, 2, 20, 5, 5, 7, 8));
    }
}
