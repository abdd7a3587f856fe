package io.github.jconv.bench.cli;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.scaling.Simulation;
import io.github.jconv.bench.scaling.Simulation.Point;
import io.github.jconv.bench.workload.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** How far layers spread over cores that are not here; for docs/scaling.md. */
@Command(
        name = "scaling",
        hidden = true,
        description = {
            "Times each tile of each layer, of resnet50 by default, cut for 1 to 128 threads, on one thread, and replays their hand-out on so many"
                    + " cores.",
            "Each cell is the speed-up against one core. 'stops at' is the last number of cores of whose time at least"
                    + " half is used, and what then loses most."
        },
        mixinStandardHelpOptions = true)
final class ScalingCommand implements Callable<Integer> {

    private static final double WORTH = 0.5;

    @ParentCommand
    private Cli cli;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LayerOptions wanted;

    @Option(names = "--layout", description = "nchw or nhwc; nhwc by default.")
    private Layout layout = Layout.NHWC;

    @Option(names = "--batch", paramLabel = "N", description = "Images; as in the workload by default.")
    private int batch;

    @Option(
            names = "--bandwidth",
            paramLabel = "GB/s",
            description = "What all cores together read and write beyond their own caches; 400 by default.")
    private double bandwidth = 400;

    @Option(names = "--explain", description = Explain.DESCRIPTION)
    private boolean explain;

    @Override
    public Integer call() {
        if (explain) {
            return Explain.print(
                    spec.commandLine().getOut(), Planner.serial(), layers(), List.of(layout), DType.FLOAT32);
        }
        if (!(bandwidth > 0)) {
            throw new BadInput("bandwidth is " + bandwidth + " but must be above 0");
        }
        List<String> heading = new ArrayList<>(List.of("layer", "shape", "us on 1", "tiles"));
        Simulation.CORES.stream().skip(1).forEach(cores -> heading.add(cores.toString()));
        heading.addAll(List.of("stops at", "by"));
        TextTable table = new TextTable(2, heading.toArray(String[]::new));
        List<Layer> layers = layers();
        double[] totals = new double[Simulation.CORES.size()];
        int done = 0;
        try (Progress progress = cli.progress()) {
            for (Layer layer : layers) {
                progress.bar(done++, layers.size(), layer.toString());
                List<Point> points = Simulation.of(layer, layout, bandwidth);
                for (int i = 0; i < totals.length; i++) {
                    totals[i] += layer.count() * points.get(i).nanos();
                }
                table.row(row(layer, points));
            }
        }
        table.row(total(totals));
        table.lines().forEach(spec.commandLine().getOut()::println);
        return 0;
    }

    private List<Layer> layers() {
        return wanted.layers("resnet50").stream()
                .map(layer -> batch == 0 ? layer : layer.withBatch(batch))
                .toList();
    }

    private static String[] row(Layer layer, List<Point> points) {
        List<String> cells = new ArrayList<>(List.of(layer.name(), layer.toString()));
        cells.add(text("%.0f", points.getFirst().nanos() / 1e3));
        cells.add(points.getFirst().tiles() + "-" + points.getLast().tiles());
        points.stream().skip(1).forEach(point -> cells.add(text("%.1f", point.speedup())));
        int last = 0;
        while (last + 1 < points.size() && points.get(last + 1).efficiency() >= WORTH) {
            last++;
        }
        boolean all = last + 1 == points.size();
        cells.add(all ? "-" : String.valueOf(points.get(last).cores()));
        cells.add(all ? "" : points.get(last + 1).limit().name().toLowerCase(Locale.ROOT));
        return cells.toArray(String[]::new);
    }

    private static String[] total(double[] nanos) {
        List<String> cells = new ArrayList<>(List.of("all layers", "", text("%.0f", nanos[0] / 1e3), ""));
        for (int i = 1; i < nanos.length; i++) {
            cells.add(text("%.1f", nanos[0] / nanos[i]));
        }
        cells.addAll(List.of("", ""));
        return cells.toArray(String[]::new);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
