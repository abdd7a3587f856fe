package io.github.jconv.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.parallel.Parallel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter terminal = new StringWriter();

    @Test
    void aBarGrowsWithTheItemsOfAMap() {
        try (Progress progress = new Progress(new PrintWriter(terminal), true)) {
            Parallel.jobs(2)
                    .batch(1)
                    .listener((done, all) -> progress.bar(done, all, "items"))
                    .map(List.of(1, 2, 3, 4), i -> i);
        }
        assertThat(terminal.toString().split("\r\u001b\\[K"))
                .containsExactly(
                        "",
                        "[#######.......................] 25 % items",
                        "[###############...............] 50 % items",
                        "[######################........] 75 % items",
                        "[##############################] 100 % items");
    }

    @Test
    void withoutAnEndThereIsACount() {
        new Progress(new PrintWriter(terminal), true).bar(7, -1, "items");
        assertThat(terminal).hasToString("\r\u001b[K[7] items");
    }

    @Test
    void nothingIsWrittenIntoAPipe() {
        new Progress(new PrintWriter(terminal), false).bar(1, 2, "items");
        assertThat(terminal.toString()).isEmpty();
    }
}
