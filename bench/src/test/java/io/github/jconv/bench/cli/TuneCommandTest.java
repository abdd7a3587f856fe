package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.spi.Blocking;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Registry;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is tuned is written, checked and used. */
class TuneCommandTest {

    private static final Registry TABLE = Planner.registry();

    @TempDir
    Path folder;

    private Path workload;
    private Path profile;

    @BeforeEach
    void files() throws IOException {
        workload = Files.writeString(folder.resolve("tiny.csv"), """
                network,layer,count,n,c,h,w,k,r,s,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups
                tiny,tiny-01,1,1,3,9,11,5,3,3,1,1,1,1,1,1,1,1,1
                tiny,tiny-02,1,1,64,8,8,64,3,3,1,1,1,1,1,1,1,1,1
                tiny,tiny-03,2,1,64,8,8,64,3,3,1,1,1,1,1,1,1,1,1
                """);
        profile = folder.resolve("profile.txt");
    }

    private Profile read() throws IOException {
        return Profile.read(profile, Signature.current(TABLE), TABLE);
    }

    @Test
    void everyProblemIsTunedOnceAndTheProfileIsUsed() throws IOException {
        String said = Conv.run(
                        "tune",
                        "--workload",
                        workload,
                        "--layer",
                        "64>64",
                        "--layout",
                        "nhwc",
                        "--jobs",
                        "1,2",
                        "--budget",
                        "100000", // however slow the machine is: measuring ends by itself
                        "--output",
                        profile)
                .succeeds()
                .out();
        assertThat(said)
                .containsPattern("profile.txt: 2 problems timed in \\d+ s")
                .contains("all problems: ");
        Profile tuned = read();
        assertThat(tuned.choices()).hasSize(2).allSatisfy(choice -> {
            assertThat(choice.winnerMicros()).isPositive().isLessThanOrEqualTo(choice.standardMicros());
            assertThat(choice.sameBits() || choice.changes()).isTrue();
        });
        Conv2d conv = Conv2d.of(64, 64, 3).padding(1);
        Shape src = Shape.nhwc(1, 8, 8, 64);
        Explanation explanation = Planner.builder().profile(profile).build().explain(conv, src, DType.FLOAT32);
        assertThat(explanation.tuned()).isTrue();
        Choice choice = tuned.find(((ConvProblem) explanation.problem()).tuningKey(), 1);
        assertThat(explanation.chosen()).isEqualTo(choice.winner());
        assertThat(Planner.serial().explain(conv, src, DType.FLOAT32).chosen()).isEqualTo(choice.standard());
        assertThat(Conv.run("tune", "--check", profile).succeeds().out())
                .startsWith(profile + ": would be used")
                .contains(" of 2 choices differ from the default; ");
    }

    @Test
    void aProfileGainsChoicesAndAShortBudgetSaysWhatIsLeft() throws IOException {
        Choice kept = new Choice(
                "float32 NCHW 1x1x1x1 K1 k1x1", 1, "reference", 1, Blocking.DEFAULT, 1, "portable", 2, false);
        Files.writeString(profile, Profile.of(List.of(kept)).text(Signature.current(TABLE)));
        assertThat(Conv.run("tune", "--workload", workload, "--budget", "0.001", "--output", profile)
                        .succeeds()
                        .out())
                .contains("3 problems were not timed and keep their defaults: the budget of 0.001 s was over, ");
        assertThat(read().choices()).hasSize(2).contains(kept);
    }

    @Test
    void doublesAndMatricesAreTunedToo() throws IOException {
        String said = Conv.run(
                        "tune",
                        "--workload",
                        workload,
                        "--layer",
                        "tiny-01",
                        "--workload",
                        "gemm",
                        "--layout",
                        "nchw",
                        "--type",
                        "float64",
                        "--budget",
                        "0.5",
                        "--output",
                        profile)
                .succeeds()
                .out();
        assertThat(said).contains("problems were not timed and keep their defaults");
        assertThat(read().choices())
                .extracting(Choice::problem)
                .contains("float64 NCHW 1x3x9x11 K5 k3x3 p1,1,1,1")
                .allSatisfy(problem -> assertThat(problem).contains("float64 "));
        assertThat(Conv.run("tune", "--workload", "gemm", "--explain")
                        .succeeds()
                        .out())
                .contains("n=256", "n=2048")
                .contains(" * ");
    }

    @Test
    void checkListsWhatDiffersAndWhoseBitsChange() throws IOException {
        Choice other = new Choice(
                "float32 NCHW 1x1x1x1 K1 k1x1", 1, "reference", 1, Blocking.DEFAULT, 1, "portable", 2, false);
        Choice alone =
                new Choice("float32 NCHW 1x1x2x2 K1 k1x1", 2, "portable", 1, Blocking.DEFAULT, 1, "portable", 4, true);
        Choice blocks = new Choice(
                "gemm float64 3x3x3", 1, "portable", 1, Blocking.parse("mr=4 kc=16"), 1, "portable", 5, false);
        Choice same =
                new Choice("float32 NCHW 1x1x3x3 K1 k1x1", 1, "portable", 1, Blocking.DEFAULT, 1, "portable", 1, true);
        Files.writeString(
                profile, Profile.of(List.of(other, alone, blocks, same)).text(Signature.current(TABLE)));
        assertThat(Conv.run("tune", "--check", profile).succeeds().out())
                .containsPattern("1x1x1x1 K1 k1x1 +1 +portable +2.0 +reference +1 +default +1.0 +50.0 % +other")
                .containsPattern("1x1x2x2 K1 k1x1 +2 +portable +4.0 +portable +1 +default +1.0 +75.0 % +same")
                .doesNotContain("1x1x3x3")
                .containsPattern("gemm float64 3x3x3 +1 +portable +5.0 +portable +1 +mr=4 kc=16 +1.0 +80.0 % +other")
                .contains("3 of 4 choices differ from the default; 2 of them sum in another order and give other bits");
    }

    @Test
    void whatIsNoProfileOfThisMachineIsRefusedAndLeftAlone() throws IOException {
        String text = Profile.of(List.of()).text(Signature.current(TABLE)).replaceFirst("jdk\t\\d+", "jdk\t24");
        Files.writeString(profile, text);
        Conv.run("tune", "--check", profile)
                .refuses("profile.txt: would not be used: line 6: jdk is '24' but here it is '");
        Conv.run("tune", "--workload", workload, "--output", profile).refuses("is no profile to add to: line 6");
        assertThat(profile).hasContent(text);
        Conv.run("tune", "--check", folder.resolve("absent")).refuses("absent: does not exist");
        Conv.run("tune").refuses("tune needs --output FILE, or --check FILE");
        Conv.run("tune", "--output", profile, "--check", profile).refuses("tune needs --output FILE, or --check FILE");
        Path fresh = folder.resolve("fresh");
        Conv.run("tune", "--output", fresh, "--budget", "0").refuses("budget is 0.0 but must be above 0 seconds");
        Conv.run("tune", "--output", fresh, "--jobs", "0").refuses("jobs is 0");
        assertThat(fresh).doesNotExist();
    }
}
