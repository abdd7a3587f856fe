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
import java.util.Set;

/**
 * What whole networks take, ours beside the other libraries, as a drawing: the page shows it for every record, and a file
 * of its own is what the README shows.
 */
final class NetworksChart {

    private static final int ROW = 34;

    private NetworksChart() {}

    /** The drawing of the networks of the newest record that has any, and of others of its commit and machine. */
    static String svg(List<Results> records) {
        List<Results> some =
                records.stream().filter(results -> !networks(results).isEmpty()).toList();
        return some.isEmpty() ? null : svg(some.getLast(), some);
    }

    /** The drawing of a record's networks and of those that others of its commit and machine have; null without any. */
    static String svg(Results results, List<Results> records) {
        Map<String, List<Total>> networks = new LinkedHashMap<>();
        joined(results, records).forEach(one -> networks.putAll(networks(one)));
        return svg(results, networks);
    }

    /**
     * The records that one drawing holds, each with networks of its own: of two measurements of a network the record's own
     * counts, else the later.
     */
    static List<Results> joined(Results results, List<Results> records) {
        Map<Set<String>, Results> byNetworks = new LinkedHashMap<>();
        for (Results other : records) {
            boolean alike = other.run().shortCommit().equals(results.run().shortCommit())
                    && other.run().machine().equals(results.run().machine());
            Set<String> networks = networks(other).keySet();
            boolean known = !other.run().id().equals(results.run().id())
                    && networks(results).keySet().stream().anyMatch(networks::contains);
            if (alike && !networks.isEmpty() && !known) {
                byNetworks.keySet().removeIf(earlier -> earlier.stream().anyMatch(networks::contains));
                byNetworks.put(networks, other);
            }
        }
        return List.copyOf(byNetworks.values());
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
