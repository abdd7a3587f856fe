package io.github.jconv.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.machine.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;

/** The benchmarks run, each in a fork of its own, and say what they ran on. */
class SessionTest {

    private static final Layer LAYER = Layer.parse("net,tiny,1,2,3,8,8,4,3,3,1,1,1,1,1,1,1,1,1");

    private static final Effort SHORTEST = new Effort(1, 0, 1, 1, 1);

    private static Session session(List<Suite> suites, String network) {
        return session(suites, network, Map.of());
    }

    private static Session session(List<Suite> suites, String network, Map<String, List<String>> params) {
        return new Session(suites, List.of(LAYER), List.of(network), List.of(20), List.of(2), params, SHORTEST);
    }

    @Test
    void runsEveryRungAndWritesJmhsJson() throws IOException {
        Session session = session(Suite.rungs(), "resnet50");
        int benches = Machine.current().vectors().usable() ? 4 : 3;
        assertThat(session.count()).isEqualTo(2 * benches + 2);
        assertThat(session.expected().toSeconds()).isPositive();
        List<Integer> done = new ArrayList<>();
        Collection<RunResult> results = session.run(Progress.silent(), soFar -> done.add(soFar.size()));
        assertThat(done).startsWith(1, 2, 3).endsWith(session.count());
        JsonNode json = new ObjectMapper().readTree(Session.json(results));
        assertThat(json).hasSize(session.count());
        for (JsonNode result : json) {
            if (result.at("/benchmark").asText().contains("GemmBench")) {
                assertThat(result.at("/params/n").asText()).isEqualTo("20");
                assertThat(result.at("/secondaryMetrics/flops/score").asDouble())
                        .isEqualTo(16000);
            } else {
                assertThat(result.at("/params/layer").asText()).isEqualTo(LAYER.toLine());
            }
            assertThat(result.at("/primaryMetric/score").asDouble()).isPositive();
            assertThat(result.at("/secondaryMetrics/allocated.bytes/score").isNumber())
                    .as("bytes allocated in a run")
                    .isTrue();
        }
    }

    /** One virtual machine for all of them: what a benchmark checks before it is timed is what is tested. */
    @Test
    void everyOtherSuiteChecksItsOutputAndRuns(@TempDir Path folder) throws IOException {
        String columns = "network,layer,count,n,c,h,w,k,r,s,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,"
                + "dil_h,dil_w,groups\n";
        Path network = Files.writeString(folder.resolve("net.csv"), columns + LAYER.toLine() + "\n");
        List<Suite> others = new ArrayList<>(Suite.named(List.of("all")));
        others.removeAll(Suite.rungs());
        Session session =
                session(others, network.toString(), Map.of("h", List.of("20"))).inThisMachine();
        assertThat(session.run(Progress.silent(), soFar -> {}))
                .hasSize(session.count())
                .allSatisfy(result ->
                        assertThat(result.getPrimaryResult().getScore()).isPositive())
                .extracting(result -> Suite.of(result.getParams().getBenchmark()))
                .containsAll(others);
    }

    @Test
    void algorithmsAreThoseThatAccept() {
        int accepting = session(List.of(Suite.ALGORITHM), "resnet50").count();
        assertThat(accepting).isBetween(2, 2 * (Planner.algorithms().size() - 1));
    }

    @Test
    void parametersAreChosenAndChecked() {
        List<Suite> suites = List.of(Suite.GEMM, Suite.ALGORITHM);
        Map<String, List<String>> few = Map.of(
                "n",
                List.of("8", "9"),
                "shift",
                List.of("12"),
                "layout",
                List.of("nhwc"),
                "algorithm",
                List.of("portable"));
        Session session = session(suites, "resnet50", few);
        session.check();
        assertThat(session.count()).isEqualTo(2 * 2 + 1);
        session(List.of(Suite.DISPATCH), "resnet50", Map.of("algorithm", List.of("auto", "portable")))
                .check();
        Map<List<String>, String> refused = Map.of(
                List.of("shape", "0"), "--param has shape but these suites know algorithm, layout, n, shift",
                List.of("layer", "x"), "--param has layer but",
                List.of("shift", "x"), "--param has shift=x but it takes whole numbers from 0 on",
                List.of("layout", "chwn"), "--param has layout=chwn but it takes nchw, nhwc",
                List.of("algorithm", "best"), "--param has algorithm=best but it takes ");
        refused.forEach((param, said) -> assertThatThrownBy(
                        session(suites, "resnet50", Map.of(param.getFirst(), List.of(param.getLast())))::check)
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith(said));
    }

    @Test
    void refusesSuitesThatAreNot() {
        assertThatThrownBy(() -> Suite.named(List.of("gem")))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("there is no suite gem among reference, portable,");
        for (Suite suite : Suite.values()) { // records know a suite by its class
            String bench = suite.pattern().replaceAll("^.*\\.(\\w+)Bench\\\\\\.$", "$1");
            assertThat(bench.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT))
                    .isEqualTo(suite.word());
        }
        assertThat(Suite.named(List.of("first-call", "gemm"))).containsExactly(Suite.GEMM, Suite.FIRST_CALL);
    }

    @Test
    void countsTheBytesOfARunAndNothingElse() {
        assertThat(RunFacts.bytesOf(() -> {})).isLessThan(1);
        byte[][] kept = new byte[1][];
        assertThat(RunFacts.bytesOf(() -> kept[0] = new byte[100_000])).isBetween(100_000.0, 101_000.0);
    }
}
