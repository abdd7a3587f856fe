package io.github.jconv.bench.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.machine.Machine;
import io.github.jconv.machine.Processor;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sidecar of a set of measurements. The components are the keys of its JSON; docs/records.md describes them.
 *
 * @param id what the record is called; no two records share it, wherever they were made
 * @param date when, in UTC
 * @param commit the source's commit, or {@code unknown}
 * @param dirty whether the source differed from the commit
 * @param subject the first line of the commit's message
 * @param cpu the processor's name
 * @param cores processors the virtual machine may use
 * @param l1d bytes of first-level data cache
 * @param l2 bytes of second-level cache
 * @param l3 bytes of last-level cache
 * @param cpuLimit the container's processor limit, or {@code none}
 * @param memoryLimit the container's memory limit, or {@code none}
 * @param loadAverage runnable threads over the last minute when the record was made, negative where unknown
 * @param os the operating system and its version
 * @param jdk the virtual machine's name and version
 * @param flags what the virtual machine was started with
 * @param vectorBits the width of the vector kernels, 0 where they cannot run
 * @param refusal why they cannot run, else empty
 * @param peak the limits of one core
 */
public record RunRecord(
        String id,
        String date,
        String commit,
        boolean dirty,
        String subject,
        String cpu,
        int cores,
        long l1d,
        long l2,
        long l3,
        String cpuLimit,
        String memoryLimit,
        double loadAverage,
        String os,
        String jdk,
        List<String> flags,
        int vectorBits,
        String refusal,
        Peak peak) {

    /** The version of the sidecar and the results beside it. */
    public static final int FORMAT = 1;

    private static final int SHORT_COMMIT = 12;

    /**
     * The record of this process, now.
     *
     * @param peak the limits measured beside
     * @return the record
     */
    public static RunRecord now(Peak peak) {
        Machine machine = Machine.current();
        Git git = Git.current();
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new RunRecord(
                id(date, git),
                date,
                git.commit(),
                git.dirty(),
                git.subject(),
                Processor.name(),
                machine.cores(),
                machine.caches().l1d(),
                machine.caches().l2(),
                machine.caches().l3(),
                Host.cpuLimit(),
                Host.memoryLimit(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                flagsOfThisRun(),
                machine.vectors().bits(),
                machine.vectors().refusal(),
                peak);
    }

    /** In the order of time where sorted by name; the random end parts what two machines begin in the same second. */
    private static String id(String date, Git git) {
        return date.replace(":", "") + "-" + shortened(git.commit()) + "-"
                + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    }

    private static String shortened(String commit) {
        return commit.length() > SHORT_COMMIT ? commit.substring(0, SHORT_COMMIT) : commit;
    }

    /**
     * Reads the sidecar back.
     *
     * @param json what {@link #write(Path, Map)} wrote
     * @return the record
     * @throws BadInput if its format is another, or a key is missing or of another kind; without the file's name
     */
    public static RunRecord of(JsonNode json) {
        Fields fields = new Fields(json);
        int format = fields.integer("format");
        if (format != FORMAT) {
            throw new BadInput("has format " + format + " but this version of JConv reads " + FORMAT);
        }
        int cores = fields.integer("cores");
        if (cores < 1) {
            throw new BadInput("has cores " + cores + " but needs at least 1");
        }
        return new RunRecord(
                fields.text("id"),
                fields.text("date"),
                fields.text("commit"),
                fields.flag("dirty"),
                fields.text("subject"),
                fields.text("cpu"),
                cores,
                (long) fields.number("l1d"),
                (long) fields.number("l2"),
                (long) fields.number("l3"),
                fields.text("cpuLimit"),
                fields.text("memoryLimit"),
                fields.number("loadAverage"),
                fields.text("os"),
                fields.text("jdk"),
                fields.texts("flags"),
                fields.integer("vectorBits"),
                fields.text("refusal"),
                new Peak(fields.number("peakGflops32"), fields.number("peakGflops64"), fields.number("copyGbs")));
    }

    /**
     * What must be alike for two records to be compared.
     *
     * @return processor, cores, its limit and the width of vectors
     */
    public String machine() {
        return cpu + ", " + cores + " cores"
                + (cpuLimit.equals("none") ? "" : ", processor limit " + cpuLimit)
                + (vectorBits > 0 ? ", " + vectorBits + "-bit vectors" : ", no vectors");
    }

    /**
     * What this virtual machine was started with, less what only the command line needs and what changes no measurement.
     *
     * @return the flags
     */
    public static List<String> flagsOfThisRun() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Djconv.cli.") && !flag.startsWith("--add-opens"))
                .toList();
    }

    /**
     * The commit as people write it.
     *
     * @return its first digits, with a plus sign where the source differed
     */
    public String shortCommit() {
        return dirty ? shortened(commit) + "+" : shortened(commit);
    }

    /**
     * What a drawing says of the machine.
     *
     * @return lines for its foot
     */
    public List<String> footer() {
        return List.of(
                cpu + ", " + cores + " cores, " + vectorBits + "-bit vectors",
                "JDK " + jdk.substring(jdk.lastIndexOf(' ') + 1) + ", commit " + shortCommit() + ", "
                        + date.split("T", 2)[0]);
    }

    /**
     * Writes the sidecar.
     *
     * @param file where to
     */
    public void write(Path file) {
        write(file, Map.of());
    }

    /**
     * Writes the sidecar with more at its end.
     *
     * @param file where to
     * @param more keys and what Jackson can write
     */
    public void write(Path file, Map<String, ?> more) {
        byte[] json = json(more);
        WholeFile.write(file, out -> out.write(json));
    }

    /** The sidecar's text. */
    byte[] json(Map<String, ?> more) {
        Map<String, Object> map = toMap();
        map.putAll(more);
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(map);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** NaN is no JSON: what was not measured is null. */
    private Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("id", id);
        map.put("date", date);
        map.put("commit", commit);
        map.put("dirty", dirty);
        map.put("subject", subject);
        map.put("cpu", cpu);
        map.put("cores", cores);
        map.put("l1d", l1d);
        map.put("l2", l2);
        map.put("l3", l3);
        map.put("cpuLimit", cpuLimit);
        map.put("memoryLimit", memoryLimit);
        map.put("loadAverage", loadAverage);
        map.put("os", os);
        map.put("jdk", jdk);
        map.put("flags", flags);
        map.put("vectorBits", vectorBits);
        map.put("refusal", refusal);
        map.put("peakGflops32", finite(peak.gflops32()));
        map.put("peakGflops64", finite(peak.gflops64()));
        map.put("copyGbs", finite(peak.copyGbs()));
        return map;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
