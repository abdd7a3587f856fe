package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;

/** What the suites' benchmarks take as parameters. */
final class SuiteParams {

    /** Parameters that have options of their own. */
    private static final Set<String> OWN_OPTIONS = Set.of("layer", "network", "jobs");

    /** Few enough digits for an int. */
    private static final String NUMBER = "\\d{1,9}";

    private SuiteParams() {}

    /** What JMH finds by a pattern. */
    static Collection<BenchmarkListEntry> benchmarks(String pattern) {
        QuietFormat silent = new QuietFormat(Progress.silent(), 0, 0, results -> {});
        return BenchmarkList.defaultList().find(silent, List.of(pattern), List.of());
    }

    /** Every combination of parameters that JMH runs the benchmarks of a pattern with. */
    static List<Map<String, String>> combinations(String pattern, Map<String, List<String>> chosen) {
        List<Map<String, String>> all = new ArrayList<>();
        for (BenchmarkListEntry benchmark : benchmarks(pattern)) {
            List<Map<String, String>> some = List.of(Map.of());
            for (Map.Entry<String, String[]> param :
                    benchmark.getParams().orElse(Map.of()).entrySet()) {
                List<String> values = chosen.getOrDefault(param.getKey(), List.of());
                List<String> taken = values.isEmpty() ? List.of(param.getValue()) : values;
                some = some.stream()
                        .flatMap(fewer -> taken.stream().map(value -> with(fewer, param.getKey(), value)))
                        .toList();
            }
            all.addAll(some);
        }
        return all;
    }

    private static Map<String, String> with(Map<String, String> fewer, String name, String value) {
        Map<String, String> more = new TreeMap<>(fewer);
        more.put(name, value);
        return more;
    }

    /** Refuses parameters that no benchmark of the suites has, and values that it does not take. */
    static void check(List<Suite> suites, Map<String, List<String>> chosen) {
        Map<String, Set<String>> known = new TreeMap<>();
        for (Suite suite : suites) {
            for (BenchmarkListEntry benchmark : benchmarks(suite.pattern())) {
                benchmark
                        .getParams()
                        .orElse(Map.of())
                        .forEach((name, values) -> known.computeIfAbsent(name, key -> new TreeSet<>())
                                .addAll(List.of(values)));
            }
        }
        known.keySet().removeAll(OWN_OPTIONS);
        chosen.forEach((name, values) -> {
            if (!known.containsKey(name)) {
                throw new BadInput("--param has " + name + " but these suites know "
                        + (known.isEmpty() ? "none" : String.join(", ", known.keySet())));
            }
            values.forEach(value -> check(name, value, known.get(name)));
        });
    }

    private static void check(String name, String value, Set<String> usual) {
        boolean number = usual.stream().allMatch(other -> other.matches(NUMBER));
        Set<String> allowed = new TreeSet<>(usual);
        if (name.equals("algorithm")) {
            allowed.addAll(Planner.algorithms());
        }
        if (number ? !value.matches(NUMBER) : !allowed.contains(value)) {
            throw new BadInput("--param has " + name + "=" + value + " but it takes "
                    + (number ? "whole numbers from 0 on" : String.join(", ", allowed)));
        }
    }
}
