package io.github.jconv.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What whole networks take: the sum of count times time over their layers.
 *
 * @param network the network's name
 * @param jobs threads
 * @param layers how many different layers were summed
 * @param micros the sums by contender; NaN where one layer has no time
 */
record Totals(String network, int jobs, int layers, Map<String, Double> micros) {

    static final String BEST_ONEDNN = "onednn, best layout per layer";
    static final String BEST_PEER = "best peer per layer";

    /** The sums of each network and number of threads, in the order of the rows; multiplications are left out. */
    static List<Totals> of(List<Row> rows) {
        Map<String, List<Row>> networks = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.work() instanceof Work.Conv(var layer)) {
                networks.computeIfAbsent(layer.network() + " " + row.jobs(), key -> new ArrayList<>())
                        .add(row);
            }
        }
        return networks.values().stream().map(Totals::ofNetwork).toList();
    }

    private static Totals ofNetwork(List<Row> rows) {
        Map<String, Double> micros = new LinkedHashMap<>();
        boolean peers = false;
        for (Timed timed : rows.getFirst().times()) {
            Contender contender = timed.contender();
            peers |= !contender.own();
            if (contender.planned() || !contender.own()) {
                micros.put(contender.name(), sum(rows, row -> row.micros(contender.name())));
            }
        }
        if (peers) {
            micros.put(BEST_ONEDNN, sum(rows, row -> row.bestMicros(contender -> contender.of("onednn"))));
            micros.put(BEST_PEER, sum(rows, row -> row.bestMicros(contender -> !contender.own())));
        }
        Row first = rows.getFirst();
        String network = ((Work.Conv) first.work()).layer().network();
        return new Totals(network, first.jobs(), rows.size(), micros);
    }

    private static double sum(List<Row> rows, ToDoubleFunction<Row> micros) {
        return rows.stream()
                .mapToDouble(row -> row.count() * micros.applyAsDouble(row))
                .sum();
    }
}
