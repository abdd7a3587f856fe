package io.github.jconv.bench.cli;

import io.github.jconv.Planner;
import io.github.jconv.bench.record.Peak;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.machine.Machine;
import io.github.jconv.spi.SchedulerProvider;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.InForce;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What JConv sees of this machine. */
@Command(
        name = "info",
        description = "Shows the machine, the vector width or why there is none, measured limits and the algorithms.",
        mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Leave out what has to be measured, which takes some seconds.")
    private boolean quick;

    @Override
    public Integer call() {
        Peak peak = new Peak(Double.NaN, Double.NaN, Double.NaN);
        if (!quick) {
            try (var progress = cli.progress()) {
                progress.show(0, 1, "measuring the peak");
                peak = Peak.measure();
            }
        }
        RunRecord record = RunRecord.now(peak);
        PrintWriter out = spec.commandLine().getOut();
        line(out, "processor", record.cpu());
        line(out, "cores", record.cores() + limits(record));
        line(out, "caches", kib(record.l1d()) + " L1d, " + kib(record.l2()) + " L2, " + kib(record.l3()) + " L3");
        line(out, "system", record.os());
        line(out, "java", record.jdk());
        line(out, "flags", String.join(" ", record.flags()));
        line(out, "vectors", record.refusal().isEmpty() ? record.vectorBits() + " bits" : "none: " + record.refusal());
        if (!quick) {
            line(
                    out,
                    "peak",
                    rate(peak.gflops32(), "GFLOP/s float32") + ", " + rate(peak.gflops64(), "GFLOP/s float64")
                            + " (one core, fused multiply-adds in registers)");
            line(
                    out,
                    "copy",
                    rate(peak.copyGbs(), "GB/s") + " (one core, read and written, arrays of " + (Peak.COPY_BYTES >> 20)
                            + " MiB)");
        }
        line(out, "algorithms", String.join(", ", Planner.algorithms()));
        line(out, "schedulers", schedulers());
        line(out, "profile", profile(Planner.profileInForce()));
        line(out, "commit", record.shortCommit());
        return 0;
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-14s %s%n", name, value);
    }

    private static String limits(RunRecord record) {
        boolean none = record.cpuLimit().equals("none") && record.memoryLimit().equals("none");
        return none
                ? ""
                : " (container: processor limit " + record.cpuLimit() + ", memory limit " + record.memoryLimit() + ")";
    }

    private static String profile(InForce named) {
        if (named.file().isEmpty()) {
            return "none: neither -Djconv.profile nor JCONV_PROFILE names one";
        }
        if (!named.refusal().isEmpty()) {
            return named.file() + " is not used: " + named.refusal();
        }
        long changing =
                named.profile().choices().stream().filter(Choice::changes).count();
        return named.file() + ": "
                + ProfileReport.count(named.profile().choices().size(), "choice") + ", " + changing
                + " other than the default, "
                + ProfileReport.count(named.profile().cutoffs().size(), "cutoff");
    }

    private static String kib(long bytes) {
        return bytes < 1 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
    }

    private static String rate(double value, String unit) {
        return Double.isNaN(value) ? "no " + unit : String.format(Locale.ROOT, "%.1f %s", value, unit);
    }

    private static String schedulers() {
        StringBuilder names = new StringBuilder("serial");
        for (SchedulerProvider provider : ServiceLoader.load(SchedulerProvider.class)) {
            names.append(", ")
                    .append(provider.create(Math.max(2, Machine.current().cores()))
                            .name());
        }
        return names.toString();
    }
}
