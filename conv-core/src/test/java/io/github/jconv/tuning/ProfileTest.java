package io.github.jconv.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jconv.TuningKeys;
import io.github.jconv.spi.Blocking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read; what anything else wrote is refused whole, with the line's number. */
class ProfileTest {

    private static final Registry TABLE = registry(List.of("quick", "slow-2"), List.of("packed", "plain"));
    private static final Signature HERE = Signature.current(TABLE);
    private static final String PROBLEM = "float32 NCHW 1x64x56x56 K64 k3x3 s2x1 p0,1,0,1";
    private static final Blocking BLOCKS = Blocking.parse("mr=12 kc=512");
    private static final Choice ONE = new Choice(PROBLEM, 2, "quick", 1, BLOCKS, 12.5, "slow-2", 20.125, false);
    private static final Choice TWO = new Choice(PROBLEM, 1, "quick", 1, Blocking.DEFAULT, 12.5, "quick", 12.5, true);

    @TempDir
    Path folder;

    private static Registry registry(List<String> plain, List<String> gemms) {
        return new Registry(List.of(kind("", false, plain), kind("gemm", true, gemms)), TuningKeys::problem);
    }

    /** The first algorithm takes two sizes, the others none. */
    private static Registry.Kind kind(String word, boolean alone, List<String> names) {
        Map<String, Set<Blocking.Size>> algorithms = new LinkedHashMap<>();
        names.forEach(name ->
                algorithms.put(name, algorithms.isEmpty() ? EnumSet.of(Blocking.Size.MR, Blocking.Size.KC) : Set.of()));
        return new Registry.Kind(word, alone, algorithms);
    }

    private static Profile parse(String text) {
        return Profile.parse(text, HERE, TABLE);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        String text = Profile.of(List.of(ONE, TWO)).text(HERE);
        Path file = Files.writeString(folder.resolve("profile"), text);
        Profile read = Profile.read(file, HERE, TABLE);
        assertThat(read.find(PROBLEM, 2)).isEqualTo(ONE);
        assertThat(read.find(PROBLEM, 1)).isEqualTo(TWO);
        assertThat(read.find(PROBLEM, 3)).isNull();
        assertThat(read.text(HERE)).isEqualTo(text);
        assertThat(ONE.changes()).isTrue();
        assertThat(TWO.changes()).isFalse();
        assertThat(new Choice(PROBLEM, 1, "quick", 1, BLOCKS, 1, "quick", 2, true).changes())
                .as("block sizes alone")
                .isTrue();
        assertThat(text).contains("\tmr=12 kc=512\t").contains("\tdefault\t");
    }

    @Test
    void cutoffsAreWrittenAndReadAndTheLastCounts() {
        Profile profile = Profile.of(List.of(ONE), List.of(new Cutoff(2, 700_000), new Cutoff(4, 0)));
        String text = profile.text(HERE);
        Profile read = parse(text + "cutoff\t4\t9\n");
        assertThat(read.cutoff(2)).isEqualTo(new Cutoff(2, 700_000));
        assertThat(read.cutoff(4)).isEqualTo(new Cutoff(4, 9));
        assertThat(read.cutoff(3)).isNull();
        assertThat(read.cutoffs()).hasSize(2);
        assertThat(parse(text).text(HERE)).isEqualTo(text);
        assertThat(read.find(PROBLEM, 2)).isEqualTo(ONE);
    }

