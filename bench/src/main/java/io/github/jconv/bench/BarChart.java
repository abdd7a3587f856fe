package io.github.jconv.bench;

import java.util.List;
import java.util.Locale;

/**
 * Bars as a drawing that can be a file of its own or stand in a page: a row a bar, narrow enough for a telephone, in the
 * reader's light or dark colours.
 *
 * @param title the largest line
 * @param subtitle what the numbers are
 * @param about what a reader who does not see it is told
 * @param rowHeight pixels of a bar with its label
 * @param groups bars that share an axis
 * @param footer lines below
 */
public record BarChart(
        String title, String subtitle, String about, int rowHeight, List<Group> groups, List<String> footer) {

    /**
     * Bars that share an axis.
     *
     * @param heading a line above them; may be empty
     * @param end the value at the right end of the axis
     * @param bars the bars
     * @param marks lines across
     */
    public record Group(String heading, double end, List<Bar> bars, List<Mark> marks) {}

    /**
     * A bar.
     *
     * @param style its colour: reference, portable, simd, parallel or peer
     * @param label what it is
     * @param text its value for people
     * @param value how long it is
     */
    public record Bar(String style, String label, String text, double value) {}

    /**
     * A line across the bars.
     *
     * @param at where on the axis
     * @param text what it means
     */
    public record Mark(double at, String text) {}

    private static final int WIDTH = 520;
    private static final int MARGIN = 16;
    private static final int AXIS = WIDTH - 2 * MARGIN;
    private static final int TOP = 56;
    private static final int MARKS = 18;
    private static final int HEADING = 30;
    private static final int FOOTER_LINE = 18;

    /**
     * The drawing.
     *
     * @return SVG
     */
    public String svg() {
        StringBuilder svg = new StringBuilder();
        text(svg, "title", MARGIN, 26, title);
        text(svg, "small", MARGIN, 45, subtitle);
        int y = TOP;
        for (Group group : groups) {
            y = group(svg, group, y);
        }
        for (String line : footer) {
            text(svg, "small", MARGIN, y + 22, line);
            y += FOOTER_LINE;
        }
        return head(y + 20) + svg + "</svg>\n";
    }

    private int group(StringBuilder svg, Group group, int start) {
        int y = start;
        if (!group.heading.isEmpty()) {
            text(svg, "heading", MARGIN, y + 20, group.heading);
            y += HEADING;
        }
        if (!group.marks.isEmpty()) {
            y += MARKS;
        }
        double scale = AXIS / group.end;
        for (Mark mark : group.marks) {
            double x = MARGIN + mark.at * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
                    x,
                    y - 20,
                    x,
                    y + group.bars.size() * rowHeight));
            textEnd(svg, "small", x - 4, y - 10, mark.text);
        }
        for (Bar bar : group.bars) {
            text(svg, "label", MARGIN, y + rowHeight * 15 / 42, bar.label);
            textEnd(svg, "value", WIDTH - MARGIN - 8.0, y + rowHeight * 15 / 42, bar.text);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
                    bar.style,
                    MARGIN,
                    y + rowHeight / 2,
                    Math.max(1, bar.value * scale),
                    rowHeight / 3));
            y += rowHeight;
        }
        return y;
    }

    private String head(int height) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" class="speed" \
                aria-label="%s" font-family="system-ui, sans-serif">
                <style>
                .speed { --ground: #ffffff; --ink: #1c2430; --faint: #5b6675; --line: #98a2b0;
                  --reference: #8c96a3; --portable: #b7791f; --simd: #2563a8; --parallel: #1f8a70; --peer: #a8b0bb; }
                @media (prefers-color-scheme: dark) {
                  .speed { --ground: #12161c; --ink: #e6eaf0; --faint: #9aa5b4; --line: #5d6878;
                    --reference: #76808d; --portable: #d9a441; --simd: #5b9be0; --parallel: #45b898; --peer: #566070; } }
                .speed .ground { fill: var(--ground); } .speed text { fill: var(--ink); font-size: 14px; }
                .speed .title { font-size: 17px; font-weight: 600; } .speed .heading { font-size: 15px; font-weight: 600; }
                .speed .small { fill: var(--faint); font-size: 12px; }
                .speed .value { font-variant-numeric: tabular-nums; }
                .speed line { stroke: var(--line); stroke-dasharray: 3 3; }
                .speed .reference { fill: var(--reference); } .speed .portable { fill: var(--portable); }
                .speed .simd { fill: var(--simd); } .speed .parallel { fill: var(--parallel); }
                .speed .peer { fill: var(--peer); }
                </style>
                <rect class="ground" width="100%%" height="100%%" rx="8"/>
                """.formatted(WIDTH, height, Html.escape(about));
    }

    private static void text(StringBuilder svg, String style, int x, int y, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n", style, x, y, Html.escape(text)));
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
}
