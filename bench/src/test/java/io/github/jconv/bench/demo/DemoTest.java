package io.github.jconv.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Shape;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.image.Png;
import io.github.jconv.machine.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class DemoTest {

    private static final int HEIGHT = 13;
    private static final int WIDTH = 18;

    @TempDir
    Path folder;

    private static Picture photo() {
        float[] planes = new float[3 * HEIGHT * WIDTH];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = i * 37 % 256;
        }
        return new Picture(HEIGHT, WIDTH, 255, planes, null);
    }

    @Test
    void agreesAndWritesThePageItsPicturesAndTheRecord() throws Exception {
        StringWriter out = new StringWriter();
        Path output = folder.resolve("a/new/folder");
        boolean agreed = Demo.brief(output, photo()).run(new PrintWriter(out), Progress.silent());
        assertThat(agreed).isTrue();
        int layers = Machine.current().vectors().usable() ? 4 : 3;
        assertThat(out.toString())
                .contains("All " + 3 * 2 * layers + " results agree with the reference")
                .contains("Parallel gives the same bits as serial.")
                .contains("photo 18x13 stride 2", "layer 3x3 64>64 @56", "nhwc");
        assertThat(output.resolve("record.json")).content().contains("\"commit\"", "\"jdk\"");
        assertWellFormed(Files.readString(output.resolve("speed.svg")));
        assertPage(output, Files.readString(output.resolve("index.html")), Bank.filters() * (1 + layers));
    }

    /** Every picture is there, and nothing else is asked of the network. */
    private static void assertPage(Path output, String page, int pictures) {
        var files = Pattern.compile("src=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(files).hasSize(pictures).doesNotHaveDuplicates();
        assertThat(files)
                .allSatisfy(file ->
                        assertThat(Png.read(output.resolve(file)).channels()).isEqualTo(3));
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    private static void assertWellFormed(String xml) throws Exception {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    /** One grey channel in NHWC: where the planner finds the portable loops cheapest. */
    @Test
    void aRowIsWhatItSays() {
        Conv2d conv = Conv2d.of(1, 7, 3).padding(1);
        for (Contender contender : Contender.all()) {
            try (ConvPlan plan = contender.plan(conv, Shape.nhwc(1, 64, 64, 1), new float[63], null)) {
                assertThat(plan.describe()).contains(" jobs=" + contender.jobs() + " ");
                switch (contender.name()) {
                    case "reference", "portable" -> assertThat(plan.algorithm()).isEqualTo(contender.name());
                    case "simd" -> assertThat(plan.describe()).contains("-bit ");
                    default ->
                        assertThat(plan.describe().contains("-bit "))
                                .isEqualTo(Machine.current().vectors().usable());
                }
            }
        }
    }

    @Test
    void identityGivesThePictureBack() throws IOException {
        Picture photo = photo();
        Scene scene = Scene.of("photo", photo, 1);
        float[] y = scene.conv().apply(scene.x(), scene.src(), scene.weights(), null);
        assertThat(Bank.name(0)).isEqualTo("identity");
        assertThat(Bank.picture(0, y, 3, HEIGHT, WIDTH).planes()).isEqualTo(photo.planes());
    }

    @Test
    void aScenesOutputHasThePhotographsSizeOverTheStride() {
        var dst = Scene.of("photo", photo(), 2)
                .conv()
                .outputShape(Scene.of("photo", photo(), 2).src());
        assertThat(Arrays.asList(dst.h(), dst.w())).containsExactly((HEIGHT + 1) / 2, WIDTH / 2);
    }
}
