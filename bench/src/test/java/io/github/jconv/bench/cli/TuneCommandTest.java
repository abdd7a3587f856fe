package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.TuningKeys;
import io.github.jconv.spi.Blocking;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Cutoff;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Registry;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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
                .contains("all problems: ")
                .containsPattern("2 jobs are faster than one");
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
        assertThat(tuned.cutoffs())
                .allSatisfy(cutoff -> assertThat(cutoff.jobs()).isEqualTo(2));
        assertThat(Planner.serial().explain(conv, src, DType.FLOAT32).chosen()).isEqualTo(choice.standard());
        assertThat(Conv.run("tune", "--check", profile).succeeds().out())
                .startsWith(profile + ": would be used, 2 entries")
                .containsPattern(" of 2 choices differs? from the default; ")
                .contains("0 entries do nothing though it says so, ");
    }

    @Test
    void aProfileGainsChoicesAndAShortBudgetSaysWhatIsLeft() throws IOException {
        Choice kept = new Choice(
                "float32 NCHW 1x1x1x1 K1 k1x1", 1, "reference", 1, Blocking.DEFAULT, 1, "portable", 2, false);
        Files.writeString(
                profile, Profile.of(List.of(kept), List.of(new Cutoff(2, 77))).text(Signature.current(TABLE)));
        assertThat(Conv.run("tune", "--workload", workload, "--budget", "0.001", "--output", profile)
                        .succeeds()
                        .out())
                .contains("3 problems were not timed and keep their defaults: the budget of 0.001 s was over, ");
        assertThat(read().choices()).hasSize(2).contains(kept);
        assertThat(read().cutoffs()).containsExactly(new Cutoff(2, 77));
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
                        "0.01",
                        "--output",
                        profile)
                .succeeds()
                .out();
        assertThat(said).contains("problems were not timed and keep their defaults");
        assertThat(read().choices())
                .extracting(Choice::problem)
                .contains("float64 NCHW 1x3x9x11 K5 k3x3 p1,1,1,1")
                .allSatisfy(problem -> assertThat(problem).contains("float64 "));
    }

    /** What the planner takes by itself. */
    private static String standard(String problem) {
        return Planner.serial().explain(TuningKeys.problem(problem)).chosen();
    }

    private String check(Choice... choices) throws IOException {
        Files.writeString(profile, Profile.of(List.of(choices)).text(Signature.current(TABLE)));
        return Conv.run("tune", "--check", profile).succeeds().out();
    }

    @Test
    void gradientsPoolingsAndSingleProblemsAreTunedToo() throws IOException {
        String filter = "plane mirror separable float32 NCHW 1x1x20x30 K1 k5x5 p2,2,2,2";
        String gradient = "gradient pooling l2.0 float64 NCHW 1x3x9x9 to 4x4 k3x3 s2x2";
        List<Object> words =
                new ArrayList<>(List.of("tune", "--workload", workload, "--layer", "tiny-01", "--gradients"));
        words.addAll(List.of("--layout", "nhwc", "--problem", filter, "--problem", gradient));
        words.addAll(List.of("--budget", "100000", "--output", profile));
        assertThat(Conv.run(words.toArray()).succeeds().out()).contains("profile.txt: 4 problems timed in ");
        assertThat(read().choices())
                .extracting(Choice::problem)
                .containsExactlyInAnyOrder(
                        "transpose float32 NHWC 1x9x11x5 to NHWC 1x9x11x3 k3x3 p1,1,1,1",
                        "weight-gradient float32 NHWC 1x9x11x3 K5 k3x3 p1,1,1,1",
                        gradient,
                        filter);
        assertThat(Conv.run("tune", "--check", profile).succeeds().out())
                .contains("0 entries do nothing though it says so, ");
    }

    /** Runs that add to each other are timed as they are; what is compared starts from nothing. */
    @Test
    void problemsThatAddToTheirDestinationAreTunedToo() throws IOException {
        List<String> keys = List.of(
                "float32 NCHW 1x8x9x9 K8 k3x3 p1,1,1,1 accumulate",
                "transpose float32 NHWC 1x9x9x8 to NHWC 1x9x9x8 k3x3 p1,1,1,1 accumulate",
                "weight-gradient float64 NCHW 1x8x9x9 K8 k3x3 p1,1,1,1 accumulate",
                "gradient pooling sum float32 NCHW 1x3x9x9 to 4x4 k3x3 s2x2 accumulate");
        List<Object> words = new ArrayList<>(List.of("tune", "--budget", "100000", "--output", profile));
        keys.forEach(key -> words.addAll(List.of("--problem", key)));
        assertThat(Conv.run(words.toArray()).succeeds().out()).contains("profile.txt: 4 problems timed in ");
        assertThat(read().choices()).extracting(Choice::problem).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void explainNamesEachProblemAndComputesNothing() {
        String said = Conv.run(
                        "tune", "--workload", "pooling", "--workload", "planes", "--workload", "gemm", "--explain")
                .succeeds()
                .out();
        assertThat(said)
                .contains("max 2x2 s2 64@112", "5x5 separable @1024", "gemm float32 256x256x256")
                .doesNotContain("GemmProblem[")
                .contains(" * ");
        assertThat(Conv.run("tune", "--workload", workload, "--gradients", "--workload", "pooling", "--explain")
                        .succeeds()
                        .out())
                .contains(
                        "tiny-01, 3x3 3>5 @9x11 by the input",
                        "weight gradient of float32 NCHW 1x3x9x11",
                        "gradient of max pooling")
                .doesNotContain("1x64x8x8 to 8x8");
    }

    @Test
    void checkListsWhatDiffersAndWhoseBitsChange() throws IOException {
        String one = "float32 NCHW 1x30x9x11 K50 k3x3 p1,1,1,1";
        String two = "float32 NCHW 1x1x2x2 K1 k1x1";
        String three = "float32 NCHW 1x1x3x3 K1 k1x1";
        assertThat(standard(one)).isNotEqualTo("reference");
        assertThat(check(
                        new Choice(one, 1, "reference", 1, Blocking.DEFAULT, 1, standard(one), 2, false),
                        new Choice(two, 2, standard(two), 1, Blocking.DEFAULT, 1, standard(two), 4, true),
                        new Choice(three, 1, standard(three), 1, Blocking.DEFAULT, 1, standard(three), 1, true)))
                .containsPattern(one + " +1 +" + standard(one) + " +2.0 +reference +1 +default +1.0 +50.0 % +other")
                .containsPattern(
                        two + " +2 +" + standard(two) + " +4.0 +" + standard(two) + " +1 +default +1.0 +75.0 % +same")
                .doesNotContain("1x1x3x3", "useless", "dubious:")
                .contains(
                        "2 of 3 choices differ from the default; 1 of them sums in another order and gives other bits")
                .contains("0 entries do nothing though it says so, 0 are dubious");
    }

    @Test
    void checkNamesEntriesThatDoNothingOrAreNotTrue() throws IOException {
        String small = "float32 NCHW 1x1x2x2 K1 k1x1";
        String other = standard(small).equals("portable") ? "reference" : "portable";
        assertThat(check(new Choice(small, 1, standard(small), 1, Blocking.DEFAULT, 1, other, 2, false)))
                .contains("useless: " + small + ", jobs 1: names " + other + " as the default, but that is "
                        + standard(small) + "; " + standard(small) + " is the default anyway")
                .contains("0 of 1 choice differs from the default; 0 of them")
                .contains("1 entry does nothing though it says so, 0 are dubious");
        assertThat(check(new Choice(small, 1, other, 1, Blocking.DEFAULT, 2, other, 2, true)))
                .as("no winner by its own words, and yet the plan changes")
                .contains("dubious: " + small + ", jobs 1: names " + other + " as the default, but that is "
                        + standard(small))
                .contains("1 of 1 choice differs from the default");
        assertThat(check(new Choice(small, 1, other, 1, Blocking.DEFAULT, 1.99, standard(small), 2, false)))
                .contains("dubious: " + small + ", jobs 1: gains 0.5 %, but a run of tune calls less than 3 % noise");
        String strided = "float32 NCHW 1x3x9x9 K4 k3x3 s2x2";
        assertThat(check(new Choice(strided, 1, "winograd-f2x3", 1, Blocking.DEFAULT, 1, standard(strided), 2, false)))
                .contains("useless: " + strided + ", jobs 1: winograd-f2x3 declines it: ");
        Files.writeString(
                profile, Profile.of(List.of(), List.of(new Cutoff(2, 700_000))).text(Signature.current(TABLE)));
        assertThat(Conv.run("tune", "--check", profile).succeeds().out())
                .contains(
                        "would be used, 0 entries", "with 2 jobs work under 700000 multiply-adds stays on the calling");
    }

    @Test
    @Tag("vector")
    void checkTriesMarksThatAreNotLikely() throws IOException {
        String deep = "float32 NCHW 1x100x8x8 K40 k3x3 p1,1,1,1";
        Blocking kc = Blocking.parse("kc=128");
        assertThat(check(new Choice(deep, 1, "implicit-gemm", 1, kc, 1, standard(deep), 2, true)))
                .contains("is marked 'same', but its bits are other: it sums in another order")
                .contains("1 of 1 choice differs from the default; 1 of them sums")
                .containsPattern("kc=128 +1.0 +50.0 % +other");
        Blocking rows = Blocking.parse("mr=5 mc=4096 nc=4096");
        String product = "gemm float32 40x50x60 tA";
        assertThat(check(new Choice(product, 1, "packed", 1, rows, 1, "packed", 2, false)))
                .contains("mc=4096 nc=4096 changes nothing; is marked 'other', but its bits are those of the default")
                .contains("0 of them sum in another order");
        assertThat(check(new Choice(product, 1, "packed", 1, Blocking.parse("kc=60 nc=4096"), 1, "packed", 2, true)))
                .contains("useless: " + product + ", jobs 1: what packed takes anyway is no other than kc=60 nc=4096");
        String gradient = "weight-gradient float32 NCHW 1x16x30x30 K16 k1x1";
        Blocking fewer = Blocking.parse("kc=100");
        assertThat(check(new Choice(gradient, 1, "weight-gemm", 1, fewer, 1, "weight-gemm", 2, true)))
                .contains("is marked 'same', but its bits are other: it sums in another order");
        String filter = "plane mirror float32 NCHW 1x1x200x200 K1 k15x15 p7,7,7,7";
        Blocking squares = Blocking.parse("kc=256");
        assertThat(check(new Choice(filter, 1, "overlap-save", 1, squares, 1, "overlap-save", 2, true)))
                .contains("is marked 'same', but its bits are other: it sums in another order");
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
        Conv.run("tune", "--output", profile, "--check", profile)
                .refuses("--check writes nothing and takes no --output: give one of them");
        Path empty = Files.createFile(folder.resolve("empty"));
        Conv.run("tune", "--check", empty).refuses("would not be used: is empty: a profile begins with jconv-profile");
        Files.writeString(empty, text.replaceFirst("jconv-profile\t3", "jconv-profile\t2"));
        Conv.run("tune", "--check", empty)
                .refuses("line 1: the profile has format '2' but this library reads format 3; tune again");
        Conv.run("tune", "--output", profile, "--type", "int8").refuses("'--type'");
        Conv.run("tune", "--output", profile, "--dtype", "int8").refuses("'--dtype'");
        Path fresh = folder.resolve("fresh");
        Conv.run("tune", "--output", fresh, "--budget", "0").refuses("budget is 0.0 but must be above 0 seconds");
        Conv.run("tune", "--output", fresh, "--jobs", "0").refuses("jobs is 0");
        Conv.run("tune", "--output", fresh, "--problem", "max").refuses("'max' names no problem: ");
        Conv.run("tune", "--output", fresh, "--gradients", "--workload", "gemm")
                .refuses("--gradients is for networks and pooling, not for gemm and planes");
        assertThat(fresh).doesNotExist();
    }
}
