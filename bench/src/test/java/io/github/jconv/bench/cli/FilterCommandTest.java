package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.image.Png;
import io.github.jconv.bench.npy.Npy;
import io.github.jconv.bench.npy.NpyArray;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterCommandTest {

    @TempDir
    Path folder;

    private Path photo;
    private Path output;

    @BeforeEach
    void files() throws IOException {
        photo = folder.resolve("coffee.png");
        output = folder.resolve("out.png");
        try (InputStream in = Picture.class.getResourceAsStream("coffee.png")) {
            Files.copy(in, photo);
        }
    }

    private Picture filter(Path file, Object... options) {
        Object[] base = {"filter", file, "--output", output};
        Object[] all = Arrays.copyOf(base, base.length + options.length);
        System.arraycopy(options, 0, all, base.length, options.length);
        Conv.run(all).succeeds();
        return Png.read(output);
    }

    private Path save(String name, Picture picture) {
        Path file = folder.resolve(name);
        Png.write(file, picture);
        return file;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sobel", "gaussian:1.5", "sharpen", "emboss", "box:4"})
    void keepsThePhotographsSize(String kernel) {
        Picture filtered = filter(photo, "--kernel", kernel, "--jobs", -1);
        assertThat(new int[] {filtered.width(), filtered.height(), filtered.channels()})
                .containsExactly(600, 400, 3);
    }

    @Test
    void blurringKeepsTheMeanAndEdgesVanishWhereAllIsFlat() {
        double before = mean(Png.read(photo).planes());
        assertThat(mean(filter(photo, "--kernel", "gaussian:2").planes())).isBetween(before - 0.5, before + 0.5);
        float[] flat = new float[20 * 30];
        Arrays.fill(flat, 77);
        Path plain = save("flat.png", new Picture(20, 30, 255, flat, null));
        assertThat(filter(plain, "--kernel", "sobel").planes()).containsOnly(0);
        assertThat(filter(plain, "--kernel", "box:5").planes())
                .as("no dark frame")
                .containsOnly(77);
        assertThat(filter(plain, "--kernel", "sharpen").planes()).containsOnly(77);
    }

    @Test
    void explainsItsPlan() {
        assertThat(Conv.run("filter", photo, "--kernel", "sobel", "--output", output, "--explain")
                        .succeeds()
                        .out())
                .contains("K2 k3x3", " * ", "600x400 by ");
    }

    @Test
    void sobelGivesTheGradientsLength() {
        float[] edge = new float[5 * 6];
        for (int i = 0; i < edge.length; i++) {
            edge[i] = i % 6 < 3 ? 0 : 30;
        }
        float[] lengths = filter(save("edge.png", new Picture(5, 6, 255, edge, null)), "--kernel", "sobel")
                .planes();
        assertThat(Arrays.copyOf(lengths, 6)).containsExactly(0, 0, 120, 120, 0, 0);
    }

    @Test
    void takesAKernelFromAFileAsItStands() {
        Path kernel = folder.resolve("k.npy");
        Npy.write(kernel, NpyArray.of(new double[] {0, 0, 1}, 1, 3));
        Path row = save("row.png", new Picture(1, 4, 255, new float[] {1, 2, 3, 4}, null));
        assertThat(filter(row, "--kernel", kernel).planes())
                .as("the next pixel, the last one repeated")
                .containsExactly(2, 3, 4, 4);
    }

    @Test
    void strideKeepsEverySecondPixelAndItsAlpha() {
        float[] grey = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        float[] alpha = {11, 12, 13, 14, 15, 16, 17, 18, 19};
        Path file = save("alpha.png", new Picture(3, 3, 255, grey, alpha));
        Picture filtered = filter(file, "--kernel", "box:1", "--stride", 2);
        assertThat(filtered.planes()).containsExactly(1, 3, 7, 9);
        assertThat(filtered.alpha()).containsExactly(11, 13, 17, 19);
    }

    @Test
    void keepsSixteenBits() {
        float[] colours = new float[3 * 4];
        Arrays.fill(colours, 54_321);
        float[] alpha = {0, 1, 2, 65_535};
        Picture filtered = filter(save("deep.png", new Picture(2, 2, 65_535, colours, alpha)), "--kernel", "box:3");
        assertThat(filtered.max()).isEqualTo(65_535);
        assertThat(filtered.planes()).containsOnly(54_321);
        assertThat(filtered.alpha()).containsExactly(alpha);
    }

    @Test
    void readsPalettesAndBlackAndWhite() throws IOException {
        BufferedImage bits = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xFFFFFF);
        Path file = folder.resolve("bits.png");
        ImageIO.write(bits, "png", file.toFile());
        assertThat(filter(file, "--kernel", "box:1").planes()).containsExactly(0, 255, 0, 0, 255, 0, 0, 255, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "blur | there is no kernel blur among sobel, gaussian:SIGMA",
                "sobel:3 | kernel sobel takes no parameter but 3 is given",
                "gaussian | kernel gaussian needs a parameter SIGMA",
                "gaussian: | kernel gaussian needs a parameter SIGMA",
                "gaussian:wide | kernel gaussian has the parameter 'wide' but needs a number",
                "gaussian:0 | sigma 0 but it must lie above 0",
                "gaussian:-1 | sigma -1 but it must lie above 0",
                "gaussian:NaN | sigma NaN but it must lie above 0",
                "gaussian:1e9 | sigma 1e9 but it must lie above 0 and be at most 85.0",
                "box:0 | side 0 but needs a whole number from 1 to 511",
                "box:2.5 | side 2.5 but needs a whole number",
                "box:512 | side 512 but needs a whole number from 1 to 511",
                "absent.npy | absent.npy: does not exist",
            })
    void refusesKernels(String kernel, String message) {
        Conv.run("filter", photo, "--kernel", kernel, "--output", output).refuses(message);
        assertThat(output).doesNotExist();
    }

    @Test
    void refusesKernelFilesThatAreNoPlane() {
        Path kernel = folder.resolve("k.npy");
        Npy.write(kernel, NpyArray.of(new float[8], 2, 2, 2));
        Conv.run("filter", photo, "--kernel", kernel, "--output", output)
                .refuses("k.npy: a kernel has 2 dimensions but this array has 3");
        Npy.write(kernel, NpyArray.of(new float[0], 0, 3));
        Conv.run("filter", photo, "--kernel", kernel, "--output", output)
                .refuses("k.npy: is 0x3 but a kernel has 1 to 511");
        Npy.write(kernel, NpyArray.of(new double[] {1e300}, 1, 1));
        Conv.run("filter", photo, "--kernel", kernel, "--output", output).refuses("k.npy: element 0 is 1.0E300");
    }

    @Test
    void refusesWhatIsNoPng() throws IOException {
        Path text = Files.writeString(folder.resolve("text.png"), "this is no picture");
        Conv.run("filter", text, "--kernel", "sobel", "--output", output).refuses("text.png: is not a PNG file");
        byte[] whole = Files.readAllBytes(photo);
        Path part = Files.write(folder.resolve("part.png"), Arrays.copyOf(whole, 40_000));
        Conv.run("filter", part, "--kernel", "sobel", "--output", output).refuses("part.png: is a damaged PNG file");
        whole[16] = 0x7F; // the width's first byte: a picture of two thousand million columns
        Path huge = Files.write(folder.resolve("huge.png"), whole);
        Conv.run("filter", huge, "--kernel", "sobel", "--output", output).refuses("huge.png: ");
        Conv.run("filter", folder.resolve("absent.png"), "--kernel", "sobel", "--output", output)
                .refuses("absent.png: does not exist");
        Conv.run("filter", photo, "--kernel", "sobel", "--output", folder.resolve("no/out.png"))
                .refuses("does not exist");
        Conv.run("filter", photo, "--kernel", "sobel", "--output", output, "--stride", "0")
                .refuses("stride has 0 rows");
        Conv.run("filter", photo, "--kernel", "sobel", "--output", output, "--jobs", "0")
                .refuses("jobs is 0");
        assertThat(output).doesNotExist();
    }
}
