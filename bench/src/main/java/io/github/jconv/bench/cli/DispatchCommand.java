package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.scaling.Dispatch;
import io.github.jconv.bench.scaling.Spread;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.machine.Machine;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What sharing work costs; for docs/parallel.md. */
@Command(
        name = "dispatch",
        hidden = true,
        description = {
            "Times what handing out work costs, by the clock: a run of tiles that only take their time, layers on one and on"
                    + " several threads in turns, and Parallel.map over items that take no time.",
            "'machine' is what part of the threads' time would be used if each ran a plan of its own, sharing nothing.",
            "Layers are timed where --layer names some, of resnet50 by default.",
            "Medians, and in parentheses what nine of ten samples are above and below. The machine should be quiet."
        },
        mixinStandardHelpOptions = true)
final class DispatchCommand implements Callable<Integer> {

    private static final int ITEMS = 1_000_000;

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(names = "--jobs", paramLabel = "N", description = "Threads; all cores by default.")
    private int jobs = -1;

    @Mixin
    private LayerOptions wanted;

    @Option(names = "--layout", description = "nchw or nhwc; nhwc by default.")
    private Layout layout = Layout.NHWC;

    @Option(names = "--batch", paramLabel = "N", description = "Images; as in the workload by default.")
    private int batch;

    @Option(names = "--items", description = "Time Parallel.map as well.")
    private boolean items;

    @Option(names = "--explain", description = Explain.DESCRIPTION)
    private boolean explain;

    @Override
    public Integer call() {
        if (explain) {
            return Explain.print(
                    spec.commandLine().getOut(), Planner.serial(), layers(), List.of(layout), DType.FLOAT32);
        }
        int threads = Machine.current().threads(jobs);
        List<String> patterns = wanted.patterns();
        TextTable table = new TextTable(2, "what", "alone us", "shared us", "gain", "efficiency %", "machine %");
        try (Progress progress = cli.progress()) {
            progress.show(0, patterns.size() + 2, "overhead");
            if (patterns.isEmpty()) {
                table.row("overhead, close runs", "", micros(Dispatch.closeOverhead(threads)), "", "", "");
                table.row("overhead, workers asleep", "", micros(Dispatch.coldOverhead(threads, false)), "", "", "");
                table.row("overhead, caller slept too", "", micros(Dispatch.coldOverhead(threads, true)), "", "", "");
                String idle = text(Dispatch.idleCpuNanos(threads) / 1e3);
                table.row("cpu after a run, of 50 ms", "", idle, "", "", "");
            }
            for (Layer layer : patterns.isEmpty() ? List.<Layer>of() : layers()) {
                progress.show(1, patterns.size() + 2, layer.toString());
                Dispatch.Shares shares = Dispatch.layer(layer, layout, threads);
                row(table, layer.toString(), shares.times(), threads, percent(shares.machine()));
            }
            if (items) {
                progress.show(patterns.size() + 1, patterns.size() + 2, "items");
                row(table, ITEMS + " items, task each / map", Dispatch.trivialItems(ITEMS, threads), threads, "");
                table.row(ITEMS + " items, stream", "", micros(Dispatch.trivialStream(ITEMS, threads)), "", "", "");
            }
        }
        table.lines().forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private List<Layer> layers() {
        return wanted.layers("resnet50").stream()
                .map(layer -> batch == 0 ? layer : layer.withBatch(batch))
                .toList();
    }

    private static void row(TextTable table, String what, Dispatch.Pair times, int threads, String machine) {
        table.row(
                what,
                text(times.alone() / 1e3),
                text(times.shared() / 1e3),
                spread("%.2f", times.gain()),
                percent(times.gain().times(1.0 / threads)),
                machine);
    }

    private static String percent(Spread part) {
        return spread("%.0f", part.times(100));
    }

    private static String micros(Spread nanos) {
        return spread("%.1f", nanos.times(1e-3));
    }

    private static String spread(String format, Spread spread) {
        return String.format(
                Locale.ROOT, "%s (%s-%s)".replace("%s", format), spread.median(), spread.low(), spread.high());
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
