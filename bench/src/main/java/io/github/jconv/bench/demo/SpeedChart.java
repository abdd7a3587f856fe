package io.github.jconv.bench.demo;

import io.github.jconv.bench.record.RunRecord;
import java.util.List;
import java.util.Locale;

/**
 * The speed of each layer of the library on one convolution as a drawing: a bar a row, narrow enough for a telephone,
 * in the reader's light or dark colours. The axis ends at the measured peak of all cores, so that what is missing
 * shows.
 */
final class SpeedChart {

    private static final int WIDTH = 520;
    private static final int MARGIN = 16;
    private static final int TOP = 74;
    private static final int ROW = 42;
    private static final int BAR = 14;

    private SpeedChart() {}

    /** The drawing as a file of its own, which can also stand in a page. */
    static String svg(List<Row> rows, RunRecord record) {
        int most = rows.stream().mapToInt(Row::jobs).max().orElseThrow();
        double fastest = rows.stream().mapToDouble(Row::gflops).max().orElseThrow();
        double peak = record.peak().gflops32();
        double end = Double.isNaN(peak) ? fastest : Math.max(peak * most, fastest);
        double scale = (WIDTH - 2.0 * MARGIN) / end;
        int bottom = TOP + rows.size() * ROW;
        int height = bottom + 56;
        StringBuilder svg = new StringBuilder(head(height, rows.getFirst().scene()));
        text(svg, "title", MARGIN, 26, rows.getFirst().scene() + ", float32");
        text(svg, "small", MARGIN, 45, "GFLOP/s, median; in brackets times the scalar reference");
        if (!Double.isNaN(peak)) {
            line(svg, MARGIN + peak * scale, bottom);
            textEnd(svg, MARGIN + peak * scale - 4, 64, String.format(Locale.ROOT, "one core's peak %.0f", peak));
            if (most > 1) {
                line(svg, MARGIN + peak * most * scale, bottom);
                textEnd(
                        svg,
                        MARGIN + peak * most * scale - 4,
                        64,
                        String.format(Locale.ROOT, "of %d cores %.0f", most, peak * most));
            }
        }
        int y = TOP;
        for (Row row : rows) {
            text(svg, "label", MARGIN, y + 15, label(row));
            textEnd(
                    svg,
                    "value",
                    WIDTH - MARGIN - 8.0,
                    y + 15,
                    String.format(
                            Locale.ROOT,
                            row.speedup() < 10 ? "%.1f (%.1fx)" : "%.1f (%.0fx)",
                            row.gflops(),
                            row.speedup()));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
                    row.contender(),
                    MARGIN,
                    y + 21,
                    Math.max(1, row.gflops() * scale),
                    BAR));
            y += ROW;
        }
        text(
                svg,
                "small",
                MARGIN,
                bottom + 22,
                record.cpu() + ", " + record.cores() + " cores, " + record.vectorBits() + "-bit vectors");
        text(
                svg,
                "small",
                MARGIN,
                bottom + 40,
                "JDK " + jdk(record) + ", commit " + record.shortCommit() + ", "
                        + record.date().substring(0, 10));
        return svg.append("</svg>\n").toString();
    }

    private static String jdk(RunRecord record) {
        return record.jdk().substring(record.jdk().lastIndexOf(' ') + 1);
    }

    private static String label(Row row) {
        return row.contender() + " " + row.layout() + (row.jobs() > 1 ? ", " + row.jobs() + " jobs" : "")
                + (row.algorithm().equals(row.contender()) ? "" : ": " + row.algorithm());
    }

    private static String head(int height, String what) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" class="speed" \
                aria-label="Speed of %s by layer of the library" font-family="system-ui, sans-serif">
                <style>
                .speed { --ground: #ffffff; --ink: #1c2430; --faint: #5b6675; --line: #98a2b0;
                  --reference: #8c96a3; --portable: #b7791f; --simd: #2563a8; --parallel: #1f8a70; }
                @media (prefers-color-scheme: dark) {
                  .speed { --ground: #12161c; --ink: #e6eaf0; --faint: #9aa5b4; --line: #5d6878;
                    --reference: #76808d; --portable: #d9a441; --simd: #5b9be0; --parallel: #45b898; } }
                .speed .ground { fill: var(--ground); } .speed text { fill: var(--ink); font-size: 14px; }
                .speed .title { font-size: 17px; font-weight: 600; }
                .speed .small { fill: var(--faint); font-size: 12px; }
                .speed .value { font-variant-numeric: tabular-nums; }
                .speed line { stroke: var(--line); stroke-dasharray: 3 3; }
                .speed .reference { fill: var(--reference); } .speed .portable { fill: var(--portable); }
                .speed .simd { fill: var(--simd); } .speed .parallel { fill: var(--parallel); }
                </style>
                <rect class="ground" width="100%%" height="100%%" rx="8"/>
                """.formatted(WIDTH, height, Html.escape(what));
    }

    private static void text(StringBuilder svg, String style, int x, int y, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", style, x, y, Html.escape(text)));
    }

    private static void textEnd(StringBuilder svg, double x, int y, String text) {
        textEnd(svg, "small", x, y, text);
    }

    private static void textEnd(StringBuilder svg, String style, double x, int y, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" text-anchor=\"end\" x=\"%.1f\" y=\"%d\">%s</text>%n",
                style,
                x,
                y,
                Html.escape(text)));
    }

    private static void line(StringBuilder svg, double x, int bottom) {
        svg.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"54\" x2=\"%.1f\" y2=\"%d\"/>%n", x, x, bottom));
    }
}
