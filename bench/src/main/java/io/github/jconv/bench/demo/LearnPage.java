package io.github.jconv.bench.demo;

import io.github.jconv.bench.Html;
import io.github.jconv.bench.image.Picture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The page that shows what was learned: the loss curves, each kernel beside the right one, and each filtered photograph
 * with what is still wrong. It needs no network, only the pictures beside it.
 *
 * @param photo the photograph
 * @param side rows and columns of a kernel
 * @param kernels the right ones
 * @param edge the small example
 * @param filters the photograph's
 */
record LearnPage(Picture photo, int side, float[] kernels, Lesson.Learned edge, Lesson.Learned filters) {

    /** The folder of the pictures, beside the page. */
    static final String PICTURES = "pictures";

    private static final int ZOOM = 32;
    private static final int WIDTH = 520;
    private static final int HEIGHT = 220;
    private static final int MARGIN = 48;

    /** Every picture by its file's name. */
    Map<String, Picture> pictures() {
        Map<String, Picture> pictures = new LinkedHashMap<>();
        pictures.put(name("photo", "input"), photo);
        int plane = photo.height() * photo.width();
        for (int f = 0; f < Learn.FILTERS.size(); f++) {
            String filter = Learn.FILTERS.get(f);
            float[] right = part(kernels, f, side * side);
            float[] found = part(filters.kernel(), f, side * side);
            double most = largest(right);
            pictures.put(name(filter, "kernel"), zoomed(right, most));
            pictures.put(name(filter, "kernel-learned"), zoomed(found, most));
            pictures.put(name(filter, "kernel-error"), zoomed(difference(found, right), worst(f)));
            float[] target = part(filters.target(), f, plane);
            float[] output = part(filters.output(), f, plane);
            double range = largest(target);
            pictures.put(name(filter, "target"), grey(target, photo.height(), photo.width(), range));
            pictures.put(name(filter, "learned"), grey(output, photo.height(), photo.width(), range));
            float[] error = difference(output, target);
            pictures.put(name(filter, "residual"), grey(error, photo.height(), photo.width(), largest(error)));
        }
        return pictures;
    }

    /** The largest error of a filter's kernel. */
    private double worst(int filter) {
        return largest(difference(part(filters.kernel(), filter, side * side), part(kernels, filter, side * side)));
    }

    private double residual(int filter) {
        int plane = photo.height() * photo.width();
        return largest(difference(part(filters.output(), filter, plane), part(filters.target(), filter, plane)));
    }

    private static String name(String filter, String what) {
        return PICTURES + "/" + filter + "-" + what + ".png";
    }

    private static float[] part(float[] all, int index, int length) {
        return Arrays.copyOfRange(all, index * length, (index + 1) * length);
    }

