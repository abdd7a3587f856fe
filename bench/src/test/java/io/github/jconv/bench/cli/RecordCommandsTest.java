package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.bench.record.FakeRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reads records: the page and the gate. */
class RecordCommandsTest {

    @TempDir
    Path folder;

    private Path old;
    private Path page;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("old"));
        Files.createDirectories(folder.resolve("new"));
        old = new FakeRecord(1, "old").write(folder.resolve("old"));
        page = folder.resolve("page.html");
    }

    private Path young(double factor) {
        return new FakeRecord(2, "new").times(factor).write(folder.resolve("new"));
    }

    @Test
    void makesAPageAndADrawingOfFilesAndFolders() {
        Path svg = folder.resolve("networks.svg");
        young(0.5);
        Conv conv =
                Conv.run("dashboard", "--out", page, "--svg", svg, old, folder).succeeds();
        assertThat(conv.out().strip()).isEqualTo("2 records: " + page);
        assertThat(page).content().contains("id=\"records\"");
        assertThat(svg).content().startsWith("<svg ");
    }

    @ParameterizedTest
    @CsvSource({
        "1.00, 5%, 0, '**Passed**: none of 7 times grew by more than 5.0 % for certain.'",
        "1.04, 5%, 0, '0 faster, 7 slower, 0 within the noise of 2.0 % (A/A)'",
        "1.10, 5%, 3, '**Failed**: 7 of 7 times grew by more than 5.0 % for certain.'",
        "1.10, 15, 0, '**Passed**: none of 7'",
        "0.50, 0%, 0, '7 faster, 0 slower, 0 within'",
        "1.10, , 0, '| net, 2 layers: jconv nchw | 1 | 40.00 | 44.00 | +10.0 % |'",
        "1.015, 1%, 0, '0 faster, 0 slower, 7 within the noise'"
    })
    void theGateFailsForWhatIsSlowerForCertain(double factor, String limit, int code, String line) {
        Path now = young(factor);
        Conv conv =
                limit == null ? Conv.run("compare", old, now) : Conv.run("compare", old, now, "--fail-above", limit);
        assertThat(conv.code()).isEqualTo(code);
        assertThat(conv.err()).isEmpty();
        assertThat(conv.out())
                .startsWith("### JConv abcdef000001 → abcdef000002")
                .contains(line)
                .doesNotContain("<b>")
                .contains("The other libraries, which show what the machine did meanwhile: +0.0 % (median).");
    }

    @Test
    void severalRecordsOfAStateCountAsOne() {
        new FakeRecord(3, "a slow day").times(1.3).write(folder.resolve("new"));
        young(1.0);
        Conv conv = Conv.run("compare", folder.resolve("old"), folder.resolve("new"), "--fail-above", "5%", "--all");
        assertThat(conv.out()).contains("| same |").contains("| sgemm 64: jconv | 1 |");
        assertThat(conv.succeeds().code()).isZero();
    }

    @Test
    void withoutAnyNoiseFigureOneIsAssumed() {
        Path quiet = new FakeRecord(2, "new").times(1.04).withoutNoise().write(folder.resolve("new"));
        assertThat(Conv.run("compare", old, quiet).succeeds().out()).contains("7 within the noise of 5.0 % (assumed)");
    }

    @Test
    void otherMachinesAreComparedOnlyWhenAsked() {
        Path other = new FakeRecord(2, "new").on("Another").write(folder.resolve("new"));
        Conv.run("compare", old, other)
                .refuses("one record is of A processor, 2 cores, 512-bit vectors but another of Another, 2 cores");
        assertThat(Conv.run("compare", old, other, "--any-machine").succeeds().out())
                .contains("**The runs differ in the machine (A processor");
    }

    @Test
    void refusesWhatIsNoRecord() throws IOException {
        Path results = folder.resolve("bad.json");
        Path sidecar = folder.resolve("bad.meta.json");
        dashboardRefuses(results, "bad.json: does not exist");
        Files.writeString(results, "[]");
        dashboardRefuses(results, "bad.meta.json: does not exist");
        Files.writeString(sidecar, "{\n\"format\" : 1,,\n}");
        dashboardRefuses(results, "bad.meta.json: line 2 is no JSON");
        Files.writeString(sidecar, "{");
        dashboardRefuses(results, "is no JSON: Unexpected end-of-input: expected close marker for Object");
        assertThat(Conv.run("dashboard", results).err()).doesNotContain("byte[]");
        Files.writeString(sidecar, "");
        dashboardRefuses(results, "bad.meta.json: is empty");
        Files.writeString(sidecar, "[]");
        dashboardRefuses(results, "bad.meta.json: is no JSON object but array");
        Files.writeString(sidecar, "{}");
        dashboardRefuses(results, "bad.meta.json: lacks the key format");
        String good = Files.readString(Path.of(old.toString().replace(".json", ".meta.json")));
        Files.writeString(sidecar, good.replace("\"format\":1", "\"format\":2"));
        dashboardRefuses(results, "bad.meta.json: has format 2 but this version of JConv reads 1");
        Files.writeString(sidecar, good.replace("\"cores\":2", "\"cores\":\"two\""));
        dashboardRefuses(results, "bad.meta.json: has string as cores but needs a whole number");
        Files.writeString(sidecar, good.replace("\"cores\":2", "\"cores\":0"));
        dashboardRefuses(results, "bad.meta.json: has cores 0 but needs at least 1");
        for (String noise : List.of("1e999", "-5")) {
            Files.writeString(sidecar, good.replace("\"noise\":0.02", "\"noise\":" + noise));
            dashboardRefuses(results, "but needs at least 0 and finite, or null");
        }
        Files.writeString(sidecar, good);
        Files.writeString(results, "{}");
        dashboardRefuses(results, "bad.json: is no list of results");
        Files.writeString(results, "[1]");
        dashboardRefuses(results, "bad.json: result 0 is no JSON object but number");
        String entries = Files.readString(old);
        Files.writeString(results, entries.replace("us/op", "ops/s"));
        dashboardRefuses(results, "bad.json: result 0 has the unit ops/s but needs us/op");
        Files.writeString(results, entries.replace("net,one,3,", "net,one,"));
        dashboardRefuses(results, "bad.json: result 0 has a layer that has 18 columns but a workload has 19");
        for (String samples : List.of("[[1e999]]", "[[1,1e300]]", "[[\"5\"]]", "[[-1]]", "[]")) {
            Files.writeString(results, entries.replaceAll("\"rawData\":\\[\\[[^]]*]]", "\"rawData\":" + samples));
            dashboardRefuses(results, "samples but needs some, all above 0 and below");
        }
        Files.writeString(results, entries.replace("\"jobs\":\"1\"", "\"jobs\":\"0\""));
        dashboardRefuses(results, "jobs=0 but");
        Files.writeString(results, entries + "]");
        dashboardRefuses(results, "bad.json: line 1 is no JSON");
        dashboardRefuses(sidecar, "bad.meta.json: is a sidecar; name the file of results beside it");
        dashboardRefuses(Files.createDirectories(folder.resolve("empty")), "empty: holds no record");
        Conv.run("compare", old, results, "--fail-above", "5%").refuses("line 1 is no JSON");
    }

    private void dashboardRefuses(Path record, String message) throws IOException {
        Conv.run("dashboard", "--out", page, old, record).refuses(message);
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(Path::toString)).noneMatch(name -> name.contains("page"));
        }
    }

    @Test
    void refusesWhatCannotBeWrittenOrUnderstood() throws IOException {
        Conv.run("dashboard", "--out", folder, old).refuses(folder + ": is a folder, not a file");
        Conv.run("dashboard", "--out", page, "--svg", folder.resolve("no/such.svg"), old)
                .refuses("does not exist");
        assertThat(page).doesNotExist();
        Conv.run("dashboard").refuses("Missing required parameter");
        String record = Files.readString(old);
        Conv.run("dashboard", "--out", old, old).refuses("--out is " + old + " but that file is taken");
        Conv.run("dashboard", "--svg", old, "--out", page, old).refuses("--svg is " + old);
        Conv.run("dashboard", "--svg", page, "--out", page, old).refuses("--svg is " + page);
        assertThat(old).hasContent(record);
        Path none = Files.writeString(folder.resolve("none.json"), "[]");
        Files.copy(Path.of(old.toString().replace(".json", ".meta.json")), folder.resolve("none.meta.json"));
        Conv.run("dashboard", "--out", page, "--svg", folder.resolve("n.svg"), none)
                .refuses("--svg draws networks but no record has one");
        assertThat(page).doesNotExist();
        Conv.run("compare", old, none).refuses("the two have no measurement in common");
        Conv.run("compare", old, old, "--fail-above", "much").refuses("'much' but needs a percentage such as 5%");
        Conv.run("compare", old, old, "--fail-above", "-1%").refuses("'-1%' but needs at least 0%");
    }
}
