package io.github.jconv.bench.peers;

import io.github.jconv.Layout;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.record.Peak;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.workload.Layer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gradients of layers through JConv and, where wanted, oneDNN and PyTorch beside it, in turns. */
public final class GradientContest {

    private final List<Layer> layers;
    private final List<Integer> jobs;
    private final Turns.Effort effort;
    private final Path peers;
    private final List<Contender> contenders;
    private final List<String> lines = new ArrayList<>();
    private final List<String> text = new ArrayList<>();

    /**
     * A contest.
     *
     * @param layers the layers
     * @param jobs numbers of threads, from 1
     * @param quick whether a hint is enough
     * @param peers the folder with the native libraries' classes and jars; null for JConv alone
     */
    public GradientContest(List<Layer> layers, List<Integer> jobs, boolean quick, Path peers) {
        this.layers = layers;
        this.jobs = jobs;
        effort = quick ? Turns.Effort.QUICK : Turns.Effort.FULL;
        this.peers = peers;
        contenders = Contender.gradients(peers != null);
    }

    /**
     * How long it will take.
     *
     * @return an estimate
     */
    public long seconds() {
        double seconds = Contest.PEAK_WARM_UP_MILLIS / 1e3;
        for (int threads : jobs) {
            seconds += Contest.FORK_SECONDS;
            for (GradientData.By by : GradientData.By.values()) {
                for (Layer layer : layers) {
                    seconds += Contest.seconds(new Work.Gradient(by, layer), contenders, threads, effort);
                }
            }
        }
        return Math.round(seconds);
    }

    /**
     * Runs it and writes its files.
     *
     * @param folder where the files go; made if it does not exist
     * @param out where the tables go
     * @param progress how far it is
     * @return whether our own results were right
     * @throws io.github.jconv.bench.BadInput if the folder cannot be written
     */
    public boolean run(Path folder, PrintWriter out, Progress progress) {
        WholeFile.makeFolder(folder);
        WholeFile.check(folder.resolve("gradients.txt"));
        progress.show(0, layers.size(), "measuring the peak");
        RunRecord record = RunRecord.now(Peak.measure());
        record.write(folder.resolve("record.json"));
        boolean right = true;
        for (int threads : jobs) {
            try (Workers workers = new Forks(threads, peers)) {
                for (GradientData.By by : GradientData.By.values()) {
                    List<Row> group = new ArrayList<>();
                    for (Layer layer : layers) {
                        progress.show(group.size(), layers.size(), name(by) + ", " + layer + ", jobs " + threads);
                        Row row = new Turns(workers, effort).run(new Work.Gradient(by, layer), threads, contenders);
                        group.add(row);
                    }
                    progress.close();
                    String title = name(by) + ", " + threads + (threads == 1 ? " thread" : " threads");
                    right &= table(title, group);
                    lines.forEach(out::println);
                    out.flush();
                    text.addAll(lines);
                    lines.clear();
                    WholeFile.write(
                            folder.resolve("gradients.txt"),
                            to -> to.write(String.join("\n", text).getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        out.println(folder.resolve("gradients.txt"));
        return right;
    }

    private static String name(GradientData.By by) {
        return "gradients by the " + by.name().toLowerCase(Locale.ROOT);
    }

    private boolean table(String title, List<Row> rows) {
        List<String> heading = new ArrayList<>(List.of("layer", "shape", "count"));
        rows.getFirst().times().forEach(timed -> heading.add(timed.contender().name()));
        heading.addAll(List.of("best peer", "ratio nchw", "ratio nhwc", "GF nchw", "GF nhwc"));
        TextTable table = new TextTable(2, heading.toArray(String[]::new));
        double[] total = new double[rows.getFirst().times().size() + 1];
        boolean right = true;
        for (Row row : rows) {
            Layer layer = ((Work.Gradient) row.work()).layer();
            List<String> cells = new ArrayList<>(List.of(layer.name(), layer.toString(), "" + row.count()));
            for (int i = 0; i < row.times().size(); i++) {
                Timed timed = row.times().get(i);
                double micros = timed.micros(row.jobs());
                total[i] += row.count() * micros;
                cells.add(text("%.0f", micros));
                if (!timed.done()) {
                    lines.add("no time of " + timed.contender().name() + " on "
                            + row.work().text() + ": " + timed.detail());
                    right &= !timed.contender().own();
                }
            }
            double best = row.bestMicros(contender -> !contender.own());
            total[total.length - 1] += row.count() * best;
            cells.add(text("%.0f", best));
            for (Layout layout : Layout.values()) {
                cells.add(text("%.2f", row.ratio(ours(layout))));
            }
            for (Layout layout : Layout.values()) {
                cells.add(text("%.0f", row.gflops(row.micros(ours(layout)))));
            }
            table.row(cells.toArray(String[]::new));
        }
        List<String> sums = new ArrayList<>(List.of("all", "", ""));
        for (double micros : total) {
            sums.add(text("%.0f", micros));
        }
        double best = total[total.length - 1];
        sums.addAll(List.of(text("%.2f", best / total[0]), text("%.2f", best / total[1]), "", ""));
        table.row(sums.toArray(String[]::new));
        lines.add(title + ", microseconds");
        lines.addAll(table.lines());
        lines.add("");
        return right;
    }

    private static String ours(Layout layout) {
        return "jconv " + layout.name().toLowerCase(Locale.ROOT);
    }

    private static String text(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