    @Test
    void joinedFilesAreAProfileAndTheLastChoiceCounts() {
        Choice later = new Choice(PROBLEM, 2, "slow-2", 2, Blocking.DEFAULT, 11, "slow-2", 11, true);
        String first = Profile.of(List.of(ONE, TWO)).text(HERE);
        String second = Profile.of(List.of(later)).text(HERE);
        Profile both = parse(first + "# another night\r\n\n" + second);
        assertThat(both.choices()).containsExactlyInAnyOrder(later, TWO);
        assertThat(parse(second + first).find(PROBLEM, 2)).isEqualTo(ONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"library", "registry", "cpu", "caches", "jdk", "width"})
    void everyLineOfTheHeaderMustBeThereAndAlike(String name) {
        String text = Profile.of(List.of(ONE)).text(HERE);
        String value = HERE.lines().get(name);
        assertThat(value).isNotBlank().doesNotContain("$");
        String line = name + "\t" + value + "\n";
        assertThat(text).contains(line);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text.replace(line, "")))
                .withMessage("the header has no line " + name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text.replace(line, name + "\tother\n")))
                .withMessageMatching("line \\d: " + name + " is 'other' but here it is '"
                        + java.util.regex.Pattern.quote(value) + "'");
        assertThatIllegalArgumentException()
                .as("two machines in one file")
                .isThrownBy(() -> parse(text + name + "\tother\n"))
                .withMessageStartingWith("line 9: " + name);
    }

    @Test
    void theRegistrySaysOrderAndNames() {
        assertThat(Signature.current(TABLE)).isEqualTo(HERE);
        for (Registry other : List.of(
                registry(List.of("slow-2", "quick"), List.of("packed", "plain")),
                registry(List.of("quick", "slow-2"), List.of("plain", "packed")),
                registry(List.of("quick"), List.of("slow-2", "packed", "plain")))) {
            assertThat(Signature.current(other).lines().get("registry"))
                    .isNotEqualTo(HERE.lines().get("registry"));
        }
        assertThat(new TreeMap<>(HERE.lines()).keySet()).containsExactlyInAnyOrderElementsOf(Signature.NAMES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "choice                            | a choice has 0 columns but needs 9",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;1.0;quick;1.0  | a choice has 8 columns but needs 9",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;1.0;quick;1.0;same;more | a choice has 10 columns but needs 9",
                "choice;;1;quick;1;default;1.0;quick;1.0;same   | column 'problem' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;0;quick;1;default;1.0;quick;1.0;same  | column 'jobs' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;99999999999;quick;1;default;1.0;quick;1.0;same | column 'jobs' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;Quick!;1;default;1.0;quick;1.0;same | column 'winner' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;magic;1;default;1.0;quick;2.0;same  | there is no algorithm magic among [quick, slow-2]",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;1.0;magic;2.0;same  | there is no algorithm magic among [quick, slow-2]",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;4;quick;2;default;1.0;quick;1.0;same  | the winner has 2 jobs but needs 1 or 4",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;mr=3;1.0;quick;1.0;same | blocking has mr = 3 but needs 4 to 14",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;mr=;1.0;quick;1.0;same | column 'its blocks' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;nr=32;1.0;quick;1.0;same | blocking is neither 'default' nor of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;packed;1;default;1.0;quick;2.0;same | there is no algorithm packed among [quick, slow-2]",
                "choice;gemm float32 3x3x3;1;packed;1;default;1.0;quick;2.0;same | there is no algorithm quick among [packed, plain]",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;NaN;quick;1.0;same  | column 'its microseconds' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;-1.0;quick;1.0;same | column 'its microseconds' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;1e9;quick;1.0;same  | column 'its microseconds' is not of the form",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;1.0;quick;1.0;maybe | column 'bits' is not of the form",
                "jconv-profile;2                        | the profile has format '2' but this library reads format 3; tune again",
                "jconv-profile                          | the profile has format '' but this library reads format 3",
                "library                                | library is '' but here it is",
                "chOice;P                               | no line begins with 'chOice'",
                "red\u001b[31m                          | no line begins with 'red?[31m'",
                "choice;P;1;quick;1;default;1.0;quick;1.0;same | 'P' names no problem: 'P' is no element type",
                "choice;float32 NCHW 1x8x9x9 K8 k10x1;1;quick;1;default;1.0;quick;1.0;same | 'float32 NCHW 1x8x9x9 K8 k10x1' names no problem: the kernel spans 10 rows",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;mr=6;2.0;quick;2.0;same | the winner takes 2.0 us and the default 2.0 but a winner takes less",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;slow-2;1;default;3.0;quick;2.5;same | the winner takes 3.0 us and the default 2.5 but a winner takes less",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;2;quick;1;default;3.0;quick;2.5;same | the winner takes 3.0 us and the default 2.5 but a winner takes less",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;default;2.0;quick;2.0;other | the winner is the default, so its bits are not 'other'",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;quick;1;mr=6 tile=9;1.0;quick;2.0;same | quick takes no tile, its block sizes are [mr, kc]",
                "choice;float32 NCHW 1x8x9x9 K8 k1x1;1;slow-2;1;mr=6;1.0;quick;2.0;same | slow-2 takes no mr, its block sizes are []",
                "choice;gemm float32 3x3x3;2;packed;1;default;1.0;plain;2.0;same | the choice is for 2 jobs but 'gemm' has 1",
                "cutoff;2                               | a cutoff has jobs and an effort, two whole numbers",
                "cutoff;2;-1                            | a cutoff has jobs and an effort, two whole numbers",
                "cutoff;1;1000                          | a cutoff is for 1 jobs but needs at least 2",
                "cutoff;2;1000000000001                 | a cutoff has effort 1000000000001 but needs 0 to 1000000000000",
            })
    void oneBadLineRefusesAll(String line, String message) {
        String text = Profile.of(List.of(ONE)).text(HERE) + line.replace(';', '\t') + "\n";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text))
                .withMessageStartingWith("line 9: " + message);
    }

    @Test
    void whatIsNoProfileIsRefused() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("# nothing\n"))
                .withMessage("is empty: a profile begins with jconv-profile");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("x".repeat(100_000)))
                .withMessage("line 1: a profile begins with jconv-profile");
        String text = Profile.of(List.of(ONE)).text(HERE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text + "x".repeat(100_000)))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(120));
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, 1});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.read(binary, HERE, TABLE))
                .withMessage("is not UTF-8 text");
        byte[] much = text.repeat((5 << 20) / text.length()).getBytes(StandardCharsets.UTF_8);
        Path large = Files.write(folder.resolve("large"), much);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Profile.read(large, HERE, TABLE))
                .withMessageContaining("is longer than 4194304 bytes");
    }
}
