package io.github.jconv.bench.cli;

import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.jmh.Session;
import io.github.jconv.bench.record.Peak;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Workloads;
import io.github.jconv.machine.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The benchmarks. */
@Command(
        name = "bench",
        description = {
            "Times every layer of the library with JMH: the reference, the portable loops, SIMD and parallel.",
            "Writes JMH's results.json and, beside it, results.meta.json with the machine, the commit and the measured"
                    + " peak. Every benchmark first checks its result against the reference."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE.csv",
            description = "resnet50, mobilenetv2, vgg19 or a file; can be repeated. resnet50 by default.")
    private List<String> workloads = List.of("resnet50");

    @Option(
            names = "--layer",
            paramLabel = "PATTERN",
            description = "Only layers whose name or shape contains this; * stands for anything. Can be repeated.")
    private List<String> layers = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "LIST",
            split = ",",
            defaultValue = "-1",
            description = "Numbers of threads for the parallel layer, for example 1,2,-1. All cores by default.")
    private List<Integer> jobs;

    @Option(
            names = "--quick",
            description =
                    "Take less than a minute: one 3x3 layer and one matrix multiplication unless --layer or --workload says otherwise,"
                            + " and one short fork each.")
    private boolean quick;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Where the files go.")
    private Path output;

    @Override
    public Integer call() {
        Session session = new Session(
                chosenLayers(),
                narrowed() ? List.of() : quick ? List.of(1024) : List.of(256, 512, 1024, 2048),
                checkedJobs(),
                quick ? Session.Effort.QUICK : Session.Effort.FULL);
        WholeFile.makeFolder(output);
        WholeFile.check(output.resolve("results.json"));
        PrintWriter out = spec.commandLine().getOut();
        long seconds = session.expected().toSeconds();
        out.println(session.count() + " benchmarks on " + session.layers().size() + " layers and "
                + session.gemms().size() + " matrix sizes, about "
                + (seconds < 120 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes"));
        out.flush();
        Collection<RunResult> results;
        Peak peak;
        try (Progress progress = cli.progress()) {
            progress.show(0, session.count(), "measuring the peak");
            peak = Peak.measure();
            results = session.run(progress);
        }
        RunRecord record = RunRecord.now(peak);
        WholeFile.write(output.resolve("results.json"), file -> file.write(Session.json(results)));
        record.write(output.resolve("results.meta.json"));
        print(out, results, peak);
        out.println(output.resolve("results.json"));
        return 0;
    }

    private List<Layer> chosenLayers() {
        boolean unsaid = quick && !narrowed();
        return Workloads.matching(Workloads.load(workloads), unsaid ? List.of("resnet50-03") : layers);
    }

    /** Whether the user asked for certain layers; then nothing else is timed, such as the matrix multiplications. */
    private boolean narrowed() {
        return !layers.isEmpty() || spec.commandLine().getParseResult().hasMatchedOption("--workload");
    }

    private List<Integer> checkedJobs() {
        try {
            jobs.forEach(Machine.current()::threads);
            return jobs;
        } catch (IllegalArgumentException zero) {
            throw new BadInput(zero.getMessage(), zero);
        }
    }

    private static void print(PrintWriter out, Collection<RunResult> results, Peak peak) {
        TextTable table =
                new TextTable(4, "layer", "shape", "layout", "benchmark", "jobs", "us", "+-", "GFLOP/s", "% of peak");
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            boolean gemm = params.getParam("layer") == null;
            Layer layer = gemm ? null : Layer.parse(params.getParam("layer"));
            double macs = gemm ? Math.pow(Double.parseDouble(params.getParam("n")), 3) : layer.macs();
            int threads = params.getParam("jobs") == null
                    ? 1
                    : Machine.current().threads(Integer.parseInt(params.getParam("jobs")));
            double micros = result.getPrimaryResult().getScore();
            double gflops = 2e-3 * macs / micros;
            double percent = 100 * gflops / (peak.gflops32() * threads);
            table.row(
                    gemm ? "sgemm" : layer.name(),
                    gemm ? params.getParam("n") + " square" : layer.toString(),
                    gemm ? "-" : params.getParam("layout"),
                    Session.layerOfLibrary(params),
                    String.valueOf(threads),
                    text("%.1f", micros),
                    text("%.1f", result.getPrimaryResult().getScoreError()),
                    text("%.1f", gflops),
                    Double.isNaN(percent) ? "-" : text("%.0f", percent));
        }
        table.lines().forEach(out::println);
    }

    private static String text(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
