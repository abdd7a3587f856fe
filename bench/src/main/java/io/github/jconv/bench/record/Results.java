package io.github.jconv.bench.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.bench.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A record that was read: a run's results and its sidecar.
 *
 * @param run the sidecar
 * @param peakInTurn what a core did at the most right after our work, 10^9 operations a second; NaN where not measured
 * @param noise what the same code differs by; NaN where it was not measured
 * @param noisePairs how many pairs that figure is of
 * @param note what its user wanted to be remembered
 * @param command the words that start such a run
 * @param libraries each library's version and settings
 * @param measures the results that hold a time
 */
public record Results(
        RunRecord run,
        double peakInTurn,
        double noise,
        int noisePairs,
        String note,
        List<String> command,
        Map<String, String> libraries,
        List<Measure> measures) {

    private static final String IN_TURN = "peakInTurnGflops32";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION);

    /**
     * Reads records.
     *
     * @param places files of results, with their sidecars beside them, and folders, searched to their bottom
     * @return every record once, the oldest first
     * @throws BadInput if a place does not exist, holds none, or holds a record that cannot be read
     */
    public static List<Results> load(List<Path> places) {
        Map<String, Results> records = new LinkedHashMap<>();
        for (Path place : places) {
            for (Path file : files(place)) {
                Results results = read(file);
                records.putIfAbsent(results.run.id(), results);
            }
        }
        return records.values().stream()
                .sorted(Comparator.comparing((Results results) -> results.run.date())
                        .thenComparing(results -> results.run.id()))
                .toList();
    }

    private static List<Path> files(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> all = Files.walk(place)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(RecordFiles.RESULTS)
                            && !file.toString().endsWith(RecordFiles.SIDECAR)
                            && Files.exists(sidecar(file)))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new BadInput(place + ": holds no record, which is a file of results with its sidecar "
                        + RecordFiles.SIDECAR + " beside it");
            }
            return files;
        } catch (IOException problem) {
            throw BadInput.of(place, problem);
        }
    }

    private static Path sidecar(Path results) {
        String name = results.toString();
        int end = name.endsWith(RecordFiles.RESULTS) ? name.length() - RecordFiles.RESULTS.length() : name.length();
        return Path.of(name.substring(0, end) + RecordFiles.SIDECAR);
    }

    private static Results read(Path file) {
        if (file.toString().endsWith(RecordFiles.SIDECAR)) {
            throw new BadInput(file + ": is a sidecar; name the file of results beside it");
        }
        JsonNode results = parse(file);
        Path sidecar = sidecar(file);
        JsonNode meta = parse(sidecar);
        try {
            RunRecord run = RunRecord.of(meta);
            return of(run, new Fields(meta), measures(file, results, run.cores()));
        } catch (BadInput bad) {
            throw bad.getMessage().startsWith(file.toString())
                    ? bad
                    : new BadInput(sidecar + ": " + bad.getMessage(), bad);
        }
    }

    private static Results of(RunRecord run, Fields meta, List<Measure> measures) {
        Map<String, String> libraries = new LinkedHashMap<>();
        if (meta.json().has("libraries")) {
            Fields named = meta.object("libraries");
            named.json().fieldNames().forEachRemaining(name -> libraries.put(name, named.text(name)));
        }
        double noise = meta.number("noise");
        if (noise < 0 || noise == Double.POSITIVE_INFINITY) { // no change would ever count
            throw new BadInput("has noise " + noise + " but needs at least 0 and finite, or null");
        }
        return new Results(
                run,
                meta.json().has(IN_TURN) ? meta.number(IN_TURN) : Double.NaN,
                noise,
                meta.integer("noisePairs"),
                meta.text("note"),
                meta.texts("command"),
                libraries,
                measures);
    }

    private static List<Measure> measures(Path file, JsonNode results, int cores) {
        if (!results.isArray()) {
            throw new BadInput(file + ": is no list of results");
        }
        List<Measure> measures = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            try {
                Measure measure = Measure.of(results.get(i), cores);
                if (measure != null) {
                    measures.add(measure);
                }
            } catch (BadInput bad) {
                throw new BadInput(file + ": result " + i + " " + bad.getMessage(), bad);
            }
        }
        return measures;
    }

    private static JsonNode parse(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (json.isMissingNode()) {
                throw new BadInput(file + ": is empty");
            }
            return json;
        } catch (JsonProcessingException bad) {
            int line = bad.getLocation() == null ? 0 : bad.getLocation().getLineNr();
            String reason =
                    bad.getOriginalMessage().replaceFirst("(?s) \\(start marker at .*", ""); // Java's view of the file
            throw new BadInput(file + ": line " + line + " is no JSON: " + reason, bad);
        } catch (IOException problem) {
            throw BadInput.of(file, problem);
        }
    }

    /**
     * The peak of one core. A machine that was disturbed while it was measured alone has shown later what it can do.
     *
     * @return the larger of the two, NaN where neither was measured
     */
    public double peak() {
        double alone = run.peak().gflops32();
        return Double.isNaN(peakInTurn) || alone > peakInTurn ? alone : peakInTurn;
    }

    /**
     * The noise that verdicts are held against.
     *
     * @return what was measured, else a guess
     */
    public double noiseFloor() {
        return Double.isNaN(noise) ? Noise.UNKNOWN : noise;
    }

    /**
     * The command line that measures one thing again: the run's own, with fewer workloads and, of JMH's, one benchmark.
     *
     * @param measure of this record
     * @return the line
     */
    public String repro(Measure measure) {
        boolean jmh = measure.alone().contains(Measure.SUITE);
        List<String> words = new ArrayList<>(List.of("bench/conv"));
        Iterator<String> typed = command.stream()
                .flatMap(word ->
                        word.matches("--(workload|suite|param)=.*") ? Stream.of(word.split("=", 2)) : Stream.of(word))
                .iterator();
        while (typed.hasNext()) {
            String word = typed.next();
            if (jmh && List.of(Measure.SUITE, Measure.PARAM).contains(word) && typed.hasNext()) {
                typed.next();
            } else if (word.equals(Measure.WORKLOAD) && typed.hasNext()) {
                List<String> own = Stream.of(typed.next().split(","))
                        .filter(name -> ofWorkload(measure, name))
                        .toList();
                if (!own.isEmpty()) {
                    words.addAll(List.of(word, String.join(",", own)));
                }
            } else {
                words.add(word);
            }
        }
        words.addAll(measure.alone());
        return words.stream().map(Results::quoted).collect(Collectors.joining(" "));
    }

    /** Whether a workload's name is that of a measure: its suite's, or a network's. */
    private static boolean ofWorkload(Measure measure, String workload) {
        boolean other = List.of("pooling", "planes").contains(measure.suite());
        return switch (workload) {
            case "pooling", "planes" -> workload.equals(measure.suite());
            case "gemm" -> measure.layer() == null && !other;
            default -> measure.layer() != null;
        };
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
