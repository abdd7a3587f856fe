package io.github.jconv.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile's block sizes are used, and no profile makes an algorithm do what it declines. */
class ProfileTest {

    @TempDir
    Path folder;

    @Test
    @Tag("vector")
    void theBlockSizesOfAProfileAreUsed() throws IOException {
        Conv2d conv = Conv2d.of(40, 33, 3).padding(1);
        Shape src = Shape.nchw(1, 40, 9, 10);
        Blocking blocking = Blocking.parse("mr=5 kc=100 tile=20");
        String problem = conv.problem(src, DType.FLOAT32, Precision.DEFAULT).tuningKey();
        Choice choice = new Choice(problem, 1, "implicit-gemm", 1, blocking, 1, "implicit-gemm", 2, false);
        String text = Profile.of(List.of(choice)).text(Signature.current(Planner.registry()));
        Path file = Files.writeString(folder.resolve("profile"), text);
        float[] x = TensorsFloat.random(src.elements(), 1);
        float[] w = TensorsFloat.random(conv.weightElements(), 2);
        Planner tuned = Planner.builder().profile(file).build();
        Planner asked =
                Planner.builder().algorithm("implicit-gemm").blocking(blocking).build();
        Planner own = Planner.builder().algorithm("implicit-gemm").build();
        assertThat(tuned.explain(conv, src, DType.FLOAT32).toString())
                .contains("(decided by a profile) with mr=5 kc=100 tile=20")
                .contains(" * implicit-gemm");
        try (ConvPlan plan = tuned.plan(conv, src, w, null);
                ConvPlan twin = asked.plan(conv, src, w, null);
                ConvPlan untuned = own.plan(conv, src, w, null)) {
            assertThat(plan.describe())
                    .endsWith(" blocks mr=5 kc=100 tile=20 tuned")
                    .contains(" 5x", " kc=90 ");
            assertThat(plan.describe()).isEqualTo(twin.describe() + " tuned");
            float[] y = run(plan, x);
            assertThat(y).isEqualTo(run(twin, x));
            assertThat(y).as("sums of 90 products at a time").isNotEqualTo(run(untuned, x));
        }
    }

    /** MR, MC, NC and tiles cut what is computed; only KC changes the order of a sum. */
    @Test
    @Tag("vector")
    void onlyKcChangesBits() {
        for (Layout layout : Layout.values()) {
            for (int k : new int[] {35, 2}) {
                onlyKcChangesBits(Conv2d.of(20, k, 3).padding(1).stride(2, 1), new Shape(layout, 2, 20, 9, 10));
            }
        }
    }

    private static void onlyKcChangesBits(Conv2d conv, Shape src) {
        float[] x = TensorsFloat.random(src.elements(), 1);
        float[] w = TensorsFloat.random(conv.weightElements(), 2);
        for (Explanation.Answer answer :
                Planner.serial().explain(conv, src, DType.FLOAT32).answers()) {
            if (!answer.accepted() || Planner.blocks(answer.algorithm()).isEmpty()) {
                continue; // winograd has no KC, and WinogradContractFloatTest has its problems
            }
            Planner.Builder settings = Planner.builder().algorithm(answer.algorithm());
            try (ConvPlan own = settings.build().plan(conv, src, w, null)) {
                for (String sizes : List.of("mr=4", "mr=9 tile=30", "mc=16 nc=16", "tile=4096", "tile=1")) {
                    try (ConvPlan plan =
                            settings.blocking(Blocking.parse(sizes)).build().plan(conv, src, w, null)) {
                        assertThat(run(plan, x)).as(plan.describe()).isEqualTo(run(own, x));
                    }
                }
            }
        }
    }

    /** 64 channels are read in place by the 14x2 kernels, which once took all of them for each KC. */
    @Test
    @Tag("vector")
    void pixelsReadInPlaceAreCutByKc() {
        for (int k : new int[] {64, 57}) {
            Conv2d conv = Conv2d.of(64, k, 1);
            Shape src = Shape.nhwc(2, 2, 9, 64);
            float[] x = TensorsFloat.integers(src.elements(), 1);
            float[] w = TensorsFloat.integers(conv.weightElements(), 2);
            Planner.Builder settings = Planner.builder();
            try (ConvPlan reference = settings.algorithm("reference").build().plan(conv, src, w, null);
                    ConvPlan plan = settings.algorithm("implicit-gemm")
                            .blocking(Blocking.parse("kc=16"))
                            .build()
                            .plan(conv, src, w, null)) {
                assertThat(run(plan, x)).as(plan.describe()).isEqualTo(run(reference, x));
            }
        }
    }

    private static float[] run(ConvPlan plan, float[] x) {
        float[] y = new float[plan.dstShape().elements()];
        plan.run(x, y);
        return y;
    }

    @Test
    void anAlgorithmThatDeclinesGivesWayToTheDefault() throws IOException {
        Conv2d conv = Conv2d.of(64, 64, 1);
        Shape src = Shape.nchw(1, 64, 8, 8);
        String problem = conv.problem(src, DType.FLOAT32, Precision.DEFAULT).tuningKey();
        Choice choice = new Choice(problem, 1, "winograd-f4x3", 1, Blocking.DEFAULT, 1, "implicit-gemm", 2, false);
        String text = Profile.of(List.of(choice)).text(Signature.current(Planner.registry()));
        Path file = Files.writeString(folder.resolve("profile"), text);
        Planner planner = Planner.builder().profile(file).build();
        String byDefault = Planner.serial().explain(conv, src, DType.FLOAT32).chosen();
        List<String> lines = Log.warnings(() -> {
            try (ConvPlan plan = planner.plan(conv, src, new float[64 * 64], null)) {
                assertThat(plan.algorithm()).isEqualTo(byDefault);
                assertThat(plan.describe()).doesNotContain("tuned");
            }
        });
        assertThat(lines)
                .singleElement()
                .asString()
                .startsWith("the profile's algorithm winograd-f4x3 declined " + problem + ": ")
                .endsWith("; the default is used");
    }
}
