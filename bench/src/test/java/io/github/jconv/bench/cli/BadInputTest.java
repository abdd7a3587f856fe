package io.github.jconv.bench.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.WholeFile;
import io.github.jconv.bench.npy.Npy;
import io.github.jconv.bench.npy.NpyArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with the input: exit code 2, one line, and the output as it was before. */
class BadInputTest {

    private static final String BEFORE = "what stood here before";

    @TempDir
    Path folder;

    private Path x;
    private Path w;
    private Path y;

    @BeforeEach
    void files() throws IOException {
        x = save("x.npy", NpyArray.of(new float[1 * 2 * 5 * 5], 1, 2, 5, 5));
        w = save("w.npy", NpyArray.of(new float[4 * 2 * 3 * 3], 4, 2, 3, 3));
        y = Files.writeString(folder.resolve("y.npy"), BEFORE);
    }

    @AfterEach
    void outputIsUnchangedAndNothingIsLeft() throws IOException {
        assertThat(y).hasContent(BEFORE);
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    private Path save(String name, NpyArray array) {
        Path file = folder.resolve(name);
        Npy.write(file, array);
        return file;
    }

    private Conv run(Object... options) {
        Object[] base = {"run", "--input", x, "--weight", w, "--output", y};
        return Conv.run(Stream.concat(Stream.of(base), Stream.of(options)).toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--stride 0 | stride has 0 rows but needs at least 1",
                "--jobs 99999999 | jobs is 99999999 but must be at most 32767",
                "--stride 1,-1 | stride has -1 columns but needs at least 1",
                "--stride 1,2,3 | '1,2,3' is not S or SH,SW",
                "--stride two | 'two' is not S or SH,SW",
                "--dilation 0 | dilation has 0 rows but needs at least 1",
                "--dilation 9 | the kernel spans 19 rows but the padded input has 5",
                "--padding -1 | top padding is -1 but needs at least 0",
                "--padding 1,2,3 | '1,2,3' is not P, PH,PW, T,L,B,R",
                "--padding 2147483647 --dilation 1073741823 | ",
                "--padding 100000 | elements but an array holds at most 2147483639",
                "--groups 3 | weight float32 (4, 2, 3, 3) has 2 input channels in each of 3 groups but the input"
                        + " float32 (1, 2, 5, 5) has 2",
                "--groups 0 | convolution has 0 groups but needs at least 1",
                "--layout nhwc | weight float32 (4, 2, 3, 3) has 3 input channels",
                "--layout chwn | chwn",
                "--jobs 0 | jobs is 0",
                "--jobs many | Invalid value for option '--jobs': 'many' is no whole number",
                "--algorithm magic | there is no algorithm magic among",
                "--precision sloppy | sloppy",
                "--activation relu7 | 'relu7' is none of none, relu",
                "--activation clamp:6,0 | clamp has lower end 6.0 but upper end 0.0",
                "--activation clamp:1 | has 1 parameters but clamp takes 2",
                "--activation leaky-relu:x | no number",
                "--unknown 1 | Unknown option",
                "--stride | Missing required parameter for option '--stride'",
                "stray | Unmatched argument",
            })
    void refusesOptions(String options, String message) {
        run((Object[]) options.split(" ")).refuses(message == null ? "" : message);
    }

    @Test
    void refusesFilesThatDoNotFit() {
        Path doubles = save("d.npy", NpyArray.of(new double[18 * 4], 4, 2, 3, 3));
        Conv.run("run", "--input", x, "--weight", doubles, "--output", y)
                .refuses("input is float32 (1, 2, 5, 5) and weight float64 (4, 2, 3, 3) but both must have one type");
        Path plane = save("p.npy", NpyArray.of(new float[9], 3, 3));
        Conv.run("run", "--input", x, "--weight", plane, "--output", y)
                .refuses("input has 4 dimensions and weight 2 but 4 go with 4, and 3 or 2 with 2");
        Conv.run("run", "--input", plane, "--weight", w, "--output", y).refuses("input has 2 dimensions and weight 4");
        Path large = save("l.npy", NpyArray.of(new float[16], 4, 4));
        Conv.run("run", "--input", plane, "--weight", large, "--output", y)
                .refuses("the kernel spans 4 rows but the padded input has 3");
        Path empty = save("e.npy", NpyArray.of(new float[0], 0, 3));
        Conv.run("run", "--input", plane, "--weight", empty, "--output", y)
                .refuses("weight is float32 (0, 3) but needs at least 1 element along each dimension");
        Conv.run("run", "--input", empty, "--weight", plane, "--output", y).refuses("shape has 0 rows");
        Path line = save("line.npy", NpyArray.of(new float[9], 9));
        Conv.run("run", "--input", line, "--weight", plane, "--output", y)
                .refuses("input has 1 dimension and weight 2");
        Path bias = save("b.npy", NpyArray.of(new float[3], 3));
        run("--bias", bias).refuses("bias is float32 (3,) but needs 1 dimension of 4 elements");
    }

    @Test
    void refusesFilesThatAreNoArrays() throws IOException {
        Path text = Files.writeString(folder.resolve("text.npy"), "these are words, not numbers");
        Conv.run("run", "--input", text, "--weight", w, "--output", y).refuses("text.npy: is not an NPY file");
        Conv.run("run", "--input", folder.resolve("absent.npy"), "--weight", w, "--output", y)
                .refuses("absent.npy: does not exist");
        Conv.run("run", "--input", folder, "--weight", w, "--output", y).refuses("is not a regular file");
    }

    @Test
    void refusesNonFiniteData() {
        float[] values = new float[50];
        values[7] = Float.NaN;
        values[9] = Float.NEGATIVE_INFINITY;
        Path bad = save("n.npy", NpyArray.of(values, 1, 2, 5, 5));
        Conv.run("run", "--input", bad, "--weight", w, "--output", y)
                .refuses(
                        "n.npy: 2 of 50 elements are not finite, the first at [0, 0, 1, 2]; --allow-nonfinite takes them");
    }

    @Test
    void refusesOutputsThatCannotBeWritten() {
        Conv.run("run", "--input", x, "--weight", w, "--output", folder).refuses(folder + ": is a folder, not a file");
        Path nowhere = folder.resolve("no/such/y.npy");
        Conv.run("run", "--input", x, "--weight", w, "--output", nowhere)
                .refuses(nowhere + ": the folder " + nowhere.getParent() + " does not exist");
        Conv.run("run", "--input", x, "--weight", w, "--output", "").refuses("the output file has no name");
        Conv.run("demo", "--output", y).refuses(y + ": is a file, not a folder");
        Conv.run("bench", "--output", y).refuses(y + ": is a file, not a folder");
        Conv.run("bench", "--output", folder, "--jobs", "1,0").refuses("jobs is 0");
    }

    /** As in /proc, or when the folder goes while something is computed. */
    @Test
    void saysThatAFileCannotBeCreated() {
        Path file = folder.resolve("new.npy");
        WholeFile.Content gone = out -> {
            throw new NoSuchFileException(".new.npy.part");
        };
        assertThatThrownBy(() -> WholeFile.write(file, gone))
                .isInstanceOf(BadInput.class)
                .hasMessage(file + ": cannot be created");
    }

    @Test
    void refusesUsageErrors() {
        Conv.run().refuses("name a command: demo, run, filter, verify, bench, dashboard, compare, tune, info");
        Conv.run("convolve").refuses("there is no command convolve among demo, run");
        Conv.run("convolve", "--help").refuses("there is no command convolve among demo, run");
        Conv.run("run").refuses("Missing required options");
        Conv.run("run", "--input", x, "--input", x, "--weight", w, "--output", y)
                .refuses("should be specified only once");
        Conv.run("verify", "--workload", "alexnet").refuses("there is no workload alexnet among resnet50, mobilenetv2");
        Conv.run("verify", "--layer", "9x9").refuses("no layer among 53 matches 9x9");
        Conv.run("verify", "--type", "float16").refuses("float16");
    }

    @Test
    void showsTheStackTraceOnlyWhenAsked() {
        assertThat(run("--stride", "0").err()).doesNotContain("\tat ");
        assertThat(run("--stride", "0", "--debug").err()).contains("\tat ").startsWith("conv: stride has 0 rows");
        assertThat(run("--stride", "x", "--debug").err()).contains("\tat ");
    }

    @Test
    void whatDeclinesIsExplainedFirst() {
        Conv refused = run("--algorithm", "winograd-f2x3", "--stride", "2", "--explain");
        assertThat(refused.out()).contains(" * winograd-f2x3", "declined: ", "reference", "cost ");
        assertThat(refused.err().lines()).singleElement().asString().contains("algorithm winograd-f2x3 declined ");
        assertThat(refused.code()).isEqualTo(2);
    }

    @Test
    void numbersAreSpokenOfInWords() {
        Conv.run("tune", "--output", y, "--budget", "soon").refuses("'soon' is no time such as 60, 60s, 2m or 1h");
        Conv.run("tune", "--output", y, "--budget", "-1s").refuses("budget is -1.0 but must be above 0 seconds");
        Conv.run("tune", "--output", y, "--budget", "NaN").refuses("'NaN' is no time");
        Conv.run("tune", "--output", y, "--jobs", "1,x").refuses("'x' is no whole number");
        Conv.run("scaling", "--bandwidth", "fast").refuses("'fast' is no number");
    }

    @Test
    void timesHaveUnits() {
        Parameters.SecondsConverter seconds = new Parameters.SecondsConverter();
        assertThat(seconds.convert("60")).isEqualTo(60);
        assertThat(seconds.convert("0.5s")).isEqualTo(0.5);
        assertThat(seconds.convert("2m")).isEqualTo(120);
        assertThat(seconds.convert("1h")).isEqualTo(3600);
    }

    @Test
    void onlyTheBeginningOfAHostileHeaderIsShown() throws IOException {
        String longKey = "k".repeat(60_000);
        for (String content : List.of(
                "{'" + longKey + "': 1}",
                "{'descr': '" + longKey + "', 'fortran_order': False, 'shape': (1,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "7, ".repeat(20_000) + ")}")) {
            Path hostile = folder.resolve("long.npy");
            try (OutputStream out = Files.newOutputStream(hostile)) {
                out.write(new byte[] {
                    (byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) content.length(), (byte) (content.length() >> 8)
                });
                out.write(content.getBytes(ISO_8859_1));
            }
            Conv refused = Conv.run("run", "--input", hostile, "--weight", w, "--output", y);
            refused.refuses("...");
            assertThat(refused.err().length()).isLessThan(folder.toString().length() + 300);
        }
    }

    @Test
    void helpIsNoError() {
        assertThat(Conv.run("--help").succeeds().out())
                .contains("filter", "verify", "tune")
                .doesNotContain("gradients");
        assertThat(Conv.run("run", "--help").succeeds().out()).contains("--padding");
        assertThat(Conv.run("--version").succeeds().out()).startsWith("JConv ");
    }

    @Test
    void aFileNameMayBeginWithAnAt() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "--stride 0");
        Conv.run("run", "--input", "@" + list, "--weight", w, "--output", y).refuses("@" + list + ": does not exist");
    }

    @Test
    void controlCharactersOfAFileDoNotReachTheTerminal() throws IOException {
        byte[] header = "{'descr': '\u001b[31m', 'fortran_order': False, 'shape': (1,), }\n".getBytes(ISO_8859_1);
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0};
        Path hostile = folder.resolve("hostile.npy");
        try (OutputStream out = Files.newOutputStream(hostile)) {
            out.write(start);
            out.write(header);
        }
        Conv.run("run", "--input", hostile, "--weight", w, "--output", y).refuses("elements are ?[31m but only");
    }
}
