package io.github.jconv.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.jconv.Planner;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.image.Png;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnTest {

    @TempDir
    Path folder;

    @Test
    void learnsFiltersAndShowsThem() throws Exception {
        float[] noise = new float[24 * 31];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextInt(256);
        }
        StringWriter out = new StringWriter();
        Path output = folder.resolve("learned");
        boolean reached =
                Learn.from(output, new Picture(24, 31, 255, noise, null)).run(new PrintWriter(out), Progress.silent());
        assertThat(reached).isTrue();
        assertThat(out.toString()).contains("step   10", "learned [", "learned: the mean squared error");
        String page = Files.readString(output.resolve("index.html"));
        assertThat(page).doesNotContain("http").contains("<polyline");
        var files = Pattern.compile("src=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertThat(files).hasSize(1 + 2 * 6);
        assertThat(files)
                .allSatisfy(file ->
                        assertThat(Png.read(output.resolve(file)).channels()).isEqualTo(1));
    }

    @Test
    void tenStepsFindTheEdgeDetector() {
        Lesson.Learned learned = Learn.edge().learn(Planner.serial(), 6, 0.03, 0, 0, 10, (step, loss) -> {});
        assertThat(learned.losses()).hasSize(11);
        assertThat(learned.loss()).isLessThan(learned.losses().getFirst() / 100);
        assertThat(learned.kernel()[0]).isCloseTo(1, within(0.1f));
        assertThat(learned.kernel()[1]).isCloseTo(-1, within(0.1f));
    }
}
