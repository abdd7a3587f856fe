package io.github.jconv.bench.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.machine.Machine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sidecar of a set of measurements. The components are the keys of its JSON.
 *
 * @param date when, in UTC
 * @param commit the source's commit, or {@code unknown}
 * @param dirty whether the source differed from the commit
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
        String date,
        String commit,
        boolean dirty,
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
        return new RunRecord(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                git.commit(),
                git.dirty(),
                Host.cpu(),
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
        String shortened = commit.length() > SHORT_COMMIT ? commit.substring(0, SHORT_COMMIT) : commit;
        return dirty ? shortened + "+" : shortened;
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
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Map<String, Object> map = toMap();
        map.putAll(more);
        WholeFile.write(file, out -> out.write(json.writeValueAsBytes(map)));
    }

    /** NaN is no JSON: what was not measured is null. */
    private Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("date", date);
        map.put("commit", commit);
        map.put("dirty", dirty);
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
