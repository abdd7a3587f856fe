package io.github.jconv.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented examples run and give what their comments say. */
class ExamplesTest {

    @Test
    void map() {
        float[] ones = new float[20];
        Arrays.fill(ones, 1);
        float[] sobel = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
        List<float[]> edges = Examples.map(List.of(ones, new float[20]), 4, 5, sobel);
        assertThat(edges.get(0)[0]).isEqualTo(3);
        assertThat(edges.get(0)[7]).isZero();
        assertThat(edges.get(1)).containsOnly(0);
    }

    @Test
    void stream(@TempDir Path folder) throws IOException {
        List<Path> files = List.of(folder.resolve("a"), folder.resolve("b"));
        Files.write(files.get(0), new byte[3]);
        Files.write(files.get(1), new byte[5]);
        assertThat(Examples.stream(Stream.of(files.get(1), files.get(0)))).containsExactly(5, 3);
    }

    @Test
    void scheduler() {
        try (ForkJoinPool pool = new ForkJoinPool(3);
                ConvPlan plan = Examples.scheduler(pool)
                        .plan(Conv2d.of(1, 1, 1), Shape.nchw(1, 1, 2, 2), new float[] {3}, null)) {
            float[] y = new float[4];
            plan.run(new float[] {1, 2, 3, 4}, y);
            assertThat(y).containsExactly(3, 6, 9, 12);
            assertThat(plan.describe()).contains("jobs=4");
        }
    }
}
