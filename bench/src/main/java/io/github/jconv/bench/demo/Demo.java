package io.github.jconv.bench.demo;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.image.Png;
import io.github.jconv.bench.record.Peak;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.machine.Machine;
import io.github.jconv.machine.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Convolves photographs, and one layer of a real network, by every layer of the library in both layouts; checks that
 * all agree with the scalar reference; prints a table of times and writes pictures, a page that shows them, and a
 * chart.
 */
public final class Demo {

    /** The layer whose speed the chart shows: the most common 3x3 convolution of ResNet-50. */
    private static final Layer LAYER = Layer.parse("resnet50,resnet50-03,3,1,64,56,56,64,3,3,1,1,1,1,1,1,1,1,1");

    private static final int[] STRIDES = {1, 2};

    private final Path folder;
    private final Trial.Effort effort;
    private final Map<String, Picture> photos = new LinkedHashMap<>();
    private final List<Contender> contenders = Contender.all();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> disagreements = new ArrayList<>();

    private Demo(Path folder, Trial.Effort effort) {
        this.folder = folder;
        this.effort = effort;
    }

    /**
     * The whole demo on the bundled photographs.
     *
     * @param folder where files go; made if it does not exist
     * @return a demo, not run yet
     */
    public static Demo ofBundledPhotos(Path folder) {
        Demo demo = new Demo(folder, Trial.Effort.NORMAL);
        for (String name : List.of("coffee", "camera")) {
            demo.photos.put(name, bundled(name));
        }
        return demo;
    }

    /** A demo on one picture with little patience, for tests. */
    static Demo brief(Path folder, Picture photo) {
        Demo demo = new Demo(folder, new Trial.Effort(0, 0, 1));
        demo.photos.put("photo", photo);
        return demo;
    }

    /** A photograph that comes with the demo. */
    static Picture bundled(String name) {
        try (InputStream in = Picture.class.getResourceAsStream(name + ".png")) {
            return Png.read(in, name + ".png");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Runs it.
     *
     * @param out where the table goes
     * @param progress how far it is
     * @return whether all results agree with the reference
     * @throws BadInput if the folder cannot be written
     */
    public boolean run(PrintWriter out, Progress progress) {
        WholeFile.makeFolder(folder);
        WholeFile.makeFolder(folder.resolve(DemoPage.PICTURES));
        WholeFile.check(folder.resolve("index.html"));
        Vectors vectors = Machine.current().vectors();
        double peak = Peak.flops(DType.FLOAT32);
        out.println(
                vectors.usable()
                        ? String.format(
                                Locale.ROOT,
                                "Vectors are %d bits wide; one core's measured peak is %.0f GFLOP/s in float32.",
                                vectors.bits(),
                                peak)
                        : "The SIMD layer is left out: " + vectors.refusal() + ".");
        out.flush();
        List<Scene> scenes = scenes();
        for (int i = 0; i < scenes.size(); i++) {
            run(scenes.get(i), peak, progress, i, scenes.size());
        }
        progress.close();
        TextTable table = new TextTable(Row.NAMES, Row.HEADING);
        rows.forEach(row -> table.row(row.cells()));
        table.lines().forEach(out::println);
        disagreements.forEach(out::println);
        double worst = rows.stream().mapToDouble(Row::errorOfBound).max().orElseThrow();
        String verdict = disagreements.isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "All %d results agree with the reference: the largest difference is %.3f of what the bound of plain"
                                + " summation allows. Parallel gives the same bits as serial.",
                        rows.size(),
                        worst)
                : disagreements.size() + " results DISAGREE with the reference.";
        out.println(verdict);
        RunRecord record = RunRecord.now(new Peak(peak, Double.NaN, Double.NaN));
        writeText("speed.svg", SpeedChart.svg(layerRows(), record));
        writeText(
                "index.html", new DemoPage(photos, contenders, rows, disagreements.isEmpty(), verdict, record).html());
        record.write(folder.resolve("record.json"));
        out.println("The pictures and the page that shows them: " + folder.resolve("index.html"));
        return disagreements.isEmpty();
    }

    /**
     * Prints what every algorithm says to each convolution, and runs none.
     *
     * @param out where it goes
     */
    public void explain(PrintWriter out) {
        for (Scene scene : scenes()) {
            Shape src = scene.src();
            for (Layout layout : Layout.values()) {
                out.println(scene.name());
                out.println(Planner.serial()
                        .explain(scene.conv(), new Shape(layout, src.n(), src.c(), src.h(), src.w()), DType.FLOAT32));
            }
        }
    }

    private List<Scene> scenes() {
        List<Scene> scenes = new ArrayList<>();
        photos.forEach((name, photo) -> {
            for (int stride : STRIDES) {
                scenes.add(Scene.of(name, photo, stride));
            }
        });
        scenes.add(Scene.of(LAYER));
        return scenes;
    }

    private void run(Scene scene, double peak, Progress progress, int done, int all) {
        progress.show(done, all, scene.name() + ": computing the reference");
        Agreement agreement = Agreement.of(scene.conv(), scene.src(), scene.x(), scene.weights(), scene.bias());
        for (Layout layout : Layout.values()) {
            progress.show(done, all, scene.name() + " " + layout + ": comparing and timing");
            Trial trial = new Trial(scene, layout, agreement);
            rows.addAll(trial.run(contenders, effort, peak));
            disagreements.addAll(trial.disagreements());
            if (scene.hasPictures() && layout == Layout.NCHW) {
                progress.show(done, all, scene.name() + ": writing pictures");
                writePictures(scene, trial);
            }
        }
    }

    /** At stride 1 what the parallel layer made; at stride 2, where pictures are small, every layer's. */
    private void writePictures(Scene scene, Trial trial) {
        int stride = scene.conv().bare().strideH();
        var dst = scene.conv().outputShape(scene.src());
        for (Contender contender : contenders) {
            if (stride == 1 && !contender.name().equals(Contender.PARALLEL)) {
                continue;
            }
            float[] y = trial.output(contender.name());
            for (int f = 0; f < Bank.filters(); f++) {
                Picture picture = Bank.picture(f, y, scene.src().c(), dst.h(), dst.w());
                Png.write(folder.resolve(DemoPage.picture(scene.file(), f, stride, contender.name())), picture);
            }
        }
    }

    private List<Row> layerRows() {
        return rows.stream().filter(row -> row.scene().startsWith("layer ")).toList();
    }

    private void writeText(String name, String text) {
        WholeFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
