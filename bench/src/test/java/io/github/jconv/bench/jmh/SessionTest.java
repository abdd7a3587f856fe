package io.github.jconv.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.machine.Machine;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The benchmarks run, each in a fork of its own, and say what they ran on. */
class SessionTest {

    @Test
    void runsEveryBenchmarkAndWritesJmhsJson() throws IOException {
        Layer layer = Layer.parse("net,tiny,1,2,3,8,8,4,3,3,1,1,1,1,1,1,1,1,1");
        Session session = new Session(List.of(layer), List.of(20), List.of(2), new Session.Effort(1, 0, 1, 1, 5));
        int benches = Machine.current().vectors().usable() ? 4 : 3;
        assertThat(session.count()).isEqualTo(2 * benches + 1);
        assertThat(session.expected().toSeconds()).isPositive();
        JsonNode json = new ObjectMapper().readTree(Session.json(session.run(Progress.silent(), done -> {})));
        assertThat(json).hasSize(session.count());
        for (JsonNode result : json) {
            if (result.at("/benchmark").asText().contains("GemmBench")) {
                assertThat(result.at("/params/n").asText()).isEqualTo("20");
            } else {
                assertThat(result.at("/params/layer").asText()).isEqualTo(layer.toLine());
            }
            assertThat(result.at("/primaryMetric/score").asDouble()).isPositive();
            assertThat(result.at("/secondaryMetrics/allocated.bytes/score").isNumber())
                    .as("bytes allocated in a run")
                    .isTrue();
        }
    }

    @Test
    void countsTheBytesOfARunAndNothingElse() {
        assertThat(RunAllocation.bytesOf(() -> {})).isLessThan(1);
        byte[][] kept = new byte[1][];
        assertThat(RunAllocation.bytesOf(() -> kept[0] = new byte[100_000])).isBetween(100_000.0, 101_000.0);
    }
}
