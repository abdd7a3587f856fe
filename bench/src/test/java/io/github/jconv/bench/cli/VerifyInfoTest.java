package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Planner;
import io.github.jconv.machine.Machine;
import io.github.jconv.tuning.Cutoff;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyInfoTest {

    private static final String WORKLOAD = """
            network,layer,count,n,c,h,w,k,r,s,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups
            tiny,tiny-01,1,8,3,9,11,5,3,3,1,1,1,1,1,1,1,1,1
            tiny,tiny-02,1,1,6,8,8,6,3,3,2,2,0,0,1,1,1,1,6
            tiny,tiny-03,1,1,8,7,7,4,1,1,1,1,0,0,0,0,1,1,2
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64"})
    void everyAlgorithmAgreesWithTheReference(String type) throws IOException {
        Path workload = Files.writeString(folder.resolve("tiny.csv"), WORKLOAD);
        String table = Conv.run("verify", "--workload", workload, "--type", type)
                .succeeds()
                .out();
        assertThat(table).contains("3 layers in 2 layouts, " + type + ": all within the bound");
        assertThat(table).containsPattern("portable +tiny-0[123].* +6 +0 +0\\.\\d*[1-9]");
        Planner.algorithms().stream()
                .filter(name -> !name.equals("reference"))
                .forEach(name -> assertThat(table).contains(name));
    }

    @Test
    void choosesLayersByPattern() throws IOException {
        Path workload = Files.writeString(folder.resolve("tiny.csv"), WORKLOAD);
        assertThat(Conv.run("verify", "--workload", workload, "--layer", "1x1*4 g2")
                        .succeeds()
                        .out())
                .contains("1 layers in 2 layouts");
    }

    @Test
    void whatPlansManyLayersExplainsAndDoesNothingElse() throws IOException {
        Path workload = Files.writeString(folder.resolve("tiny.csv"), WORKLOAD);
        for (String command : List.of("verify", "bench", "tune")) {
            String said = Conv.run(command, "--workload", workload, "--layer", "tiny-01", "--explain")
                    .succeeds()
                    .out();
            assertThat(said).containsPattern("(?s)^tiny-01, 3x3 .*NCHW 8x3x9x11.* \\* .*NHWC 8x9x11x3.* \\* ");
            assertThat(said).doesNotContain("tiny-02", "within the bound", "GF");
        }
        assertThat(folder).isDirectoryContaining("glob:**.csv").isDirectoryNotContaining("glob:**results*");
    }

    @Test
    void theHiddenCommandsAndTheDemoExplainToo() throws IOException {
        Path workload = Files.writeString(folder.resolve("tiny.csv"), WORKLOAD);
        for (String command : List.of("scaling", "dispatch")) {
            assertThat(Conv.run(command, "--workload", workload, "--layer", "tiny-01", "--batch", "3", "--explain")
                            .succeeds()
                            .out())
                    .containsPattern("(?s)^tiny-01, 3x3 .*NHWC 3x9x11x3.* \\* ")
                    .doesNotContain("tiny-02", "NCHW");
        }
        assertThat(Conv.run("gradients", "--workload", workload, "--layer", "tiny-01", "--explain")
                        .succeeds()
                        .out())
                .containsPattern("(?s)^tiny-01, .*by the input.* \\* .*by the weights.* \\* .*NHWC");
        Conv.run("gradients", "--workload", workload).refuses("gradients needs --output DIR, or --explain");
        Path output = folder.resolve("demo");
        assertThat(Conv.run("bench", "--workload", "gemm", "--workload", "pooling", "--workload", "planes", "--explain")
                        .succeeds()
                        .out())
                .contains("gemm float32 1024x1024x1024", "max pooling", "mirror")
                .doesNotContain("resnet50");
        assertThat(Conv.run("first-calls", "--explain").succeeds().out())
                .contains("float32 NCHW 1x64x56x56 K64 k3x3 p1,1,1,1", "float32 NHWC 1x56x56x64 K64")
                .contains(" * ");
        assertThat(Conv.run("demo", "learn", "--explain", "--output", output)
                        .succeeds()
                        .out())
                .contains("float32 NCHW 1x1x6x8 K1 k1x2", "weight gradient of float32 NCHW 1x1x", " K2 k5x5 p2,2,2,2");
        assertThat(Conv.run("demo", "--explain", "--output", output).succeeds().out())
                .contains("coffee 600x400 stride 2", "layer 3x3 64>64 @56")
                .containsPattern("(?s)NCHW 1x64x56x56.* \\* .*NHWC 1x56x56x64.* \\* ");
        assertThat(output).doesNotExist();
    }

    @Test
    void infoNamesTheMachineAndWhatRunsOnIt() {
        String info = Conv.run("info", "--quick").succeeds().out();
        assertThat(info).contains("algorithms     " + String.join(", ", Planner.algorithms()));
        assertThat(info).contains("schedulers     serial, forkjoin");
        assertThat(info).contains("cores          " + Machine.current().cores());
        var vectors = Machine.current().vectors();
        assertThat(info)
                .contains("vectors        "
                        + (vectors.usable() ? vectors.bits() + " bits" : "none: " + vectors.refusal()));
    }

    @Test
    void infoSaysWhichProfileIsInForce() throws IOException {
        assertThat(Conv.run("info", "--quick").succeeds().out())
                .contains("profile        none: neither -Djconv.profile nor JCONV_PROFILE names one");
        String text = Profile.of(List.of(), List.of(new Cutoff(2, 77))).text(Signature.current(Planner.registry()));
        Path profile = Files.writeString(folder.resolve("profile.txt"), text);
        try {
            System.setProperty("jconv.profile", profile.toString());
            assertThat(Conv.run("info", "--quick").succeeds().out())
                    .contains("profile        " + profile + ": 0 choices, 0 other than the default, 1 cutoff");
            System.setProperty("jconv.profile", folder.resolve("absent").toString());
            assertThat(Conv.run("info", "--quick").succeeds().out())
                    .contains("absent is not used: there is no such file");
        } finally {
            System.clearProperty("jconv.profile");
        }
    }

    @Test
    void suitesExplainTheProblemsOfTheirPlans() {
        assertThat(Conv.run(
                                "bench",
                                "--suite",
                                "plane",
                                "--suite",
                                "dispatch",
                                "--suite",
                                "scheduler",
                                "--suite",
                                "gemm",
                                "--param",
                                "h=96",
                                "--param",
                                "k=15",
                                "--explain")
                        .succeeds()
                        .out())
                .contains("suite plane\n", "1x1x96x96 K1 k15x15", "float64", "suite dispatch\n", "1x1x1x1 K1 k1x1")
                .contains("gemm float32 1024x1024x1024")
                .contains("suite scheduler: it makes no plan")
                .doesNotContain("resnet50", "k31x31");
    }

    @Test
    void infoMeasuresThePeak() {
        String info = Conv.run("info").succeeds().out();
        assertThat(info)
                .containsPattern(
                        Machine.current().vectors().usable()
                                ? "peak +\\d+\\.\\d GFLOP/s float32, \\d+\\.\\d GFLOP/s float64"
                                : "peak +no GFLOP/s float32")
                .containsPattern("copy +\\d+\\.\\d GB/s");
    }
}
