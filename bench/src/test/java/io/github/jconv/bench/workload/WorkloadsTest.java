package io.github.jconv.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.bench.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {

    @TempDir
    Path folder;

    private List<Layer> load(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("w.csv"), text);
        return Workloads.load(List.of(file.toString()));
    }

    @Test
    void bundledNetworksAreWhole() {
        assertThat(Workloads.load(Workloads.BUNDLED)).hasSize(23 + 30 + 9);
        Layer first = Workloads.load(List.of("resnet50")).getFirst();
        assertThat(first).hasToString("7x7 s2 3>64 @224");
        assertThat(first.macs()).isEqualTo(64L * 112 * 112 * 3 * 7 * 7);
        assertThat(Workloads.load(List.of("mobilenetv2")).get(1)).hasToString("3x3 32>32 g32 @112");
    }

    @Test
    void aLayerIsALineAndBack() {
        for (Layer layer : Workloads.load(Workloads.BUNDLED)) {
            assertThat(Layer.parse(layer.toLine())).isEqualTo(layer);
        }
        String line = "net,odd,2,3,4,9,8,6,5,3,2,1,0,1,2,3,1,2,2";
        assertThat(Layer.parse(line).toLine()).isEqualTo(line);
        assertThat(Layer.parse(line)).hasToString("5x3 s2,1 d1,2 4>6 g2 @9x8 N=3");
    }

    @Test
    void skipsCommentsAndEmptyLinesAndWindowsLineEnds() throws IOException {
        assertThat(load("# mine\n" + Layer.COLUMNS + "\r\n\r\nn,a,1,1,1,3,3,1,1,1,1,1,0,0,0,0,1,1,1\r\n"))
                .singleElement()
                .extracting(Layer::name)
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "n,a,1,1,1,3,3,1,1,1,1,1,0,0,0,0,1,1 | has 18 columns but a workload has 19",
                "n,a,1,1,1,3,3,1,1,1,1,1,0,0,0,0,1,1, | column groups is empty",
                "n,a,1,1,1,3,3,1,1,1,1,1,0,0,0,0,1,x,1 | column dil_w is 'x' but needs a whole number",
                "n,a,1,1,1,3,3,1,1,1,0,1,0,0,0,0,1,1,1 | stride has 0 rows but needs at least 1",
                "n,a,0,1,1,3,3,1,1,1,1,1,0,0,0,0,1,1,1 | column count is 0 but needs at least 1",
                "n,a,1,1,1,3,3,1,5,1,1,1,0,0,0,0,1,1,1 | the kernel spans 5 rows but the padded input has 3",
                "n,a,1,1,3,3,3,1,1,1,1,1,0,0,0,0,1,1,2 | 2 groups do not divide 3 input channels",
                "n,a,1,99999,999,999,999,1,1,1,1,1,0,0,0,0,1,1,1 | elements but an array holds at most",
                "n,a,1,1,1,3,3,1,1,1,1,1,-1,0,0,0,1,1,1 | top padding is -1",
            })
    void refusesLinesWithTheirNumber(String line, String message) {
        assertThatThrownBy(() -> load(Layer.COLUMNS + "\n" + line + "\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("w.csv:2: ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesFilesThatAreNoWorkloads() throws IOException {
        assertThatThrownBy(() -> load("a,b\n1,2\n"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("w.csv:1: the heading must be network,layer");
        assertThatThrownBy(() -> load(Layer.COLUMNS))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("has no layers");
        String twice = "n,a,1,1,1,3,3,1,1,1,1,1,0,0,0,0,1,1,1\n";
        assertThatThrownBy(() -> load(Layer.COLUMNS + "\n" + twice + twice))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("w.csv:3: layer a stands there twice");
        Path binary = Files.write(folder.resolve("b.csv"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        assertThatThrownBy(() -> Workloads.load(List.of(binary.toString())))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is not UTF-8 text");
        assertThatThrownBy(() -> Workloads.load(List.of("absent.csv")))
                .isInstanceOf(BadInput.class)
                .hasMessage("absent.csv: does not exist");
    }

    @Test
    void matchesNamesAndShapes() {
        List<Layer> layers = Workloads.load(List.of("resnet50"));
        assertThat(Workloads.matching(layers, List.of("50-03"))).hasSize(1);
        assertThat(Workloads.matching(layers, List.of("7x7", "3x3*@56"))).hasSize(3);
        assertThat(Workloads.matching(layers, List.of())).isEqualTo(layers);
        assertThatThrownBy(() -> Workloads.matching(layers, List.of("[")))
                .isInstanceOf(BadInput.class)
                .hasMessage("no layer among 23 matches [");
    }
}
