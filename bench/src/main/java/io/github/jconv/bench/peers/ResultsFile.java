package io.github.jconv.bench.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.jconv.bench.record.Noise;
import io.github.jconv.bench.record.RecordFiles;
import io.github.jconv.bench.record.RunRecord;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A contest as a record: the results in the form JMH writes, so that what reads the one reads the other. */
final class ResultsFile {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final RecordFiles files;

    /**
     * A record.
     *
     * @param files where it goes
     */
    ResultsFile(RecordFiles files) {
        this.files = files;
    }

    /**
     * Writes what is done so far.
     *
     * @param rows the results so far
     * @param record the machine
     * @param libraries what each library says of itself, by name
     * @param effort how long each was timed
     */
    void write(List<Row> rows, RunRecord record, Map<String, String> libraries, Turns.Effort effort) {
        List<Map<String, Object>> all = new ArrayList<>();
        Noise noise = new Noise();
        for (Row row : rows) {
            row.times().forEach(timed -> all.add(entry(row, timed, effort)));
            row.addTo(noise);
        }
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("peakInTurnGflops32", finite(Row.peakInTurn(rows)));
        extra.put("libraries", libraries);
        extra.put(
                "totalsMicros", Totals.of(rows).stream().map(ResultsFile::total).toList());
        try {
            files.write(record, noise, extra, JSON.writeValueAsBytes(all));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Map<String, Object> entry(Row row, Timed timed, Turns.Effort effort) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(
                "benchmark",
                "io.github.jconv.bench.peers." + timed.contender().name().replace(' ', '.'));
        entry.put("mode", "avgt");
        entry.put("threads", row.jobs());
        entry.put("forks", 1);
        entry.put("warmupIterations", 1);
        int warmUp = timed.contender().library().java() ? effort.javaMillis() : effort.nativeMillis();
        entry.put("warmupTime", warmUp + " ms");
        entry.put("measurementIterations", timed.wallNanos().length);
        entry.put("measurementTime", effort.sliceMillis() + " ms");
        Map<String, String> params = new LinkedHashMap<>();
        switch (row.work()) {
            case Work.Conv(var layer) -> params.put("layer", layer.toLine());
            case Work.Gradient(var by, var layer) -> {
                params.put("gradient", by.name());
                params.put("layer", layer.toLine());
            }
            case Work.Gemm(var type, int n) -> {
                params.put("n", String.valueOf(n));
                params.put("type", type.toString());
            }
            case Work.Pool pool -> params.put("pooling", pool.name());
            case Work.Plane(int size, int k) -> params.put("plane", size + "x" + size + ", filter " + k + "x" + k);
        }
        params.put("library", timed.contender().library().name());
        params.put("variant", timed.contender().variant());
        params.put("jobs", String.valueOf(row.jobs()));
        entry.put("params", params);
        entry.put("detail", timed.detail());
        entry.put("primaryMetric", metric(timed.nanos(row.jobs()), timed.micros(row.jobs())));
        Map<String, Object> secondary = new LinkedHashMap<>();
        secondary.put("wall", metric(timed.wallNanos(), timed.wallMicros()));
        entry.put("secondaryMetrics", secondary);
        entry.put("gflops", finite(row.gflops(timed.micros(row.jobs()))));
        entry.put("peakInTurnGflops32", finite(row.peakInTurn()));
        if (row.work().bytes() > 0) {
            entry.put("bytes", row.work().bytes());
            entry.put("copyInTurnGbs", finite(row.copy()));
        }
        return entry;
    }

    /** The score is the median; the error half the distance between the quarters, since nothing says normal. */
    private static Map<String, Object> metric(double[] nanos, double micros) {
        double[] samples = Arrays.stream(nanos).map(sample -> sample / 1e3).toArray();
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("score", finite(micros));
        metric.put("scoreError", finite(halfQuartileRange(samples)));
        metric.put("scoreUnit", "us/op");
        metric.put("rawData", samples.length == 0 ? List.of() : List.of(samples));
        return metric;
    }

    private static double halfQuartileRange(double... samples) {
        if (samples.length == 0) {
            return Double.NaN;
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int quarter = sorted.length / 4;
        return (sorted[sorted.length - 1 - quarter] - sorted[quarter]) / 2;
    }

    /** NaN is no JSON. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Map<String, Object> total(Totals totals) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("network", totals.network());
        map.put("jobs", totals.jobs());
        map.put("layers", totals.layers());
        Map<String, Object> micros = new LinkedHashMap<>();
        totals.micros().forEach((name, sum) -> micros.put(name, finite(sum)));
        map.put("micros", micros);
        return map;
    }
}
