package io.github.jconv.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hidden commands about threads; what they measure is not judged here. */
class ScalingCommandTest {

    private static final String SPREAD = "-?\\d+\\.\\d \\(-?\\d+\\.\\d--?\\d+\\.\\d\\)";

    @TempDir
    Path folder;

    private Path workload;

    @BeforeEach
    void write() throws IOException {
        workload = Files.writeString(folder.resolve("tiny.csv"), """
                network,layer,count,n,c,h,w,k,r,s,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups
                tiny,tiny-01,2,1,16,12,12,16,3,3,1,1,1,1,1,1,1,1,1
                """);
    }

    @Test
    void scalingHasALineForEachLayerAndTheTotal() {
        String table = Conv.run("scaling", "--workload", workload).succeeds().out();
        assertThat(table.lines()).hasSize(3);
        assertThat(table).containsPattern("tiny-01 +3x3 16>16 @12 +\\d+ +\\d+-\\d+( +\\d+\\.\\d){7}");
        assertThat(table.lines().skip(2).findFirst().orElseThrow()).startsWith("all layers");
    }

    @Test
    void scalingNeedsABandwidth() {
        Conv.run("scaling", "--workload", workload, "--bandwidth", "0").refuses("bandwidth is 0.0 but must be above 0");
    }

    @Test
    void dispatchTimesALayerAloneAndShared() {
        String table = Conv.run("dispatch", "--workload", workload, "--layer", "tiny", "--jobs", "2")
                .succeeds()
                .out();
        assertThat(table)
                .containsPattern("3x3 16>16 @12 +\\d+\\.\\d +\\d+\\.\\d"
                        + " +\\d+\\.\\d\\d \\(\\d+\\.\\d\\d-\\d+\\.\\d\\d\\)" // gain
                        + " +\\d+ \\(\\d+-\\d+\\) +\\d+ \\(\\d+-\\d+\\)"); // efficiency, and what the machine gives
    }

    @Test
    void dispatchTimesWhatHandingOutCosts() {
        assertThat(Conv.run("dispatch", "--jobs", "2").succeeds().out())
                .containsPattern("overhead, close runs +" + SPREAD)
                .containsPattern("overhead, workers asleep +" + SPREAD)
                .containsPattern("overhead, caller slept too +" + SPREAD)
                .containsPattern("cpu after a run, of 50 ms +\\d+\\.\\d");
    }
}
