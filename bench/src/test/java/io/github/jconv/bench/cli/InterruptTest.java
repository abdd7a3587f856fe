package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.bench.record.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of a contest: what is done is kept, and valid. The contest runs with flags of its own. */
@Tag("structure")
@EnabledOnOs(value = OS.LINUX, disabledReason = "sends a signal, and needs an env that lets it through")
class InterruptTest {

    private static final int PATIENCE_SECONDS = 300;

    @TempDir
    Path folder;

    @Test
    void whatIsDoneIsKept() throws Exception {
        Path csv = Files.writeString(folder.resolve("net.csv"), """
                network,layer,count,n,c,h,w,k,r,s,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups
                net,one,1,1,3,8,8,4,3,3,1,1,1,1,1,1,1,1,1
                net,two,1,1,3,8,8,5,3,3,1,1,1,1,1,1,1,1,1
                net,three,1,1,3,8,8,6,3,3,1,1,1,1,1,1,1,1,1
                net,four,1,1,3,8,8,7,3,3,1,1,1,1,1,1,1,1,1
                """);
        Path output = folder.resolve("out");
        Path said = folder.resolve("said");
        Process contest = start(said, "bench", "--workload", csv.toString(), "--brief", "--output", output.toString());
        try {
            Path results = output.resolve("results.json");
            for (int i = 0; !Files.exists(results); i++) {
                assertThat(contest.isAlive()).as(Files.readString(said)).isTrue();
                assertThat(i).as("tenths of a second without a layer").isLessThan(10 * PATIENCE_SECONDS);
                Thread.sleep(100);
            }
            interrupt(contest);
            assertThat(contest.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            contest.destroyForcibly();
        }
        assertThat(Files.readString(said))
                .containsPattern("stopped after [123] of 4")
                .contains("net, ", "3x3 3>4 @8")
                .doesNotContain("Exception", "no time of");
        Results record = Results.load(List.of(output)).getFirst();
        assertThat(record.measures()).isNotEmpty();
        assertThat(output.resolve("index.html"))
                .content()
                .contains("JConv: measured", record.run().id());
        assertThat(output.resolve("history/" + record.run().id() + ".json"))
                .hasSameTextualContentAs(output.resolve("results.json"));
        try (Stream<Path> files = Files.walk(output)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no half-written file")
                    .allSatisfy(name -> assertThat(name).doesNotEndWith(".tmp"));
        }
        assertThat(Conv.run("compare", output, output).succeeds().out()).isNotBlank();
    }

    /** As a user starts it; a shell that put this test into the background had switched the signal off for all below. */
    private Process start(Path said, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }

    /** A terminal sends the signal to the program and to all it started. */
    private static void interrupt(Process process) throws IOException, InterruptedException {
        List<String> kill = new ArrayList<>(List.of("kill", "-INT", String.valueOf(process.pid())));
        process.descendants().forEach(child -> kill.add(String.valueOf(child.pid())));
        assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
    }
}
