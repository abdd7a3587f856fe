package io.github.jconv.bench.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.bench.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records for tests: a network of two layers, one of them three times, and a matrix, ours beside another library. */
public final class FakeRecord {

    /** A layer's name that would be markup. */
    public static final String HOSTILE = "</script><b>\"two";

    private String id;
    private String network = "net";
    private boolean matrix = true;
    private boolean dirty;
    private final String subject;
    private String cpu = "A processor";
    private double scale = 1;
    private Double noise = 0.02;

    /** A record; the id's last digit is the day. */
    public FakeRecord(int day, String subject) {
        this.id = "2026-11-0" + day + "T100000Z-abcdef00000" + day + "-00000000";
        this.subject = subject;
    }

    /** Our times are this many times those of the first record. */
    public FakeRecord times(double factor) {
        scale = factor;
        return this;
    }

    /** Another network, alone, and therefore another record. */
    public FakeRecord named(String other) {
        network = other;
        matrix = false;
        id = id.substring(0, id.lastIndexOf('-') + 1) + (other + "-------").substring(0, 8);
        return this;
    }

    public FakeRecord on(String processor) {
        cpu = processor;
        return this;
    }

    public FakeRecord dirty() {
        dirty = true;
        return this;
    }

    public FakeRecord withoutNoise() {
        noise = null;
        return this;
    }

    /** Writes both files into a folder and returns that of the results. */
    public Path write(Path folder) {
        List<Object> results = new ArrayList<>();
        for (int jobs : List.of(1, 2)) {
            for (String layer : List.of("one,3,1,8,10,10,16,3,3", HOSTILE + ",1,1,16,10,10,16,3,3")) {
                String line = network + "," + layer + ",1,1,1,1,1,1,1,1,1";
                results.add(entry("jconv.nchw", Map.of("layer", line), jobs, 10 * scale));
                results.add(entry("onednn.blocked", Map.of("layer", line), jobs, 20));
            }
        }
        if (matrix) {
            addMatrix(results);
        }
        write(folder.resolve(id + ".meta.json"), sidecar());
        return write(folder.resolve(id + ".json"), results);
    }

    private void addMatrix(List<Object> results) {
        results.add(entry("jconv", Map.of("n", "64"), 1, 5 * scale));
        Map<String, Object> again = entry("jconv.again", Map.of("n", "64"), 1, 7);
        again.put("params", Map.of("n", "64", "library", "jconv", "variant", "NCHW again DEFAULT", "jobs", "1"));
        results.add(again);
        Map<String, Object> none = entry("openblas", Map.of("n", "64"), 1, 7);
        Map<String, Object> nothing = new LinkedHashMap<>();
        nothing.put("score", null);
        none.put("primaryMetric", nothing);
        results.add(none);
    }

    private static Path write(Path file, Object json) {
        try {
            byte[] text = new ObjectMapper().writeValueAsBytes(json);
            WholeFile.write(file, out -> out.write(text));
            return file;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static Map<String, Object> entry(String who, Map<String, String> work, int jobs, double micros) {
        Map<String, String> params = new LinkedHashMap<>(work);
        params.put("library", who.split("\\.", 2)[0]);
        params.put("variant", "NCHW auto DEFAULT");
        params.put("jobs", String.valueOf(jobs));
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("score", micros);
        metric.put("scoreUnit", "us/op");
        double[] samples = new double[9];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = micros * (0.996 + 0.001 * i);
        }
        metric.put("rawData", List.of(samples));
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("benchmark", "io.github.jconv.bench.peers." + who);
        entry.put("params", params);
        entry.put("detail", "direct");
        entry.put("primaryMetric", metric);
        return entry;
    }

    private Map<String, Object> sidecar() {
        RunRecord run = new RunRecord(
                id,
                id.substring(0, 10) + "T10:00:00Z",
                id.substring(19, 31) + "0123456789",
                dirty,
                subject,
                cpu,
                2,
                32 << 10,
                1 << 20,
                8 << 20,
                "none",
                "none",
                0.1,
                "Linux",
                "A JVM 25.0.3",
                List.of(),
                512,
                "",
                new Peak(100, 50, 20));
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("command", List.of("bench", "--workload", "net.csv", "--workload", "gemm"));
        extra.put("note", "");
        extra.put("noise", noise);
        extra.put("noisePairs", noise == null ? 0 : 2);
        try {
            return new ObjectMapper().readerForMapOf(Object.class).<Map<String, Object>>readValue(run.json(extra));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
