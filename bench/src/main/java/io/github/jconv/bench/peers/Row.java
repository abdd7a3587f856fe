package io.github.jconv.bench.peers;

import io.github.jconv.bench.record.Noise;
import io.github.jconv.bench.record.Timing;
import java.util.List;
import java.util.function.Predicate;

/**
 * A piece of work and all contenders' times.
 *
 * @param work the work
 * @param jobs threads
 * @param times a contender each, in the order of the table
 * @param peaks what a core did at the most right after our turn, 10^9 operations a second, a sample a round
 * @param copies what a core could copy then, 10^9 bytes read plus written a second; none for work bound by operations
 */
record Row(Work work, int jobs, List<Timed> times, double[] peaks, double[] copies) {

    Row(Work work, int jobs, List<Timed> times, double[] peaks) {
        this(work, jobs, times, peaks, new double[0]);
    }

    /** The contender's median in microseconds; NaN where there is none. */
    double micros(String contender) {
        return times.stream()
                .filter(timed -> timed.contender().name().equals(contender))
                .mapToDouble(timed -> timed.micros(jobs))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The fastest of some contenders; null where none has a time. */
    Timed best(Predicate<Contender> among) {
        Timed best = null;
        for (Timed timed : times) {
            if (among.test(timed.contender())
                    && timed.done()
                    && (best == null || timed.micros(jobs) < best.micros(jobs))) {
                best = timed;
            }
        }
        return best;
    }

    double bestMicros(Predicate<Contender> among) {
        Timed best = best(among);
        return best == null ? Double.NaN : best.micros(jobs);
    }

    double gflops(double micros) {
        return 2e-3 * work.macs() / micros;
    }

    /**
     * How many times faster ours is than the best of the other libraries, of a pooling in the same layout, of a product among
     * those that pack as much; NaN where one of the two is missing.
     */
    double ratio(String ours) {
        String layout = ours.substring(ours.indexOf(' ') + 1);
        boolean same = work instanceof Work.Pool;
        return bestMicros(contender -> !contender.own()
                        && contender.matches(ours)
                        && (!same || contender.name().endsWith(" " + layout)))
                / micros(ours);
    }

    /** 10^9 bytes a second, read and written, if each is touched once. */
    double gigabytes(double micros) {
        return work.bytes() / micros / 1e3;
    }

    double copy() {
        return median(copies);
    }

    double peakInTurn() {
        return median(peaks);
    }

    /** The median of the rows' peaks. */
    static double peakInTurn(List<Row> rows) {
        return median(rows.stream()
                .mapToDouble(Row::peakInTurn)
                .filter(Double::isFinite)
                .toArray());
    }

    private static double median(double[] samples) {
        return samples.length == 0 ? Double.NaN : Timing.median(samples);
    }

    /** Our plan that was timed twice, if there was one. */
    void addTo(Noise noise) {
        for (Timed again : times) {
            for (Timed first : times) {
                if (again.contender().repeats(first.contender())) {
                    noise.pair(first.micros(jobs), again.micros(jobs));
                }
            }
        }
    }

    /** How often the network has this work. */
    int count() {
        if (work instanceof Work.Gradient gradient) {
            return gradient.layer().count();
        }
        return work instanceof Work.Conv(var layer) ? layer.count() : 1;
    }
}
