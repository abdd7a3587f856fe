package io.github.jconv.bench.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is true: its Java stands in the examples that are compiled and run, its files exist. */
class ReadmeTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static List<String> found(String regex) throws IOException {
        return Pattern.compile(regex, Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void everyLineOfJavaIsInTheExamples() throws IOException {
        List<String> examples =
                Files.readAllLines(ROOT.resolve("conv-core/src/test/java/io/github/jconv/Examples.java")).stream()
                        .map(String::strip)
                        .toList();
        List<String> blocks = found("```java\n(.*?)```");
        assertThat(blocks)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(examples)
                        .containsAll(block.lines().map(String::strip).toList()));
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        assertThat(found("\\]\\(([^)]+)\\)"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }
}
