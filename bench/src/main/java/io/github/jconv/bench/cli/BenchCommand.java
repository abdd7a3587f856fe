package io.github.jconv.bench.cli;

import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.dashboard.Dashboard;
import io.github.jconv.bench.jmh.Effort;
import io.github.jconv.bench.jmh.Session;
import io.github.jconv.bench.jmh.Suite;
import io.github.jconv.bench.jmh.SuitesRun;
import io.github.jconv.bench.peers.Contest;
import io.github.jconv.bench.record.RecordFiles;
import io.github.jconv.bench.record.Results;
import io.github.jconv.machine.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The benchmarks. */
@Command(
        name = "bench",
        description = {
            "Without arguments: ResNet-50 on one core and on all, in less than three minutes. Where layers or other options are"
                    + " given and no workload is, resnet50 and, for suites, gemm.",
            "With --workload, --peers, --layout, --precision or --algorithm it times whole networks, each library in a"
                    + " process of its own, in turns. With --suite it runs JMH; with --quick or --layer alone that is"
                    + " every rung of the library: the reference, the portable loops, SIMD, parallel and gemm.",
            "Writes results.json as JMH does, results.meta.json with the machine, the commit and the measured peak, both"
                    + " once more under a name of their own in history, and index.html, a page of all records there."
                    + " Everything is first checked against the reference. Ctrl-C keeps what is done."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    private static final String RESULTS = "results.json";

    /** What the run without arguments may take, so that starting and writing the page fit into three minutes. */
    private static final double WHOLE_SECONDS = 165;

    /** The folder of what the launcher builds for --peers; {@link #LATER} where it will, if the command line is good. */
    static final String PEERS = System.getProperty("jconv.cli.peers", "");

    /** What {@link #PEERS} says where the launcher will build. */
    static final String LATER = "later";

    /** The exit code that tells the launcher to build and to start again. */
    static final int BUILD_PEERS = 75;

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LayerOptions wanted;

    @Option(
            names = "--jobs",
            paramLabel = "LIST",
            split = ",",
            description = "Numbers of threads, for example 1,2,-1. By default 1 for whole networks, else all cores.")
    private List<Integer> jobs;

    @Option(
            names = "--peers",
            description =
                    "Time oneDNN, ONNX Runtime, OpenBLAS, netlib, PyTorch and OpenCV beside JConv; bench/conv downloads"
                            + " them first.")
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

    @Option(
            names = "--suite",
            paramLabel = "NAME",
            description =
                    "JMH benchmarks by the question they answer: reference, portable, simd, parallel, gemm, plane, kernel,"
                            + " packing, algorithm, network, planning, dispatch, scheduler, first-call, or all; can be"
                            + " repeated.")
    private List<String> suites = List.of();

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE[,VALUE...]",
            description = "With --suite: values of a benchmark's parameter instead of all, for example shift=0,12; can"
                    + " be repeated.")
    private Map<String, String> params = Map.of();

    @Option(names = "--brief", description = "The least time that still tells something, for whole networks.")
    private boolean brief;

    @Option(names = "--explain", description = Explain.DESCRIPTION)
    private boolean explain;

    @Option(
            names = "--note",
            paramLabel = "TEXT",
            description = "What the page shall say of this run, such as what was changed.")
    private String note = "";

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where the files go; jconv-results by default. Earlier records there are kept.")
    private Path output = Path.of("jconv-results");

    /** Which algorithms are timed. */
    enum Choice {
        AUTO,
        ALL
    }

    @Override
    public Integer call() {
        boolean networks =
                !wanted.workloads().isEmpty() || peers || layout != null || precision != null || algorithm != null;
        boolean nothing = !networks && wanted.patterns().isEmpty() && !quick;
        if (suites.isEmpty() && !params.isEmpty()) {
            throw new BadInput("--param goes with --suite only");
        }
        if (suites.isEmpty() && (networks || nothing)) {
            return explain ? explained() : contest(nothing || brief);
        }
        Session session = session();
        if (explain) {
            session.explain(spec.commandLine().getOut());
            return 0;
        }
        return suites(session);
    }

    private int explained() {
        Planner planner = Planner.builder().precision(precision()).build();
        return program().explain(spec.commandLine().getOut(), planner, layouts());
    }

    private Wanted program() {
        return new Wanted(wanted.workloads(), wanted.patterns(), quick);
    }

    private Precision precision() {
        return precision == null ? Precision.DEFAULT : precision;
    }

    private List<Layout> layouts() {
        return (layout == null ? Layouts.BOTH : layout).each();
    }

    private int contest(boolean shortest) {
        Wanted program = program();
        boolean gemms = program.gemms() || (peers && program.unsaid());
        boolean whole = shortest && program.unsaid() && jobs == null;
        Contest contest = new Contest(new Contest.Program(
                program.noNetworks() ? List.of() : program.layers(),
                program.others(),
                gemms ? Wanted.products(quick && program.unsaid()) : List.of(),
                layouts(),
                checkedJobs(whole ? List.of(1, -1) : List.of(1)).stream()
                        .map(Machine.current()::threads)
                        .distinct()
                        .toList(),
                precision(),
                algorithm == Choice.ALL,
                shortest ? Contest.Pace.BRIEF : quick ? Contest.Pace.QUICK : Contest.Pace.FULL,
                whole ? WHOLE_SECONDS : Double.POSITIVE_INFINITY,
                peers ? Path.of(PEERS) : null));
        if (peers && PEERS.equals(LATER)) {
            return BUILD_PEERS;
        }
        if (peers && PEERS.isEmpty()) {
            throw new BadInput(
                    "--peers needs libraries that only bench/conv builds; start it as bench/conv bench --peers");
        }
        RecordFiles files = files(whole ? List.of("--workload", "resnet50", "--jobs", "1,-1", "--brief") : List.of());
        PrintWriter out = spec.commandLine().getOut();
        out.println(contest.count() + (contest.count() == 1 ? " piece" : " pieces") + " of work"
                + (peers ? " by JConv and its peers" : "") + ", about " + duration(contest.seconds()));
        if (whole) {
            out.println(
                    "ResNet-50 by JConv alone, briefly, in less than three minutes; --help shows more: whole runs, other networks, --peers");
        }
        out.flush();
        try (Progress progress = cli.progress()) {
            return contest.run(files, out, progress) ? 0 : 1;
        }
    }

    private List<String> repro(List<String> instead) {
        return Repro.words(
                instead.isEmpty() ? spec.commandLine().getParseResult().originalArgs() : instead);
    }

    private RecordFiles files(List<String> instead) {
        return new RecordFiles(output, repro(instead), note, this::page);
    }

    private void page() {
        PrintWriter out = spec.commandLine().getOut();
        Path page = output.resolve("index.html");
        Dashboard.write(page, Results.load(List.of(output)));
        out.println(output.resolve(RESULTS));
        out.println("the page of this and all earlier runs: " + page);
        out.flush();
    }

    static String duration(long seconds) {
        return seconds < 120 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
    }

    private Session session() {
        if (peers || layout != null || precision != null || algorithm != null || brief) {
            throw new BadInput("--suite goes with --workload, --layer, --jobs and --quick only");
        }
        Session session = new Session(
                suites.isEmpty() ? Suite.rungs() : Suite.named(suites),
                program().layers(),
                program().networks(),
                wanted.patterns().isEmpty() ? Wanted.sizes(quick) : List.of(),
                checkedJobs(List.of(-1)),
                chosenParams(),
                quick ? Effort.QUICK : Effort.FULL);
        session.check();
        return session;
    }

    private int suites(Session session) {
        RecordFiles files = files(List.of());
        PrintWriter out = spec.commandLine().getOut();
        out.println(session.count() + " benchmarks, about "
                + duration(session.expected().toSeconds()));
        out.flush();
        try (Progress progress = cli.progress()) {
            return new SuitesRun(session, files, out, progress).run();
        }
    }

    private Map<String, List<String>> chosenParams() {
        Map<String, List<String>> chosen = new LinkedHashMap<>();
        params.forEach((name, values) -> chosen.put(name, List.of(values.split(",", -1))));
        return chosen;
    }

    private List<Integer> checkedJobs(List<Integer> unsaid) {
        List<Integer> checked = jobs == null ? unsaid : jobs;
        try {
            checked.forEach(Machine.current()::threads);
            return checked;
        } catch (IllegalArgumentException zero) {
            throw new BadInput(zero.getMessage(), zero);
        }
    }
}
