package io.github.jconv.bench.dashboard;

import io.github.jconv.bench.record.Measure;
import io.github.jconv.bench.record.Results;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.record.Total;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known of one state of the source on one machine: records of the same commit, machine and JDK that measured
 * different things, such as one network each. The page shows them as one; what was measured again is another state, so that
 * two runs of the same code can be compared.
 *
 * @param records at least one, the oldest first
 */
record State(List<Results> records) {

    /**
     * Puts records together.
     *
     * @param records the oldest first
     * @return states in the order of their first records
     */
    static List<State> of(List<Results> records) {
        List<State> states = new ArrayList<>();
        for (Results results : records) {
            State open = states.reversed().stream()
                    .filter(state -> alike(state.last().run(), results.run()))
                    .findFirst()
                    .orElse(null);
            if (open != null && open.lacksAllOf(results)) {
                open.records.add(results);
            } else {
                states.add(new State(new ArrayList<>(List.of(results))));
            }
        }
        return states;
    }

    /** Of a source with changes nobody knows whether they are the same. */
    private static boolean alike(RunRecord a, RunRecord b) {
        return !a.dirty()
                && !b.dirty()
                && a.commit().equals(b.commit())
                && a.machine().equals(b.machine())
                && a.jdk().equals(b.jdk())
                && a.flags().equals(b.flags());
    }

    private boolean lacksAllOf(Results results) {
        Set<String> known = new HashSet<>();
        records.forEach(record -> keys(record).forEach(known::add));
        return keys(results).noneMatch(known::contains);
    }

    private static Stream<String> keys(Results results) {
        return Stream.concat(
                results.measures().stream().map(Measure::key),
                Total.of(results.measures()).stream().map(Total::key));
    }

    /** The newest record. */
    Results last() {
        return records.getLast();
    }

    /** The most that a core of the machine was seen to do; NaN where it was not measured. */
    double peak() {
        return records.stream()
                .mapToDouble(Results::peak)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    /** The most that a core was seen to copy, likewise. */
    double copyGbs() {
        return records.stream()
                .mapToDouble(results -> results.run().peak().copyGbs())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    /** Networks, summed within each record. */
    List<Total> totals() {
        return records.stream()
                .flatMap(results -> Total.of(results.measures()).stream())
                .toList();
    }
}
