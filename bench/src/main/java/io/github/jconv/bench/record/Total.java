package io.github.jconv.bench.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a network's layers take together: the sum of count times time.
 *
 * @param network the network's name
 * @param layers how many different layers were summed
 * @param jobs threads
 * @param who the library and its way
 * @param own whether that is JConv
 * @param time microseconds
 * @param flops floating-point operations of all of it
 */
public record Total(String network, int layers, int jobs, String who, boolean own, Interval time, double flops) {

    /** A contender that nobody is: the fastest other library for each layer. */
    public static final String BEST_PEER = "best peer per layer";

    /**
     * What was summed.
     *
     * @return the network and how many of its layers
     */
    public String work() {
        return network + ", " + layers + (layers == 1 ? " layer" : " layers");
    }

    /**
     * What makes two totals of different records comparable.
     *
     * @return work, contender and threads
     */
    public String key() {
        return work() + " | " + who + " | " + jobs;
    }

    /**
     * Sums up.
     *
     * @param measures of one record; those of anything but forward convolutions are left out
     * @return a total for each network, number of threads and contender that has a time for each of its layers
     */
    public static List<Total> of(List<Measure> measures) {
        Map<String, List<Measure>> networks = new LinkedHashMap<>();
        for (Measure measure : measures) {
            if (measure.layer() != null
                    && !measure.suite().equals(Measure.GRADIENT)
                    && !Double.isNaN(measure.flops())) {
                networks.computeIfAbsent(measure.layer().network() + " " + measure.jobs(), key -> new ArrayList<>())
                        .add(measure);
            }
        }
        List<Total> totals = new ArrayList<>();
        networks.values().forEach(network -> totals.addAll(ofNetwork(network)));
        return totals;
    }

    private static List<Total> ofNetwork(List<Measure> measures) {
        Set<String> layers = new LinkedHashSet<>();
        Map<String, List<Measure>> contenders = new LinkedHashMap<>();
        Map<String, Measure> best = new LinkedHashMap<>();
        for (Measure measure : measures) {
            String layer = measure.layer().toLine();
            layers.add(layer);
            contenders.computeIfAbsent(measure.who(), key -> new ArrayList<>()).add(measure);
            if (!measure.own()) {
                best.merge(
                        layer,
                        measure,
                        (a, b) -> a.interval().median() <= b.interval().median() ? a : b);
            }
        }
        if (!best.isEmpty()) {
            contenders.put(BEST_PEER, List.copyOf(best.values()));
        }
        List<Total> totals = new ArrayList<>();
        contenders.forEach((who, parts) -> {
            if (parts.size() == layers.size()) {
                totals.add(sum(who, parts));
            }
        });
        return totals;
    }

    private static Total sum(String who, List<Measure> parts) {
        Interval time = new Interval(0, 0, 0);
        double flops = 0;
        for (Measure part : parts) {
            time = time.plus(part.interval(), part.layer().count());
            flops += part.layer().count() * part.flops();
        }
        Measure first = parts.getFirst();
        return new Total(first.layer().network(), parts.size(), first.jobs(), who, first.own(), time, flops);
    }
}
