package io.github.jconv.bench.dashboard;

import io.github.jconv.bench.BarChart;
import io.github.jconv.bench.record.Results;
import io.github.jconv.bench.record.Total;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What whole networks take, ours beside the other libraries, as a drawing: the page shows it for every record, and a file
 * of its own is what the README shows.
 */
final class NetworksChart {

    private static final int ROW = 34;

    private NetworksChart() {}

    /** The drawing of one record's networks; null where it holds none. */
    static String svg(Results results) {
        return svg(results, networks(results));
    }

    /** The drawing of the networks of the newest record that has any, and of others of its commit and machine. */
    static String svg(List<Results> records) {
        List<Results> some =
                records.stream().filter(results -> !networks(results).isEmpty()).toList();
        if (some.isEmpty()) {
            return null;
        }
        Results newest = some.getLast();
        Map<String, List<Total>> networks = new LinkedHashMap<>();
        for (Results results : some) {
            boolean alike = results.run().shortCommit().equals(newest.run().shortCommit())
                    && results.run().machine().equals(newest.run().machine());
            if (alike) {
                networks.putAll(networks(results)); // the later of two measurements counts
            }
        }
        return svg(newest, networks);
    }

    private static Map<String, List<Total>> networks(Results results) {
        Map<String, List<Total>> networks = new LinkedHashMap<>();
        for (Total total : Total.of(results.measures())) {
            if (!total.who().equals(Total.BEST_PEER)) {
                networks.computeIfAbsent(heading(total), key -> new ArrayList<>())
                        .add(total);
            }
        }
        return networks;
    }

    private static String svg(Results results, Map<String, List<Total>> networks) {
        if (networks.isEmpty()) {
            return null;
        }
        List<BarChart.Group> groups = new ArrayList<>();
        networks.forEach((heading, totals) -> groups.add(group(heading, totals)));
        return new BarChart(
                        "All convolutions of a network, float32",
                        "milliseconds, less is better; in brackets times the fastest other library",
                        "What the convolutions of " + String.join("; ", networks.keySet()) + " take by library",
                        ROW,
                        groups,
                        results.run().footer())
                .svg();
    }

    private static String heading(Total total) {
        return total.network() + ", " + total.layers() + (total.layers() == 1 ? " layer, " : " layers, ")
                + (total.jobs() == 1 ? "1 thread" : total.jobs() + " threads");
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
