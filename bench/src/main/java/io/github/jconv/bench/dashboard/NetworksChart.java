package io.github.jconv.bench.dashboard;

import io.github.jconv.bench.BarChart;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.record.Total;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What whole networks take, ours beside the other libraries, as a drawing: the page shows it for every record, and a file
 * of its own is what the README shows.
 */
final class NetworksChart {

    private static final int ROW = 34;

    private NetworksChart() {}

    /** The drawing of the networks of the newest state that has any; null where none has. */
    static String svg(List<State> states) {
        return states.reversed().stream()
                .map(NetworksChart::svg)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The drawing of a state's networks; null without any. */
    static String svg(State state) {
        Map<String, List<Total>> networks = new LinkedHashMap<>();
        for (Total total : state.totals()) {
            if (!total.who().equals(Total.BEST_PEER)) {
                networks.computeIfAbsent(heading(total), key -> new ArrayList<>())
                        .add(total);
            }
        }
        return networks.isEmpty() ? null : svg(state.last().run(), networks);
    }

    private static String svg(RunRecord run, Map<String, List<Total>> networks) {
        List<BarChart.Group> groups = new ArrayList<>();
        networks.forEach((heading, totals) -> groups.add(group(heading, totals)));
        return new BarChart(
                        "All convolutions of a network, float32",
                        "milliseconds, less is better; in brackets times the fastest other library",
                        "What the convolutions of " + String.join("; ", networks.keySet()) + " take by library",
                        ROW,
                        groups,
                        run.footer())
                .svg();
    }

    private static String heading(Total total) {
        return total.work() + ", " + (total.jobs() == 1 ? "1 thread" : total.jobs() + " threads");
    }

    private static BarChart.Group group(String heading, List<Total> totals) {
        double best = totals.stream()
                .filter(total -> !total.own())
                .mapToDouble(total -> total.time().median())
                .min()
                .orElse(Double.NaN);
        double end = totals.stream()
                .mapToDouble(total -> total.time().median())
                .max()
                .orElseThrow();
        return new BarChart.Group(
                heading,
                end,
                totals.stream()
                        .sorted(Comparator.comparingDouble(total -> total.time().median()))
                        .map(total -> bar(total, best))
                        .toList(),
                List.of());
    }

    private static BarChart.Bar bar(Total total, double best) {
        double millis = total.time().median() / 1e3;
        String text = String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.1f", millis);
        if (total.own() && !Double.isNaN(best)) {
            text += String.format(Locale.ROOT, " (%.2fx)", best / total.time().median());
        }
        String style = !total.own() ? "peer" : total.who().contains("nhwc") ? "parallel" : "simd";
        return new BarChart.Bar(style, total.who(), text, millis * 1e3);
    }
}
