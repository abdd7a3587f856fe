package io.github.jconv.bench.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.workload.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * How long one contender took for one piece of work: an entry of a record's results.
 *
 * @param suite {@code network}, {@code gradient}, {@code gemm}, {@code pooling} or {@code planes} where libraries run in turns,
 *     else JMH's, as {@code --suite} takes it
 * @param work the layer's or the matrix's name
 * @param layer the layer; null where the work is another
 * @param type what it is computed in
 * @param n rows of square matrices that are multiplied; 0 where the work is another
 * @param flops floating-point operations of one run, two for each multiply-add; NaN where there is more to it, such as planning
 * @param who the library and its way, and of a gradient by what
 * @param own whether that is JConv
 * @param jobs threads
 * @param detail what the library chose
 * @param alone options of the command line that single it out of what else a run measures
 * @param micros samples of one run's time
 */
public record Measure(
        String suite,
        String work,
        Layer layer,
        DType type,
        int n,
        double flops,
        String who,
        boolean own,
        int jobs,
        String detail,
        List<String> alone,
        double[] micros) {

    private static final String PEERS = "io.github.jconv.bench.peers.";
    private static final String UNIT = "us/op";

    static final String SUITE = "--suite";
    static final String WORKLOAD = "--workload";
    static final String PARAM = "--param";
    private static final String LAYER = "--layer";

    /** The suite of gradients, which are work of their own: no network's total holds them. */
    static final String GRADIENT = "gradient";

    /** Microseconds, some 30 years: what is beyond is no time, and infinity would make every comparison pass. */
    private static final double LONGEST = 1e15;

    /** The plan that is timed a second time for the noise. */
    private static final String AGAIN = " again ";

    /**
     * Reads an entry.
     *
     * @param json in JMH's form
     * @param cores of the machine, which a negative number of jobs counts from
     * @return the measure; null where the entry holds no time, or one that only tells the noise
     * @throws BadInput if it is no such entry
     */
    static Measure of(JsonNode json, int cores) {
        Fields entry = new Fields(json);
        Fields metric = entry.object("primaryMetric");
        Fields params = json.has("params") ? entry.object("params") : new Fields(JsonNodeFactory.instance.objectNode());
        if (!Double.isFinite(metric.number("score"))
                || params.textOr("variant", "").contains(AGAIN)) {
            return null;
        }
        if (!metric.text("scoreUnit").equals(UNIT)) {
            throw new BadInput("has the unit " + metric.text("scoreUnit") + " but needs " + UNIT);
        }
        double[] micros = samples(metric);
        String line = params.textOr("layer", "");
        Layer layer = line.isEmpty() ? null : layer(line);
        DType type = type(params.textOr("type", DType.FLOAT32.name()));
        int n = number(params.textOr("n", "0"));
        int jobs = number(params.textOr("jobs", "1"));
        if (n < 0 || jobs == 0) {
            throw new BadInput("has n=" + n + " and jobs=" + jobs + " but n needs at least 0, and jobs another than 0");
        }
        int threads = jobs < 0 ? Math.max(1, cores + 1 + jobs) : jobs;
        String name = entry.text("benchmark");
        if (name.startsWith(PEERS)) {
            String by = params.textOr(GRADIENT, "").toLowerCase(Locale.ROOT);
            String pooling = params.textOr("pooling", "");
            String plane = params.textOr("plane", "");
            if (!pooling.isEmpty() || !plane.isEmpty()) {
                return new Measure(
                        pooling.isEmpty() ? "planes" : "pooling",
                        pooling + plane,
                        null,
                        type,
                        0,
                        json.path("gflops").asDouble(Double.NaN) * 1e3 * metric.number("score"),
                        name.substring(PEERS.length()).replace('.', ' '),
                        params.text("library").equals("jconv"),
                        threads,
                        entry.textOr("detail", ""),
                        List.of(),
                        micros);
            }
            return new Measure(
                    layer == null ? "gemm" : by.isEmpty() ? "network" : GRADIENT,
                    layer == null ? (type == DType.FLOAT32 ? "sgemm " : "dgemm ") + n : layer.name(),
                    layer,
                    type,
                    n,
                    layer == null ? 2 * Math.pow(n, 3) : 2.0 * layer.macs(),
                    name.substring(PEERS.length()).replace('.', ' ') + (by.isEmpty() ? "" : " gradient by " + by),
                    params.text("library").equals("jconv"),
                    threads,
                    entry.textOr("detail", ""),
                    layer == null ? List.of() : List.of(LAYER, layer.name()),
                    micros);
        }
        return ofJmh(entry, params, name.split("\\.", -1), layer, type, n, threads, micros);
    }

    /** The class without its Bench is the suite, FirstCallBench first-call; parameters name the contender of a layer, else the work. */
    private static Measure ofJmh(
            Fields entry, Fields params, String[] name, Layer layer, DType type, int n, int threads, double[] micros) {
        if (name.length < 2) {
            throw new BadInput("has the benchmark " + String.join(".", name) + " but needs a class and a method");
        }
        String suite = name[name.length - 2]
                .replace("Bench", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
        String method = name[name.length - 1];
        StringJoiner more = new StringJoiner(" ");
        if (layer == null || !method.equals("conv")) {
            more.add(method);
        }
        params.json().properties().forEach(param -> {
            if (!param.getKey().matches("layer|jobs")) {
                String value = param.getValue().asText();
                more.add(layer == null || value.matches("\\d+") ? param.getKey() + "=" + value : value);
            }
        });
        return new Measure(
                suite,
                layer == null ? more.toString() : layer.name(),
                layer,
                type,
                n,
                entry.json().at("/secondaryMetrics/flops/score").asDouble(Double.NaN),
                layer == null ? suite : suite + " " + more,
                true,
                threads,
                "",
                alone(suite, params, layer),
                micros);
    }

    private static List<String> alone(String suite, Fields params, Layer layer) {
        List<String> words = new ArrayList<>(List.of(SUITE, suite));
        params.json().properties().forEach(param -> {
            String value = param.getValue().asText();
            switch (param.getKey()) {
                case "layer" -> words.addAll(List.of(LAYER, layer.name()));
                case "network" -> words.addAll(List.of(WORKLOAD, value));
                case "jobs" -> {
                    // the run's own --jobs stays
                }
                default -> words.addAll(List.of(PARAM, param.getKey() + "=" + value));
            }
        });
        return words;
    }

    private static double[] samples(Fields metric) {
        double[] samples = metric.list("rawData").stream()
                .flatMap(fork -> fork.isArray() ? fork.valueStream() : Stream.of(fork))
                .mapToDouble(sample -> sample.isNumber() ? sample.doubleValue() : Double.NaN)
                .toArray();
        if (samples.length == 0 || Arrays.stream(samples).anyMatch(sample -> !(sample > 0 && sample < LONGEST))) {
            throw new BadInput(
                    "has rawData with " + samples.length + " samples but needs some, all above 0 and below " + LONGEST);
        }
        return samples;
    }

    private static Layer layer(String line) {
        try {
            return Layer.parse(line);
        } catch (IllegalArgumentException bad) {
            throw new BadInput("has a layer that " + bad.getMessage(), bad);
        }
    }

    private static DType type(String text) {
        try {
            return DType.valueOf(text);
        } catch (IllegalArgumentException other) {
            throw new BadInput("has the type " + text + " but needs one of " + Arrays.toString(DType.values()), other);
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException noInt) {
            throw new BadInput("has '" + text + "' where a whole number is needed", noInt);
        }
    }

    /**
     * What makes two measures of different records comparable.
     *
     * @return suite, work, contender and threads
     */
    public String key() {
        return suite + " " + (layer == null ? work : layer.toLine()) + " | " + who + " | " + jobs;
    }

    /**
     * The time.
     *
     * @return microseconds
     */
    public Interval interval() {
        return Interval.of(micros);
    }

    /**
     * What must come from memory and go there at the least, where no cache holds it.
     *
     * @return bytes of input, weights and output; NaN where operations are not counted
     */
    public double bytes() {
        if (Double.isNaN(flops)) {
            return Double.NaN;
        }
        if (layer != null) {
            var problem = layer.problem(Layout.NCHW, DType.FLOAT32);
            return Float.BYTES
                    * ((double) problem.src().elements()
                            + layer.conv().weightElements()
                            + problem.dst().elements());
        }
        return n > 0 ? 3.0 * type.bytes() * n * n : Double.NaN;
    }
}
