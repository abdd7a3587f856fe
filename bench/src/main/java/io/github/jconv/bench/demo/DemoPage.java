package io.github.jconv.bench.demo;

import io.github.jconv.bench.Html;
import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.record.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The page that shows the demo: the chart, every filter's picture, the layers of the library side by side, the table
 * and the record. It needs no network, only the pictures beside it, and follows the reader's light or dark setting.
 *
 * @param photos the photographs by name
 * @param contenders the layers that ran
 * @param rows the table
 * @param agreed whether all results are within the bound
 * @param verdict the sentence that says whether all agree
 * @param record the machine, the commit and the date
 */
record DemoPage(
        Map<String, Picture> photos,
        List<Contender> contenders,
        List<Row> rows,
        boolean agreed,
        String verdict,
        RunRecord record) {

    /** The folder of the pictures, beside the page. */
    static final String PICTURES = "pictures";

    /** The colours and forms of the demos' pages. */
    static final String STYLE = """
            :root { color-scheme: light dark; --ground: #f6f7f9; --card: #ffffff; --ink: #1c2430; --faint: #5b6675;
              --line: #dde2e8; --good: #1f8a70; --bad: #b3261e; }
            @media (prefers-color-scheme: dark) { :root { --ground: #0d1014; --card: #12161c; --ink: #e6eaf0;
              --faint: #9aa5b4; --line: #2a313b; --good: #45b898; --bad: #f2806f; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 72rem; background: var(--ground); color: var(--ink);
              font: 16px/1.5 system-ui, sans-serif; }
            h1 { margin: 0 0 .25rem; font-size: 2rem; letter-spacing: -.02em; }
            h2 { margin: 3rem 0 .25rem; font-size: 1.3rem; }
            p { margin: .25rem 0 1rem; max-width: 46rem; color: var(--faint); }
            .verdict { color: var(--good); font-weight: 600; }
            .bad { color: var(--bad); }
            .speed { display: block; width: 100%; max-width: 40rem; margin: 1.5rem 0; border: 1px solid var(--line);
              border-radius: 8px; }
            .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 45%), 1fr)); gap: 1rem; }
            figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
            img { display: block; width: 100%; height: auto; }
            figcaption { padding: .4rem .7rem; font-size: .9rem; color: var(--faint); }
            h3 { margin: 1.2rem 0 .4rem; font-size: 1rem; font-weight: 600; }
            .layers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(8.5rem, 45%), 1fr)); gap: .6rem; }
            .layers figcaption { padding: .2rem .5rem; font-size: .8rem; }
            .wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
            table { width: 100%; border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
            th, td { padding: .35rem .7rem; text-align: right; white-space: nowrap; }
            .name { text-align: left; }
            th { border-bottom: 1px solid var(--line); color: var(--faint); font-weight: 600; }
            tr.first td { border-top: 1px solid var(--line); }
            tbody tr.first:first-child td { border-top: 0; }
            details { margin-top: 1rem; }
            summary { cursor: pointer; color: var(--faint); }
            """;

    static String picture(String photo, int filter, int stride, String contender) {
        String name = photo + "-" + Bank.name(filter) + "-s" + stride + "-" + contender;
        return PICTURES + "/" + name.replace(' ', '-') + ".png";
    }

    String html() {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>JConv demo</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>JConv on this machine</h1>\n<p>")
                .append(photos.size() == 1 ? "A photograph" : photos.size() + " photographs")
                .append(" through ")
                .append(Bank.filters())
                .append(" filters, and one layer of a network, by each layer of the library: ")
                .append(Html.escape(
                        names(contenders.stream().map(Contender::name).toList())))
                .append(".</p>\n<p class=\"")
                .append(agreed ? "verdict" : "verdict bad")
                .append("\">")
                .append(Html.escape(verdict))
                .append("</p>\n");
        page.append(SpeedChart.svg(
                rows.stream().filter(row -> row.scene().startsWith("layer ")).toList(), record));
        photos.forEach((name, photo) -> gallery(page, name, photo));
        table(page);
        record(page);
        return page.append("</body>\n</html>\n").toString();
    }

    private static String names(Iterable<String> names) {
        return String.join(", ", names);
    }

    private void gallery(StringBuilder page, String name, Picture photo) {
        page.append("<h2>").append(Html.escape(name)).append("</h2>\n<p>");
        page.append(String.format(
                Locale.ROOT,
                "%d x %d, stride 1: one convolution of %d to %d channels with a 5x5 kernel, by the parallel layer.</p>%n",
                photo.width(),
                photo.height(),
                photo.channels(),
                photo.channels() * Bank.filters()));
        page.append("<div class=\"grid\">\n");
        for (int f = 0; f < Bank.filters(); f++) {
            figure(page, picture(name, f, 1, Contender.PARALLEL), Bank.name(f), photo, 1);
        }
        page.append("</div>\n<details open><summary>Stride 2, every layer of the library side by side</summary>\n");
        for (int f = 0; f < Bank.filters(); f++) {
            page.append("<h3>").append(Html.escape(Bank.name(f))).append("</h3>\n<div class=\"layers\">\n");
            for (Contender contender : contenders) {
                figure(page, picture(name, f, 2, contender.name()), contender.name(), photo, 2);
            }
            page.append("</div>\n");
        }
        page.append("</details>\n");
    }

    private static void figure(StringBuilder page, String file, String caption, Picture photo, int stride) {
        page.append(String.format(
                Locale.ROOT,
                "<figure><a href=\"%1$s\"><img src=\"%1$s\" alt=\"%2$s\" width=\"%3$d\" height=\"%4$d\" loading=\"lazy\">"
                        + "</a><figcaption>%2$s</figcaption></figure>%n",
                Html.escape(file),
                Html.escape(caption),
                (photo.width() - 1) / stride + 1,
                (photo.height() - 1) / stride + 1));
    }

    private void table(StringBuilder page) {
        page.append(
                "<h2>All results</h2>\n<p>Medians of interleaved samples after warm-up. GFLOP/s counts two operations a"
                        + " multiply-add; the last column is the largest difference to the reference as a fraction of what the bound"
                        + " of plain summation allows.</p>\n<div class=\"wide\"><table>\n<thead><tr>");
        cells(page, "th", Row.HEADING);
        page.append("</tr></thead>\n<tbody>\n");
        String before = "";
        for (Row row : rows) {
            String group = row.scene() + row.layout();
            page.append(group.equals(before) ? "<tr>" : "<tr class=\"first\">");
            cells(page, "td", row.cells());
            page.append("</tr>\n");
            before = group;
        }
        page.append("</tbody></table></div>\n");
    }

    private static void cells(StringBuilder page, String tag, String[] cells) {
        for (int i = 0; i < cells.length; i++) {
            page.append('<').append(tag).append(i < Row.NAMES ? " class=\"name\">" : ">");
            page.append(Html.escape(cells[i])).append("</").append(tag).append('>');
        }
    }

    private void record(StringBuilder page) {
        page.append("<h2>The record</h2>\n<p>")
                .append(Html.escape(record.cpu() + ", " + record.cores() + " cores, "
                        + (record.vectorBits() > 0 ? record.vectorBits() + "-bit vectors" : record.refusal()) + "; "
                        + record.os() + "; " + record.jdk() + "; commit " + record.shortCommit() + "; " + record.date()
                        + "; load average " + record.loadAverage() + "."))
                .append("</p>\n");
    }
}
