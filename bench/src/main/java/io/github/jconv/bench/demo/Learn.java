package io.github.jconv.bench.demo;

import io.github.jconv.Conv2d;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.image.Png;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Learns kernels by gradient descent: the edge detector [1,-1] of a small picture in 10 steps, and a blur and an edge
 * filter of 5x5 from a photograph and what they make of it. Prints the losses and writes a page with curves and pictures.
 */
public final class Learn {

    /** What the loss of the photograph's filters must fall below. */
    static final double GOAL = 1e-4;

    private static final int SIDE = 5;
    private static final int EDGE_STEPS = 10;
    private static final int MOST_STEPS = 3_000;
    private static final long SEED = 6;

    /** The filters that are learned from the photograph, in the order of the channels. */
    static final List<String> FILTERS = List.of("blur", "edges");

    private final Path folder;
    private final Picture photo;

    private Learn(Path folder, Picture photo) {
        this.folder = folder;
        this.photo = photo;
    }

    /**
     * On the bundled grey photograph.
     *
     * @param folder where files go; made if it does not exist
     * @return a demo, not run yet
     */
    public static Learn fromBundledPhoto(Path folder) {
        return new Learn(folder, Demo.bundled("camera"));
    }

    /** On a picture of one channel, for tests. */
    static Learn from(Path folder, Picture photo) {
        return new Learn(folder, photo);
    }

    /**
     * Learns.
     *
     * @param out where the losses go
     * @param progress how far it is
     * @return whether the goal was reached
     * @throws BadInput if the folder cannot be written
     */
    public boolean run(PrintWriter out, Progress progress) {
        WholeFile.makeFolder(folder);
        WholeFile.makeFolder(folder.resolve(LearnPage.PICTURES));
        WholeFile.check(folder.resolve("index.html"));
        out.println("The edge detector [1,-1], from a picture of 6x8 and its edges:");
        Lesson.Learned edge =
                edge().learn(Planner.serial(), SEED, 0.03, 0, 0, EDGE_STEPS, (step, loss) -> line(out, step, loss, 50));
        out.printf(Locale.ROOT, "learned [%.4f, %.4f]%n%n", edge.kernel()[0], edge.kernel()[1]);
        out.printf(
                Locale.ROOT,
                "A blur and an edge filter of %dx%d, from a photograph of %dx%d and what they make of it:%n",
                SIDE,
                SIDE,
                photo.width(),
                photo.height());
        out.flush();
        Lesson.Learned filters = photograph()
                .learn(Planner.builder().jobs(-1).build(), SEED, 0.04, 0.97, GOAL, MOST_STEPS, (step, loss) -> {
                    progress.show(step, MOST_STEPS, String.format(Locale.ROOT, "loss %.3e", loss));
                    if (Integer.bitCount(step) <= 1) {
                        progress.close();
                        line(out, step, loss, 1);
                    }
                });
        progress.close();
        line(out, filters.losses().size() - 1, filters.loss(), 1);
        boolean reached = filters.loss() < GOAL;
        out.printf(
                Locale.ROOT,
                "%s: the mean squared error is %.2e after %d steps%n",
                reached ? "learned" : "NOT LEARNED",
                filters.loss(),
                filters.losses().size() - 1);
        LearnPage page = new LearnPage(photo, SIDE, photograph().kernel(), edge, filters);
        page.pictures().forEach((name, picture) -> Png.write(folder.resolve(name), picture));
        WholeFile.write(folder.resolve("index.html"), to -> to.write(page.html().getBytes(StandardCharsets.UTF_8)));
        out.println("The page with curves and pictures: " + folder.resolve("index.html"));
        return reached;
    }

    /**
     * Prints what every algorithm says to the convolutions that learn and to their gradients by the weights; those by the
     * input are not needed.
     *
     * @param out where to
     */
    public void explain(PrintWriter out) {
        Planner planner = Planner.builder().jobs(-1).build();
        for (Lesson lesson : List.of(edge(), photograph())) {
            out.println(planner.explain(lesson.conv(), lesson.src(), DType.FLOAT32));
            out.println(planner.gradients().explainWeights(lesson.conv(), lesson.src(), DType.FLOAT32));
        }
    }

    /** A step, its loss, and a bar that is as long as the loss is large, on a logarithmic scale. */
    private static void line(PrintWriter out, int step, double loss, double most) {
        int bar = (int) Math.clamp(40 + 8 * Math.log10(loss / most), 0, 60);
        out.printf(Locale.ROOT, "  step %4d  loss %10.4e  %s%n", step, loss, "=".repeat(bar));
        out.flush();
    }

    /** Ones at both sides, zeros in the middle: edges are where they meet. */
    static Lesson edge() {
        float[] x = new float[6 * 8];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 8 < 2 || i % 8 > 5 ? 1 : 0;
        }
        return new Lesson(Conv2d.of(1, 1, 1, 2), Shape.nchw(1, 1, 6, 8), x, new float[] {1, -1}, false);
    }

    private Lesson photograph() {
        float[] x = photo.planes().clone();
        double sum = 0;
        double squares = 0;
        for (float value : x) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / x.length;
        double deviation = Math.sqrt(Math.max(squares / x.length - mean * mean, 1e-12));
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) ((x[i] - mean) / deviation);
        }
        Conv2d conv = Conv2d.of(1, FILTERS.size(), SIDE).padding(SIDE / 2);
        return new Lesson(conv, Shape.nchw(1, 1, photo.height(), photo.width()), x, kernels(), true);
    }

    /** A Gaussian of deviation 1.2, and its slope along the columns. */
    private static float[] kernels() {
        float[] kernels = new float[FILTERS.size() * SIDE * SIDE];
        double blur = 0;
        double slope = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < SIDE * SIDE; i++) {
                int h = i / SIDE - SIDE / 2;
                int w = i % SIDE - SIDE / 2;
                double gauss = Math.exp(-(h * h + w * w) / (2 * 1.2 * 1.2));
                if (pass == 0) {
                    blur += gauss;
                    slope += Math.abs(w) * gauss / 2;
                } else {
                    kernels[i] = (float) (gauss / blur);
                    kernels[SIDE * SIDE + i] = (float) (w * gauss / slope);
                }
            }
        }
        return kernels;
    }
}
