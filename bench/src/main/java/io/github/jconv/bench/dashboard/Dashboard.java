package io.github.jconv.bench.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.record.Interval;
import io.github.jconv.bench.record.Measure;
import io.github.jconv.bench.record.Results;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.record.Total;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page of records: one file that asks nothing of the network. Java reads, sums and draws the networks; the page's own
 * script filters and draws the rest from the numbers that stand in it.
 */
public final class Dashboard {

    /** In the order in which one uses the other. */
    private static final List<String> SCRIPTS = List.of(
            "draw.js",
            "model.js",
            "layers.js",
            "roofline.js",
            "scaling.js",
            "history.js",
            "compare.js",
            "record.js",
            "app.js");

    private static final String STYLE = "/*STYLE*/";
    private static final String SCRIPT = "/*SCRIPT*/";
    private static final String RECORDS = "/*RECORDS*/";

    private Dashboard() {}

    /**
     * Writes the page.
     *
     * @param file where to
     * @param records what it shows, the oldest first
     */
    public static void write(Path file, List<Results> records) {
        byte[] page = page(records).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, out -> out.write(page));
    }

    /**
     * Writes the drawing of the networks of the newest state that has any: see {@link State}.
     *
     * @param file where to
     * @param records the oldest first
     * @return false, and nothing is written, where no record has any
     */
    public static boolean writeNetworks(Path file, List<Results> records) {
        String svg = NetworksChart.svg(State.of(records));
        if (svg != null) {
            WholeFile.write(file, out -> out.write(svg.getBytes(StandardCharsets.UTF_8)));
        }
        return svg != null;
    }

    static String page(List<Results> records) {
        StringBuilder scripts = new StringBuilder();
        SCRIPTS.forEach(name -> scripts.append(resource(name)));
        String frame =
                resource("page.html").replace(STYLE, resource("page.css")).replace(SCRIPT, scripts);
        int at = frame.indexOf(RECORDS); // data goes in last, so that nothing in it is taken for a place
        return frame.substring(0, at) + json(records) + frame.substring(at + RECORDS.length());
    }

    private static String resource(String name) {
        try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** JSON within a script element: nothing in it can end the element. */
    static String json(List<Results> records) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(
                            State.of(records).stream().map(Dashboard::state).toList())
                    .replace("&", "\\u0026")
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e");
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Map<String, Object> state(State state) {
        RunRecord run = state.last().run();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", run.id());
        map.put("date", run.date());
        map.put("commit", run.shortCommit());
        map.put("subject", run.subject());
        map.put("note", distinct(state.records().stream().map(Results::note), "; "));
        map.put("machine", run.machine());
        map.put("peak", finite(state.peak()));
        map.put("copy", finite(state.copyGbs()));
        map.put("facts", facts(state));
        map.put("networks", NetworksChart.svg(state));
        List<Object> totals = new ArrayList<>();
        List<Object> measures = new ArrayList<>();
        for (Results results : state.records()) {
            Total.of(results.measures()).forEach(total -> totals.add(total(results, total)));
            results.measures().forEach(measure -> measures.add(measure(results, measure)));
        }
        map.put("totals", totals);
        map.put("measures", measures);
        return map;
    }

    private static String distinct(Stream<String> texts, String between) {
        return texts.filter(text -> !text.isEmpty()).distinct().collect(Collectors.joining(between));
    }

    /** What the page lists as it stands: a line where all records say the same, else a line of each. */
    private static Map<String, Object> facts(State state) {
        List<Map<String, String>> each =
                state.records().stream().map(Dashboard::facts).toList();
        Map<String, Object> facts = new LinkedHashMap<>();
        for (String name : each.getFirst().keySet()) {
            List<String> values = each.stream().map(one -> one.get(name)).toList();
            facts.put(name, values.stream().distinct().count() == 1 ? values.getFirst() : String.join("\n", values));
        }
        Map<String, Set<String>> libraries = new LinkedHashMap<>();
        state.records()
                .forEach(results -> results.libraries()
                        .forEach((name, about) -> libraries
                                .computeIfAbsent(name, key -> new LinkedHashSet<>())
                                .add(about)));
        libraries.forEach((name, about) -> facts.put(name, String.join("\n", about)));
        return facts;
    }

    private static Map<String, String> facts(Results results) {
        RunRecord run = results.run();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("record", run.id());
        facts.put("date", run.date());
        facts.put("commit", run.commit() + (run.dirty() ? " with changes" : ""));
        facts.put("subject", run.subject());
        facts.put("note", results.note());
        facts.put("command", "bench/conv " + String.join(" ", results.command()));
        facts.put("processor", run.cpu() + ", " + run.cores() + " cores");
        facts.put("caches", size(run.l1d()) + " L1d, " + size(run.l2()) + " L2, " + size(run.l3()) + " L3");
        facts.put("limits", "processor " + run.cpuLimit() + ", memory " + run.memoryLimit());
        facts.put("load average", figure(run.loadAverage(), ""));
        facts.put("system", run.os());
        facts.put("JDK", run.jdk());
        facts.put("flags", String.join(" ", run.flags()));
        facts.put("vectors", run.vectorBits() > 0 ? run.vectorBits() + " bits" : run.refusal());
        facts.put(
                "peak of a core",
                figure(run.peak().gflops32(), "GFLOP/s float32") + ", "
                        + figure(run.peak().gflops64(), "float64") + "; in turn with the work "
                        + figure(results.peakInTurn(), "float32"));
        facts.put("copy", figure(run.peak().copyGbs(), "GB/s, one core"));
        facts.put(
                "noise",
                Double.isNaN(results.noise())
                        ? "not measured; 5 % assumed"
                        : figure(100 * results.noise(), "% (A/A, " + results.noisePairs() + " pairs)"));
        return facts;
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? bytes / 1024 + " KiB" : figure(bytes / 1048576.0, "MiB");
    }

    private static String figure(double value, String unit) {
        return Double.isNaN(value)
                ? "not measured"
                : String.format(Locale.ROOT, "%.1f %s", value, unit).strip();
    }

    private static Map<String, Object> total(Results results, Total total) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("key", total.key());
        map.put("work", total.work());
        map.put("shape", "");
        map.put("who", total.who());
        map.put("own", total.own());
        map.put("jobs", total.jobs());
        map.put("flops", total.flops());
        times(map, total.time());
        map.put("noise", results.noiseFloor());
        map.put("repro", "bench/conv " + String.join(" ", results.command()));
        return map;
    }

    private static Map<String, Object> measure(Results results, Measure measure) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("key", measure.key());
        map.put("suite", measure.suite());
        map.put(
                "network",
                measure.layer() == null ? measure.suite() : measure.layer().network());
        map.put("work", measure.work());
        map.put("shape", measure.layer() == null ? "" : measure.layer().toString());
        map.put("count", measure.layer() == null ? 1 : measure.layer().count());
        map.put("who", measure.who());
        map.put("own", measure.own());
        map.put("jobs", measure.jobs());
        map.put("detail", measure.detail());
        map.put("flops", finite(measure.flops()));
        map.put("bytes", finite(measure.bytes()));
        map.put("element", measure.type().bytes());
        times(map, measure.interval());
        map.put("noise", results.noiseFloor());
        map.put("samples", measure.micros().length);
        map.put("repro", results.repro(measure));
        return map;
    }

    private static void times(Map<String, Object> map, Interval time) {
        map.put("low", time.low());
        map.put("micros", time.median());
        map.put("high", time.high());
    }

    /** NaN is no JSON. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
