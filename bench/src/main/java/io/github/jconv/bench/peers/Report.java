package io.github.jconv.bench.peers;

import io.github.jconv.bench.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A contest for people. */
final class Report {

    private static final String NONE = "-";

    private final List<Row> rows;
    private final double alone;
    private final double inTurn;
    private final double peak;
    private final List<String> lines = new ArrayList<>();

    /**
     * A report.
     *
     * @param rows the results
     * @param peak what a core does at the most, measured alone; NaN where it cannot be
     */
    Report(List<Row> rows, double peak) {
        this.rows = rows;
        alone = peak;
        inTurn = Row.peakInTurn(rows);
        // A machine that was disturbed while the peak was measured alone has shown later what it can do.
        this.peak = Double.isNaN(inTurn) ? alone : Math.max(alone, inTurn);
    }

    /** All tables. */
    List<String> lines() {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            String kind = switch (row.work()) {
                case Work.Conv conv -> "layers";
                case Work.Gradient gradient -> "gradients";
                case Work.Pool pool -> "poolings";
                case Work.Plane plane -> "filters over planes";
                case Work.Gemm gemm -> gemm.name() + " of square matrices";
            };
            groups.computeIfAbsent(kind + ", " + threads(row.jobs()), key -> new ArrayList<>())
                    .add(row);
        }
        groups.forEach((title, group) -> {
            lines.add(title + ", microseconds");
            lines.addAll(table(group));
            lines.add("");
        });
        planner();
        Totals.of(rows).forEach(this::totals);
        lines.add("peak of one core: " + text("%.0f", alone) + " GFLOP/s alone, " + text("%.0f", inTurn)
                + " in turn with the work (median); % is of the larger");
        return lines;
    }

    private static String threads(int jobs) {
        return jobs == 1 ? "1 thread" : jobs + " threads";
    }

    private List<String> table(List<Row> group) {
        List<Contender> shown = group.stream()
                .flatMap(row -> row.times().stream())
                .map(Timed::contender)
                .filter(contender -> contender.planned() || !contender.own())
                .distinct()
                .toList();
        List<String> own =
                shown.stream().filter(Contender::own).map(Contender::name).toList();
        boolean peers = own.size() < shown.size();
        List<String> heading = new ArrayList<>(List.of("layer", "shape", "count"));
        shown.forEach(contender -> heading.add(contender.name()));
        if (peers) {
            heading.add("best peer");
        }
        for (String name : own) {
            String suffix = own.size() == 1 ? "" : " " + name.substring(name.indexOf(' ') + 1);
            if (peers) {
                heading.add("ratio" + suffix);
            }
            heading.add("GF" + suffix);
            heading.add("%" + suffix);
            if (group.getFirst().work().bytes() > 0) {
                heading.add("GB/s" + suffix);
                heading.add("% copy" + suffix);
            }
        }
        TextTable table = new TextTable(2, heading.toArray(String[]::new));
        group.forEach(row -> table.row(cells(row, shown, own, peers)));
        return table.lines();
    }

    private String[] cells(Row row, List<Contender> shown, List<String> own, boolean peers) {
        List<String> cells = new ArrayList<>();
        switch (row.work()) {
            case Work.Conv(var layer) -> cells.addAll(List.of(layer.name(), layer.toString()));
            case Work.Gradient(var by, var layer) ->
                cells.addAll(List.of(layer.name() + " by " + by, layer.toString()));
            case Work.Gemm gemm -> cells.addAll(List.of(gemm.name(), gemm.n() + " square"));
            case Work.Pool pool -> cells.addAll(List.of(pool.name(), pool.src().toString()));
            case Work.Plane(int size, int k) -> cells.addAll(List.of(k + "x" + k, size + "x" + size));
        }
        cells.add(String.valueOf(row.count()));
        shown.forEach(contender -> cells.add(text("%.1f", row.micros(contender.name()))));
        if (peers) {
            Timed best = row.best(contender -> !contender.own());
            cells.add(best == null ? NONE : best.contender().name());
        }
        for (String name : own) {
            double gflops = row.gflops(row.micros(name));
            if (peers) {
                cells.add(text("%.2f", row.ratio(name)));
            }
            cells.add(text("%.0f", gflops));
            cells.add(text("%.0f", 100 * gflops / (peak(row.work()) * row.jobs())));
            if (row.work().bytes() > 0) {
                double rate = row.gigabytes(row.micros(name));
                cells.add(text("%.0f", rate));
                cells.add(text("%.0f", 100 * rate / row.copy()));
            }
        }
        return cells.toArray(String[]::new);
    }

    /** A vector holds half as many doubles. */
    private double peak(Work work) {
        return peak * Float.BYTES / work.type().bytes();
    }

    /** The planner's choices beside the fastest algorithm, where all were timed. */
    private void planner() {
        TextTable table = new TextTable(4, "layer", "shape", "choice", "fastest", "us", "us", "lost %");
        boolean any = false;
        for (Row row : rows) {
            for (Timed choice : row.times()) {
                Contender planned = choice.contender();
                Timed best = row.best(contender -> contender.rivals(planned));
                if (!planned.planned() || best == null || !choice.done()) {
                    continue;
                }
                any = true;
                double chosen = choice.micros(row.jobs());
                double least = best.micros(row.jobs());
                var layer = ((Work.Conv) row.work()).layer();
                table.row(
                        layer.name() + ", " + threads(row.jobs()),
                        layer.toString(),
                        planned.name().substring("jconv ".length()) + " "
                                + choice.detail().split(" ", 2)[0],
                        best.contender().name().substring(planned.name().length() + 1),
                        text("%.1f", chosen),
                        text("%.1f", least),
                        text("%.0f", 100 * (chosen / least - 1)));
            }
        }
        if (any) {
            lines.add("the planner's choice");
            lines.addAll(table.lines());
            lines.add("");
        }
    }

    private void totals(Totals totals) {
        Set<String> own = new LinkedHashSet<>(totals.micros().keySet());
        own.removeIf(name -> !name.startsWith("jconv "));
        List<String> heading = new ArrayList<>(List.of(
                totals.network() + ", " + totals.layers() + (totals.layers() == 1 ? " layer, " : " layers, ")
                        + threads(totals.jobs()),
                "ms"));
        own.forEach(name -> heading.add("/ " + name));
        TextTable table = new TextTable(1, heading.toArray(String[]::new));
        totals.micros().forEach((name, micros) -> {
            List<String> cells = new ArrayList<>(List.of(name, text("%.3f", micros / 1e3)));
            own.forEach(ours -> cells.add(text("%.2f", micros / totals.micros().get(ours))));
            table.row(cells.toArray(String[]::new));
        });
        lines.addAll(table.lines());
        lines.add("");
    }

    private static String text(String format, double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, format, value);
    }
}
