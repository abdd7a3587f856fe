package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.first.FirstCalls;
import io.github.jconv.bench.record.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What the first calls cost; for docs/warm-up.md. */
@Command(
        name = "first-calls",
        hidden = true,
        description = {
            "Times the first plan and the first runs of a 3x3 convolution of 64 channels at 56 x 56 in fresh virtual"
                    + " machines, by the clock.",
            "Medians, in milliseconds; 'near' is when runs are within 10 %% of the steady ones. The machine should be"
                    + " quiet."
        },
        mixinStandardHelpOptions = true)
final class FirstCallsCommand implements Callable<Integer> {

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--algorithm",
            paramLabel = "LIST",
            split = ",",
            description = "Algorithms; implicit-gemm and portable by default.")
    private List<String> algorithms = List.of("implicit-gemm", "portable");

    @Option(names = "--forks", paramLabel = "N", description = "Virtual machines for each line; 5 by default.")
    private int forks = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "MILLIS",
            description = "Call ConvPlan.warmUp with at most this much time; left out by default.")
    private int warmUpMillis;

    @Option(names = "--flag", paramLabel = "FLAG", description = "One more flag for java; can be repeated.")
    private List<String> flags = List.of();

    @Option(names = "--explain", description = Explain.DESCRIPTION)
    private boolean explain;

    @Override
    public Integer call() {
        if (explain) {
            for (Layout layout : Layout.values()) {
                spec.commandLine()
                        .getOut()
                        .println(Planner.serial().explain(FirstCalls.conv(), FirstCalls.src(layout), DType.FLOAT32));
            }
            return 0;
        }
        if (forks < 1 || warmUpMillis < 0) {
            throw new BadInput(
                    "forks is " + forks + " and warm-up " + warmUpMillis + " but at least 1 and 0 are needed");
        }
        List<String> all = new ArrayList<>(RunRecord.flagsOfThisRun());
        all.addAll(flags);
        TextTable table =
                new TextTable(2, "algorithm", "layout", "plan", "warm-up", "1st", "2nd", "10th", "near", "steady");
        int machines = algorithms.size() * Layout.values().length * forks;
        int done = 0;
        try (Progress progress = cli.progress()) {
            for (String algorithm : algorithms) {
                for (Layout layout : Layout.values()) {
                    List<FirstCalls> measured = new ArrayList<>();
                    for (int fork = 0; fork < forks; fork++) {
                        progress.show(done++, machines, algorithm + " " + layout);
                        measured.add(
                                FirstCalls.inFreshMachine(all, algorithm, layout, Duration.ofMillis(warmUpMillis)));
                    }
                    row(table, algorithm, layout, FirstCalls.medians(measured));
                }
            }
        }
        table.lines().forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private static void row(TextTable table, String algorithm, Layout layout, FirstCalls calls) {
        table.row(
                algorithm,
                layout.name().toLowerCase(Locale.ROOT),
                text(calls.plan()),
                text(calls.warmUp()),
                text(calls.first()),
                text(calls.second()),
                text(calls.tenth()),
                text(calls.near()),
                String.format(Locale.ROOT, "%.2f", calls.steady()));
    }

    private static String text(double millis) {
        return String.format(Locale.ROOT, millis < 100 ? "%.1f" : "%.0f", millis);
    }
}
