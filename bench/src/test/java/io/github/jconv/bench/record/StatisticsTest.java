package io.github.jconv.bench.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Medians, intervals, changes, noise. */
class StatisticsTest {

    /** The ends are those of the tables for the sign test: the samples that lie outside at each end. */
    @ParameterizedTest
    @CsvSource({"1, 0", "5, 0", "6, 0", "8, 0", "9, 1", "11, 1", "12, 2", "15, 3", "20, 5", "50, 17", "100, 39"})
    void anIntervalLeavesOutAsManySamplesAsItMay(int samples, int outside) {
        double[] values =
                IntStream.range(0, samples).mapToDouble(i -> samples - i).toArray();
        Interval interval = Interval.of(values);
        assertThat(interval.low()).isEqualTo(1 + outside);
        assertThat(interval.high()).isEqualTo(samples - outside);
        assertThat(interval.median()).isEqualTo((samples + 1) / 2.0);
    }

    @Test
    void aSumsEndsAddUp() {
        Interval sum = new Interval(7, 10, 11).plus(new Interval(98, 100, 101), 2);
        assertThat(sum).isEqualTo(new Interval(203, 210, 213));
    }

    @ParameterizedTest
    @CsvSource({
        // before, after, spread of each, noise, change, verdict
        "100, 110, 0.01, 0.05, 0.10, SLOWER",
        "110, 100, 0.01, 0.05, -0.0909, FASTER",
        "100, 104, 0.01, 0.05, 0.04, SAME", // certain, but no more than noise
        "100, 110, 0.08, 0.05, 0.10, SAME", // more than noise, but not certain
        "100, 100, 0, 0, 0, SAME",
        "100, 50, 0.2, 0.05, -0.5, FASTER"
    })
    void aChangeCountsWhereItIsLargeAndCertain(
            double before, double after, double spread, double noise, double change, Change.Verdict verdict) {
        Change found = Change.of(around(before, spread), around(after, spread), noise);
        assertThat(found.middle()).isCloseTo(change, within(1e-4));
        assertThat(found.low()).isLessThanOrEqualTo(found.middle());
        assertThat(found.high()).isGreaterThanOrEqualTo(found.middle());
        assertThat(found.verdict()).isEqualTo(verdict);
    }

    private static Interval around(double median, double spread) {
        return new Interval(median * (1 - spread), median, median * (1 + spread));
    }

    @Test
    void noiseIsWhatNineOfTenPairsStayBelow() {
        Noise noise = new Noise();
        assertThat(noise.value()).isNaN();
        for (int i = 1; i <= 20; i++) {
            noise.pair(100 + i, 100);
        }
        noise.pair(Double.NaN, 1);
        assertThat(noise.pairs()).isEqualTo(20);
        assertThat(noise.value()).isCloseTo(0.18, within(1e-9));
        Noise other = new Noise();
        other.pair(1, 2);
        assertThat(other.value()).as("whichever is the larger").isCloseTo(1, within(1e-9));
    }
}
