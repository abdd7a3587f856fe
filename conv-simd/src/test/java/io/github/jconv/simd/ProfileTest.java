package io.github.jconv.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.testkit.Log;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import io.github.jconv.tuning.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No profile makes an algorithm do what it declines. */
class ProfileTest {

    @TempDir
    Path folder;

    @Test
    void anAlgorithmThatDeclinesGivesWayToTheDefault() throws IOException {
        Conv2d conv = Conv2d.of(64, 64, 1);
        Shape src = Shape.nchw(1, 64, 8, 8);
        String problem = conv.problem(src, DType.FLOAT32, Precision.DEFAULT).tuningKey();
        Choice choice = new Choice(problem, 1, "winograd-f4x3", 1, 1, "implicit-gemm", 2, false);
        String text = Profile.of(List.of(choice)).text(Signature.current(Planner.algorithms()));
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