    private static float[] difference(float[] one, float[] other) {
        float[] difference = one.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= other[i];
        }
        return difference;
    }

    private static double largest(float[] values) {
        double most = Float.MIN_NORMAL;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        return most;
    }

    /** Zero is grey, the range black and white. */
    private static Picture grey(float[] values, int height, int width, double range) {
        float[] plane = new float[values.length];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (float) Math.clamp(Math.rint(127.5 + 127.5 * values[i] / range), 0, 255);
        }
        return new Picture(height, width, 255, plane, null);
    }

    private Picture zoomed(float[] kernel, double range) {
        int size = side * ZOOM;
        float[] large = new float[size * size];
        for (int i = 0; i < large.length; i++) {
            large[i] = kernel[i / size / ZOOM * side + i % size / ZOOM];
        }
        return grey(large, size, size, range);
    }

    String html() {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>JConv learns</title>\n<style>\n")
                .append(DemoPage.STYLE)
                .append("svg { display: block; width: 100%; max-width: 36rem; }\n")
                .append("svg text { fill: var(--faint); font: 12px system-ui, sans-serif; }\n")
                .append("polyline { fill: none; stroke: var(--good); stroke-width: 2; }\n")
                .append("line { stroke: var(--line); }\n")
                .append("</style>\n</head>\n<body>\n<h1>JConv learns kernels</h1>\n")
                .append("<p>By gradient descent: a layer's forward run, its gradient by the weights, a step.</p>\n");
        page.append(String.format(
                Locale.ROOT,
                "<h2>The edge detector [1,-1]</h2>%n<p>From a picture of 6x8 and its edges, in %d steps: [%.4f, %.4f].</p>%n",
                edge.losses().size() - 1,
                edge.kernel()[0],
                edge.kernel()[1]));
        curve(page, edge.losses());
        page.append(String.format(
                Locale.ROOT,
                "<h2>Filters of a photograph</h2>%n<p class=\"%s\">Two filters of %2$dx%2$d, learned at once from a photograph"
                        + " and what they make of it: the mean squared error is %3$.2e after %4$d steps.</p>%n",
                filters.loss() < Learn.GOAL ? "verdict" : "verdict bad",
                side,
                filters.loss(),
                filters.losses().size() - 1));
        curve(page, filters.losses());
        for (int f = 0; f < Learn.FILTERS.size(); f++) {
            gallery(page, f);
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private void gallery(StringBuilder page, int f) {
        String filter = Learn.FILTERS.get(f);
        page.append("<h3>").append(Html.escape(filter)).append("</h3>\n<div class=\"layers\">\n");
        figure(page, name(filter, "kernel"), "the kernel");
        figure(page, name(filter, "kernel-learned"), "the kernel learned");
        figure(
                page,
                name(filter, "kernel-error"),
                String.format(Locale.ROOT, "its error, black and white are %.1e", worst(f)));
        page.append("</div>\n<div class=\"grid\">\n");
        figure(page, name("photo", "input"), "the photograph");
        figure(page, name(filter, "target"), "filtered");
        figure(page, name(filter, "learned"), "by the kernel learned");
        figure(
                page,
                name(filter, "residual"),
                String.format(Locale.ROOT, "the residual, black and white are %.1e", residual(f)));
        page.append("</div>\n");
    }

    private static void figure(StringBuilder page, String file, String caption) {
        page.append(String.format(
                Locale.ROOT,
                "<figure><img src=\"%s\" alt=\"%2$s\"><figcaption>%2$s</figcaption></figure>%n",
                Html.escape(file),
                Html.escape(caption)));
    }

    /** The losses over the steps, the loss on a logarithmic scale with a line for each power of ten. */
    static void curve(StringBuilder page, List<Double> losses) {
        double top =
                Math.ceil(Math.log10(losses.stream().mapToDouble(d -> d).max().orElseThrow()));
        double bottom = Math.floor(Math.log10(
                Math.max(1e-12, losses.stream().mapToDouble(d -> d).min().orElseThrow())));
        double height = (HEIGHT - 2.0 * MARGIN / 2) / Math.max(1, top - bottom);
        page.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"the loss of each step\">%n",
                WIDTH,
                HEIGHT + MARGIN));
        for (int power = (int) bottom; power <= top; power++) {
            double y = MARGIN / 2.0 + (top - power) * height;
            page.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/><text x=\"4\" y=\"%.1f\">1e%d</text>%n",
                    MARGIN,
                    y,
                    WIDTH,
                    y,
                    y + 4,
                    power));
        }
        page.append("<polyline points=\"");
        for (int i = 0; i < losses.size(); i++) {
            double x = MARGIN + (WIDTH - MARGIN - 8.0) * i / Math.max(1, losses.size() - 1);
            double y = MARGIN / 2.0 + (top - Math.log10(Math.max(1e-12, losses.get(i)))) * height;
            page.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        page.append(String.format(
                Locale.ROOT,
                "\"/>%n<text x=\"%d\" y=\"%d\">loss over %d steps</text>%n</svg>%n",
                MARGIN,
                HEIGHT + MARGIN - 8,
                losses.size() - 1));
    }
}
