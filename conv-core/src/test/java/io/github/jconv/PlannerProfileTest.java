package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SerialScheduler;
import io.github.jconv.spi.TileTask;
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

    /** Two jobs, both done by the calling thread. */
    private static final class TwoSeats implements Scheduler {

        @Override
        public int jobs() {
            return 2;
        }

        @Override
        public void run(TileTask task) {
            SerialScheduler.INSTANCE.run(task);
        }

        @Override
        public String name() {
            return "two";
        }
    }

    /** Each kind of problem has an entry in which the reference, never chosen by itself, is the fastest. */
    @Test
    void gradientsPoolingsAndPlanesGoByTheProfileToo() throws IOException {
        Conv2d conv = Conv2d.of(3, 4, 3).padding(1);
        ConvProblem linear = conv.problem(SRC, DType.FLOAT32, Precision.DEFAULT);
        Pool2d pool = Pool2d.average(2);
        PoolProblem pooling = pool.problem(SRC, DType.FLOAT32, false);
        PlaneFilter filter = PlaneFilter.of(3, 3);
        float[] kernel = TensorsFloat.random(9, 3);
        List<Tunable> problems = List.of(
                TransposeProblem.inputGradient(linear, false),
                new WeightGradientProblem(linear),
                pooling,
                new PoolGradientProblem(pooling, false),
                filter.problem(1, 8, 9, DType.FLOAT32, Precision.DEFAULT, false));
        List<Choice> choices = problems.stream()
                .map(p -> {
                    String standard = Planner.serial().explain(p).chosen();
                    return standard.equals("reference")
                            ? new Choice(p.tuningKey(), 2, "reference", 1, Blocking.DEFAULT, 1, "reference", 2, true)
                            : new Choice(p.tuningKey(), 2, "reference", 1, Blocking.DEFAULT, 1, standard, 2, false);
                })
                .toList();
        Path file = Files.writeString(folder.resolve("all"), Profile.of(choices).text(HERE));
        Planner planner =
                Planner.builder().scheduler(new TwoSeats()).profile(file).build();
        Gradients gradients = planner.gradients();
        try (TransposePlan input = gradients.input(conv, SRC, WEIGHTS);
                WeightGradientPlan weights = gradients.weights(conv, SRC, DType.FLOAT32);
                PoolPlan pooled = planner.plan(pool, SRC, DType.FLOAT32);
                PoolGradientPlan unpooled = gradients.pool(pool, SRC, DType.FLOAT32);
                ConvPlan plane = planner.plan(filter, 1, 8, 9, kernel)) {
            assertThat(List.of(
                            input.describe(),
                            weights.describe(),
                            pooled.describe(),
                            unpooled.describe(),
                            plane.describe()))
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("reference ")
                            .contains(" jobs=1 ")
                            .endsWith(" tuned"));
        }
        assertThat(List.of(
                        gradients.explainInput(conv, SRC, DType.FLOAT32),
                        gradients.explainWeights(conv, SRC, DType.FLOAT32),
                        gradients.explainPool(pool, SRC, DType.FLOAT32),
                        planner.explain(pool, SRC, DType.FLOAT32),
                        planner.explain(filter, 1, 8, 9, kernel)))
                .allSatisfy(explanation -> assertThat(explanation.tuned()).isTrue())
                .extracting(Explanation::chosen)
                .containsOnly("reference");
        assertThat(gradients
                        .accumulate(true)
                        .explainPool(pool, SRC, DType.FLOAT32)
                        .tuned())
                .as("one that accumulates is another problem")
                .isFalse();
        try (TransposePlan asked = gradients.algorithm("convolutions").input(conv, SRC, WEIGHTS)) {
            assertThat(asked.describe()).startsWith("convolutions").doesNotContain("tuned");
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
        assertRefused(folder.resolve("absent"), "there is no such file");
        assertRefused(folder, "Is a directory");
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
