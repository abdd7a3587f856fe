package io.github.jconv.bench.cli;

import io.github.jconv.Layout;
import io.github.jconv.Precision;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.jmh.Session;
import io.github.jconv.bench.peers.Contest;
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
            "Times every rung of the library with JMH: the reference, the portable loops, SIMD and parallel. With"
                    + " --workload, --peers, --layout, --precision or --algorithm it times whole networks instead, each"
                    + " library in a process of its own, in turns.",
            "Writes results.json as JMH does and, beside it, results.meta.json with the machine, the commit and the"
                    + " measured peak. Everything is first checked against the reference."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    private static final String RESULTS = "results.json";

    /** The workload that is no network. */
    private static final String GEMM = "gemm";

    private static final List<Integer> SIZES = List.of(256, 512, 1024, 2048);

    /** The folder of what the launcher builds for --peers. */
    private static final String PEERS_PROPERTY = "jconv.cli.peers";

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--workload",
            paramLabel = "NAME|FILE.csv",
            description = "A whole network: resnet50, mobilenetv2, vgg19 or a file; or gemm, square matrices; can be"
                    + " repeated. resnet50 and gemm by default.")
    private List<String> workloads = List.of();

    @Option(
            names = "--layer",
            paramLabel = "PATTERN",
            description = "Only layers whose name or shape contains this; * stands for anything. Can be repeated.")
    private List<String> layers = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "LIST",
            split = ",",
            description = "Numbers of threads, for example 1,2,-1. By default 1 for whole networks, else all cores.")
    private List<Integer> jobs;

    @Option(
            names = "--peers",
            description =
                    "Time oneDNN, ONNX Runtime, OpenBLAS and netlib beside JConv; bench/conv downloads them first.")
    private boolean peers;

    @Option(names = "--layout", paramLabel = "nchw|nhwc|both", description = "JConv's layouts; both by default.")
    private Layouts layout;

    @Option(
            names = "--precision",
            paramLabel = "default|strict|fast",
            description = "How much rounding error JConv's planner may allow itself.")
    private Precision precision;

    @Option(
            names = "--algorithm",
            paramLabel = "auto|all",
            description =
                    "all: time every algorithm that says yes, and say what the planner's choice loses to the best.")
    private Choice algorithm;

    @Option(
            names = "--quick",
            description =
                    "Take less time: of what --workload and --layer do not name, only one 3x3 layer and one matrix"
                            + " multiplication; one short fork each, or short turns.")
    private boolean quick;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Where the files go.")
    private Path output;

    /** Which layouts are timed. */
    enum Layouts {
        NCHW,
        NHWC,
        BOTH;

        private List<Layout> each() {
            return this == BOTH ? List.of(Layout.values()) : List.of(Layout.valueOf(name()));
        }
    }

    /** Which algorithms are timed. */
    enum Choice {
        AUTO,
        ALL
    }

    @Override
    public Integer call() {
        boolean networks = !workloads.isEmpty() || peers || layout != null || precision != null || algorithm != null;
        return networks ? contest() : rungs();
    }

    private int contest() {
        boolean unsaid = workloads.isEmpty() && layers.isEmpty();
        boolean gemms = workloads.contains(GEMM) || (peers && unsaid);
        Contest contest = new Contest(new Contest.Program(
                workloads.equals(List.of(GEMM)) ? List.of() : chosenLayers(),
                !gemms ? List.of() : quick && unsaid ? List.of(1024) : SIZES,
                (layout == null ? Layouts.BOTH : layout).each(),
                checkedJobs(1).stream()
                        .map(Machine.current()::threads)
                        .distinct()
                        .toList(),
                precision == null ? Precision.DEFAULT : precision,
                algorithm == Choice.ALL,
                quick,
                peers ? builtPeers() : null));
        WholeFile.makeFolder(output);
        WholeFile.check(output.resolve(RESULTS));
        PrintWriter out = spec.commandLine().getOut();
        out.println(contest.count() + " pieces of work" + (peers ? " by JConv and its peers" : "") + ", about "
                + duration(contest.seconds()));
        out.flush();
        try (Progress progress = cli.progress()) {
            return contest.run(output, out, progress) ? 0 : 1;
        }
    }

    private static Path builtPeers() {
        String folder = System.getProperty(PEERS_PROPERTY);
        if (folder == null) {
            throw new BadInput(
                    "--peers needs libraries that only bench/conv builds; start it as bench/conv bench --peers");
        }
        return Path.of(folder);
    }

    private static String duration(long seconds) {
        return seconds < 120 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
    }

    private int rungs() {
        Session session = new Session(
                chosenLayers(),
                !layers.isEmpty() ? List.of() : quick ? List.of(1024) : SIZES,
                checkedJobs(-1),
                quick ? Session.Effort.QUICK : Session.Effort.FULL);
        WholeFile.makeFolder(output);
        WholeFile.check(output.resolve(RESULTS));
        PrintWriter out = spec.commandLine().getOut();
        out.println(session.count() + " benchmarks on " + session.layers().size() + " layers and "
                + session.gemms().size() + " matrix sizes, about "
                + duration(session.expected().toSeconds()));
        out.flush();
        Collection<RunResult> results;
        Peak peak;
        try (Progress progress = cli.progress()) {
            progress.show(0, session.count(), "measuring the peak");
            peak = Peak.measure();
            results = session.run(progress);
        }
        RunRecord record = RunRecord.now(peak);
        WholeFile.write(output.resolve(RESULTS), file -> file.write(Session.json(results)));
        record.write(output.resolve("results.meta.json"));
        print(out, results, peak);
        out.println(output.resolve(RESULTS));
        return 0;
    }

    private List<Layer> chosenLayers() {
        List<String> networks =
                workloads.stream().filter(name -> !name.equals(GEMM)).toList();
        boolean unsaid = quick && layers.isEmpty() && workloads.isEmpty();
        return Workloads.matching(
                Workloads.load(networks.isEmpty() ? List.of("resnet50") : networks),
                unsaid ? List.of("resnet50-03") : layers);
    }

    private List<Integer> checkedJobs(int unsaid) {
        List<Integer> checked = jobs == null ? List.of(unsaid) : jobs;
        try {
            checked.forEach(Machine.current()::threads);
            return checked;
        } catch (IllegalArgumentException zero) {
            throw new BadInput(zero.getMessage(), zero);
        }
    }

    private static void print(PrintWriter out, Collection<RunResult> results, Peak peak) {
        TextTable table = new TextTable(
                4, "layer", "shape", "layout", "benchmark", "jobs", "us", "+-", "GFLOP/s", "% of peak", "B/run");
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
                    Double.isNaN(percent) ? "-" : text("%.0f", percent),
                    text("%.0f", Session.bytesAllocated(result)));
        }
        table.lines().forEach(out::println);
    }

    private static String text(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
