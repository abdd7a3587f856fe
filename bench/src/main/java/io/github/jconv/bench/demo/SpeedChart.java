package io.github.jconv.bench.demo;

import io.github.jconv.bench.BarChart;
import io.github.jconv.bench.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The speed of each layer of the library on one convolution as a drawing. The axis ends at the measured peak of all
 * cores, so that what is missing shows.
 */
final class SpeedChart {

    private static final int ROW = 42;

    private SpeedChart() {}

    /** The drawing as a file of its own, which can also stand in a page. */
    static String svg(List<Row> rows, RunRecord record) {
        int most = rows.stream().mapToInt(Row::jobs).max().orElseThrow();
        double fastest = rows.stream().mapToDouble(Row::gflops).max().orElseThrow();
        double peak = record.peak().gflops32();
        double end = Double.isNaN(peak) ? fastest : Math.max(peak * most, fastest);
        List<BarChart.Mark> marks = new ArrayList<>();
        if (!Double.isNaN(peak)) {
            marks.add(new BarChart.Mark(peak, String.format(Locale.ROOT, "one core's peak %.0f", peak)));
            if (most > 1) {
                marks.add(new BarChart.Mark(
                        peak * most, String.format(Locale.ROOT, "of %d cores %.0f", most, peak * most)));
            }
        }
        String scene = rows.getFirst().scene();
        return new BarChart(
                        scene + ", float32",
                        "GFLOP/s, median; in brackets times the scalar reference",
                        "Speed of " + scene + " by layer of the library",
                        ROW,
                        List.of(new BarChart.Group(
                                "", end, rows.stream().map(SpeedChart::bar).toList(), marks)),
                        record.footer())
                .svg();
    }

    private static BarChart.Bar bar(Row row) {
        return new BarChart.Bar(
                row.contender(),
                label(row),
                String.format(
                        Locale.ROOT, row.speedup() < 10 ? "%.1f (%.1fx)" : "%.1f (%.0fx)", row.gflops(), row.speedup()),
                row.gflops());
    }

    private static String label(Row row) {
        return row.contender() + " " + row.layout() + (row.jobs() > 1 ? ", " + row.jobs() + " jobs" : "")
                + (row.algorithm().equals(row.contender()) ? "" : ": " + row.algorithm());
    }
}
