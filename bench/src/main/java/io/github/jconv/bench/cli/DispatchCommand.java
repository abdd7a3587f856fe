package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.scaling.Dispatch;
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
            "Medians. The machine should be quiet."
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
        TextTable table = new TextTable(2, "what", "alone us", "shared us", "gain", "efficiency", "machine");
        try (Progress progress = cli.progress()) {
            progress.show(0, patterns.size() + 2, "overhead");
            if (patterns.isEmpty()) {
                table.row("overhead, close runs", "", text(Dispatch.closeOverhead(threads)), "", "", "");
                table.row("overhead, workers asleep", "", text(Dispatch.coldOverhead(threads, false)), "", "", "");
                table.row("overhead, caller slept too", "", text(Dispatch.coldOverhead(threads, true)), "", "", "");
                table.row("cpu after a run, of 50 ms", "", text((double) Dispatch.idleCpuNanos(threads)), "", "", "");
            }
            for (Layer layer : patterns.isEmpty() ? List.<Layer>of() : layers()) {
                progress.show(1, patterns.size() + 2, layer.toString());
                Dispatch.Shares shares = Dispatch.layer(layer, layout, threads);
                row(table, layer.toString(), shares.times(), threads, percent(shares.machine()));
            }
            if (items) {
                progress.show(patterns.size() + 1, patterns.size() + 2, "items");
                row(table, ITEMS + " items, task each / map", Dispatch.trivialItems(ITEMS, threads), threads, "");
                table.row(ITEMS + " items, stream", "", text(Dispatch.trivialStream(ITEMS, threads)), "", "", "");
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
                text(times.alone()),
                text(times.shared()),
                String.format(Locale.ROOT, "%.2f", times.alone() / times.shared()),
                percent(times.efficiency(threads)),
                machine);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * part);
    }

    private static String text(double nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e3);
    }
}
