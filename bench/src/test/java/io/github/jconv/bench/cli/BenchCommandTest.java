package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.bench.record.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole networks from the command line, in real worker processes, without any other library. */
class BenchCommandTest {

    private static final String HEADING = "network,layer,count,n,c,h,w,k,r,s,stride_h,stride_w,pad_top,pad_left,"
            + "pad_bottom,pad_right,dil_h,dil_w,groups\n";

    @TempDir
    Path folder;

    @Test
    void timesEveryAlgorithmOfANetworksLayers() throws IOException {
        Path csv = Files.writeString(
                folder.resolve("net.csv"),
                HEADING + "net,tiny,2,1,3,8,8,4,3,3,1,1,1,1,1,1,1,1,1\nnet,other,1,1,3,8,8,4,1,1,1,1,0,0,0,0,1,1,1\n");
        Path output = folder.resolve("out");
        Conv conv = Conv.run(
                        "bench",
                        "--workload",
                        csv,
                        "--layer",
                        "tiny",
                        "--algorithm",
                        "all",
                        "--quick",
                        "--note",
                        "all of them",
                        "--output",
                        output)
                .succeeds();
        assertThat(conv.out())
                .startsWith("1 piece of work, about ")
                .contains("3x3 3>4 @8", "the planner's choice", "net, 1 layer, 1 thread", "peak of one core")
                .doesNotContain("onednn", "no time of");
        JsonNode results =
                new ObjectMapper().readTree(output.resolve("results.json").toFile());
        Set<String> variants = new HashSet<>();
        for (JsonNode result : results) {
            assertThat(result.at("/primaryMetric/score").asDouble()).isPositive();
            assertThat(result.at("/measurementIterations").asInt()).isEqualTo(7);
            variants.add(result.at("/params/variant").asText());
        }
        assertThat(variants)
                .contains("NCHW auto DEFAULT", "NHWC auto DEFAULT", "NCHW portable DEFAULT")
                .doesNotContain("NCHW reference DEFAULT");
        assertThat(output.resolve("results.meta.json")).content().contains("\"jconv, jobs 1\" : \"vectors ");
        Results record = Results.load(List.of(output)).getFirst();
        assertThat(record.noisePairs()).isEqualTo(1);
        assertThat(record.noise()).isNotNegative();
        assertThat(record.note()).isEqualTo("all of them");
        assertThat(record.repro(record.measures().getFirst()))
                .isEqualTo("bench/conv bench --workload " + csv + " --algorithm all --quick --layer tiny");
        assertThat(output.resolve("history/" + record.run().id() + ".json"))
                .hasSameTextualContentAs(output.resolve("results.json"));
        assertThat(output.resolve("index.html")).content().contains("all of them");
    }

    @Test
    void refusesWhatItCannotTime() {
        for (List<String> bad : List.of(
                List.of("there is no workload nonet", "--workload", "nonet"),
                List.of("no layer among 9 matches 9x9", "--workload", "vgg19", "--layer", "9x9"),
                List.of("start it as bench/conv bench --peers", "--peers"),
                List.of("'--layout': expected one of", "--layout", "chwn"),
                List.of("'--precision': expected one of", "--precision", "loose"),
                List.of("'--algorithm': expected one of", "--algorithm", "best"),
                List.of("jobs is 0", "--workload", "vgg19", "--jobs", "0"))) {
            Object[] args = new Object[bad.size() + 2];
            args[0] = "bench";
            for (int i = 1; i < bad.size(); i++) {
                args[i] = bad.get(i);
            }
            args[bad.size()] = "--output";
            args[bad.size() + 1] = folder;
            Conv.run(args).refuses(bad.getFirst());
        }
        assertThat(folder).isEmptyDirectory();
        Conv.run("bench", "--workload", "vgg19", "--output", "").refuses("the output folder has no name");
    }
}
