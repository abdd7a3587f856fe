package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.spi.Blocking;
import io.github.jconv.testkit.Log;
import io.github.jconv.testkit.TensorsFloat;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planner does what the profile says, says so, and goes on without one that it cannot use. */
class PlannerProfileTest {

    private static final Conv2d CONV = Conv2d.of(3, 4, 3).padding(1).activation(Activation.RELU);
    private static final Shape SRC = Shape.nchw(1, 3, 8, 9);
    private static final float[] WEIGHTS = TensorsFloat.random(CONV.weightElements(), 1);
    private static final Signature HERE = Signature.current(Planner.registry());

    @TempDir
    Path folder;

    /** A profile in which the reference, never chosen by itself, is the fastest. */
    private Path file(String name) throws IOException {
        String problem = CONV.problem(SRC, DType.FLOAT32, Precision.DEFAULT).tuningKey();
        assertThat(problem).doesNotContain("relu");
        Choice choice = new Choice(problem, 1, "reference", 1, Blocking.DEFAULT, 1, "portable", 2, false);
        return Files.writeString(
                folder.resolve(name), Profile.of(List.of(choice)).text(HERE));
    }

    private static String algorithm(Planner planner, Shape src) {
        try (ConvPlan plan = planner.plan(CONV, src, WEIGHTS, null)) {
            return plan.algorithm();
        }
    }

    @Test
    void theProfileDecidesAndThePlanSaysSo() throws IOException {
        Planner tuned = Planner.builder().profile(file("profile")).build();
        try (ConvPlan plan = tuned.plan(CONV, SRC, WEIGHTS, null)) {
            assertThat(plan.algorithm()).isEqualTo("reference");
            assertThat(plan.describe()).startsWith("reference ").endsWith(" tuned");
        }
        Explanation explanation = tuned.explain(CONV, SRC, DType.FLOAT32);
        assertThat(explanation.tuned()).isTrue();
        assertThat(explanation.chosen()).isEqualTo("reference");
        assertThat(explanation.toString()).contains("(decided by a profile)").contains(" * reference");
    }

    @Test
    void whatWasNotMeasuredIsPlannedAsEver() throws IOException {
        Path profile = file("profile");
        Planner tuned = Planner.builder().profile(profile).build();
        assertThat(algorithm(tuned, SRC.withN(2))).isNotEqualTo("reference");
        assertThat(tuned.explain(CONV, SRC, DType.FLOAT64).tuned()).isFalse();
        Planner strict =
                Planner.builder().profile(profile).precision(Precision.STRICT).build();
        assertThat(strict.explain(CONV, SRC, DType.FLOAT32).tuned()).isFalse();
        Planner blocked = Planner.builder()
                .profile(profile)
                .blocking(Blocking.parse("mr=4"))
                .build();
        assertThat(blocked.explain(CONV, SRC, DType.FLOAT32).tuned())
                .as("block sizes asked for go first")
                .isFalse();
        Planner asked = Planner.builder().profile(profile).algorithm("portable").build();
        assertThat(algorithm(asked, SRC)).isEqualTo("portable");
        try (ConvPlan plan = asked.plan(CONV, SRC, WEIGHTS, null)) {
            assertThat(plan.describe()).doesNotContain("tuned");
        }
    }

    @Test
    void thePropertyNamesAProfileAndIsReadOnce() throws IOException {
        Path profile = file("by-property");
        System.setProperty(Profiles.PROPERTY, profile.toString());
        try {
            assertThat(algorithm(Planner.builder().build(), SRC)).isEqualTo("reference");
            Files.delete(profile);
            assertThat(algorithm(Planner.builder().build(), SRC)).isEqualTo("reference");
            System.setProperty(Profiles.PROPERTY, "");
            assertThat(algorithm(Planner.builder().build(), SRC)).isNotEqualTo("reference");
        } finally {
            System.clearProperty(Profiles.PROPERTY);
        }
    }

    @Test
    void aFileThatCannotBeUsedCostsOneLine() throws IOException {
        Path good = file("good");
        Path other = Files.writeString(
                folder.resolve("other"), Files.readString(good).replaceFirst("width\t\\d+", "width\t4096"));
        Path bad = Files.writeString(folder.resolve("bad"), Files.readString(good) + "choice\tnonsense\n");
        assertRefused(other, "width is '4096' but here it is '");
        assertRefused(bad, "line 9: a choice has 1 columns but needs 9");
        assertRefused(folder.resolve("absent"), "cannot be read");
    }

    private static void assertRefused(Path file, String reason) {
        List<String> lines = Log.warnings(() -> {
            Planner planner = Planner.builder().profile(file).build();
            assertThat(algorithm(planner, SRC)).isNotEqualTo("reference");
        });
        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("the profile " + file + " is not used, plans are made with defaults: ")
                        .contains(reason)
                        .doesNotContain("\n"));
    }
}
