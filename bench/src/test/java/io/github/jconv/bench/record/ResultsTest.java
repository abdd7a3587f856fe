package io.github.jconv.bench.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.DType;
import io.github.jconv.bench.BadInput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written comes back, once, in order, summed up. */
class ResultsTest {

    @TempDir
    Path folder;

    @Test
    void recordsOfManyPlacesComeOnceAndInTheOrderOfTime() throws Exception {
        Path later = new FakeRecord(2, "later").write(Files.createDirectories(folder.resolve("a/deep")));
        new FakeRecord(1, "earlier").write(folder);
        Path copies = Files.createDirectories(folder.resolve("copies"));
        new FakeRecord(2, "later").write(copies);
        List<Results> all = Results.load(List.of(later, folder, copies));
        assertThat(all).extracting(results -> results.run().subject()).containsExactly("earlier", "later");
        Results first = all.getFirst();
        assertThat(first.run().peak()).isEqualTo(new Peak(100, 50, 20));
        assertThat(first.run().machine()).isEqualTo("A processor, 2 cores, 512-bit vectors");
        assertThat(first.run().shortCommit()).isEqualTo("abcdef000001");
        assertThat(first.noiseFloor()).isEqualTo(0.02);
        assertThat(first.measures())
                .extracting(Measure::who)
                .as("neither the plan timed again nor one without a time")
                .containsOnly("jconv nchw", "onednn blocked", "jconv");
    }

    @Test
    void aRunWritesItsOwnHistoryAndTheLastResults() {
        RunRecord record = RunRecord.now(new Peak(100, Double.NaN, Double.NaN));
        Noise noise = new Noise();
        noise.pair(1, 1.25);
        boolean[] done = {false};
        RecordFiles files = new RecordFiles(folder, List.of("bench", "--quick"), "a note", () -> done[0] = true);
        for (String results : List.of("[]", "[ ]")) {
            files.write(
                    record,
                    noise,
                    Map.of("libraries", Map.of("jconv", "512 bits")),
                    results.getBytes(StandardCharsets.UTF_8));
        }
        files.done();
        assertThat(done[0]).isTrue();
        assertThat(folder.resolve("history").resolve(record.id() + ".json")).hasContent("[ ]");
        assertThat(files.results()).hasContent("[ ]");
        Results read = Results.load(List.of(folder)).getFirst();
        assertThat(read.run()).isEqualTo(record);
        assertThat(read.note()).isEqualTo("a note");
        assertThat(read.command()).containsExactly("bench", "--quick");
        assertThat(read.noise()).isEqualTo(noise.value());
        assertThat(read.libraries()).containsEntry("jconv", "512 bits");
        assertThat(read.measures()).isEmpty();
        assertThat(RunRecord.now(record.peak()).id()).isNotEqualTo(record.id());
    }

    @Test
    void networksAreSummedByCount() {
        Results results =
                Results.load(List.of(new FakeRecord(1, "").write(folder))).getFirst();
        List<Total> totals = Total.of(results.measures());
        assertThat(totals).hasSize(6);
        Total ours = totals.getFirst();
        assertThat(ours.who()).isEqualTo("jconv nchw");
        assertThat(ours.layers()).isEqualTo(2);
        assertThat(ours.time().median()).isEqualTo(40);
        assertThat(ours.flops()).isEqualTo(2.0 * 100 * 9 * 16 * (3 * 8 + 16));
        assertThat(totals.get(2).who()).isEqualTo(Total.BEST_PEER);
        assertThat(totals.get(2).time().median()).isEqualTo(80);
    }

    @Test
    void ofJmhTheBenchmarkSaysWhatItCounts() throws Exception {
        String entry = "{\"benchmark\":\"io.github.jconv.bench.jmh.%s\",\"params\":{%s},\"primaryMetric\":{\"score\":2,"
                + "\"scoreUnit\":\"us/op\",\"rawData\":[[2,3],[1,2]]},\"secondaryMetrics\":{%s}}";
        String layer = "\"layer\":\"net,one,3,1,8,10,10,16,1,1,1,1,0,0,0,0,1,1,1\",\"layout\":\"nhwc\"";
        Measure conv =
                measure(entry.formatted("SimdBench.conv", layer + ",\"shift\":\"12\"", "\"flops\":{\"score\":25600}"));
        assertThat(conv.who()).isEqualTo("simd nhwc shift=12");
        assertThat(conv.work()).isEqualTo("one");
        assertThat(conv.flops()).isEqualTo(25600);
        assertThat(conv.bytes()).isEqualTo(4 * (800 + 128 + 1600));
        assertThat(conv.micros()).containsExactly(2, 3, 1, 2);
        Measure plan = measure(entry.formatted("PlanningBench.plan", layer, ""));
        assertThat(plan.who()).isEqualTo("planning plan nhwc");
        assertThat(plan.flops()).isNaN();
        assertThat(plan.bytes()).isNaN();
        Measure tiles = measure(entry.formatted("SchedulerBench.run", "\"jobs\":\"-1\",\"tiles\":\"16\"", ""));
        assertThat(tiles.who()).isEqualTo("scheduler");
        assertThat(tiles.work()).isEqualTo("run tiles=16");
        assertThat(tiles.jobs()).isEqualTo(4);
        assertThat(Total.of(List.of(conv, plan, tiles))).extracting(Total::who).containsExactly("simd nhwc shift=12");
    }

    @Test
    void gradientsAreWorkOfTheirOwn() throws Exception {
        String entry = "{\"benchmark\":\"io.github.jconv.bench.peers.jconv.nhwc\",\"params\":{%s\"library\":\"jconv\","
                + "\"layer\":\"net,one,3,1,8,10,10,16,1,1,1,1,0,0,0,0,1,1,1\"},"
                + "\"primaryMetric\":{\"score\":2,\"scoreUnit\":\"us/op\",\"rawData\":[[2]]}}";
        Measure forward = measure(entry.formatted(""));
        Measure input = measure(entry.formatted("\"gradient\":\"INPUT\","));
        Measure weights = measure(entry.formatted("\"gradient\":\"WEIGHTS\","));
        assertThat(List.of(forward, input, weights))
                .extracting(Measure::who)
                .containsExactly("jconv nhwc", "jconv nhwc gradient by input", "jconv nhwc gradient by weights");
        assertThat(List.of(forward, input, weights)).extracting(Measure::key).doesNotHaveDuplicates();
        assertThat(weights.suite()).isEqualTo("gradient");
        assertThat(Total.of(List.of(input, forward, weights)))
                .extracting(Total::who, total -> total.time().median())
                .containsExactly(tuple("jconv nhwc", 6.0));
    }

    @Test
    void poolingsAndPlanesAreSuitesOfTheirOwn() throws Exception {
        String entry =
                "{\"benchmark\":\"io.github.jconv.bench.peers.jconv.nhwc\",\"params\":{%s,\"library\":\"jconv\"},"
                        + "\"gflops\":3,\"primaryMetric\":{\"score\":2,\"scoreUnit\":\"us/op\",\"rawData\":[[2]]}}";
        Measure pooling = measure(entry.formatted("\"pooling\":\"max 2x2\""));
        Measure plane = measure(entry.formatted("\"plane\":\"9x9, filter 3x3\""));
        assertThat(List.of(pooling, plane))
                .extracting(Measure::suite, Measure::work, Measure::flops)
                .containsExactly(tuple("pooling", "max 2x2", 6000.0), tuple("planes", "9x9, filter 3x3", 6000.0));
        Results results =
                Results.load(List.of(new FakeRecord(1, "").write(folder))).getFirst();
        assertThat(results.repro(pooling)).isEqualTo("bench/conv bench");
    }

    private static Measure measure(String json) throws JsonProcessingException {
        return Measure.of(new ObjectMapper().readTree(json), 4);
    }

    @Test
    void everyMeasureHasItsCommand() {
        Results results =
                Results.load(List.of(new FakeRecord(1, "").write(folder))).getFirst();
        assertThat(results.measures().stream().map(results::repro).distinct())
                .containsExactly(
                        "bench/conv bench --workload net.csv --layer one",
                        "bench/conv bench --workload net.csv --layer '" + FakeRecord.HOSTILE + "'",
                        "bench/conv bench --workload gemm");
    }

    @Test
    void aProductInDoubleIsNotThatInFloat() throws Exception {
        String entry =
                "{'benchmark': 'io.github.jconv.bench.peers.jconv', 'params': {'n': '64', 'type': '%s', 'library': 'jconv'},"
                        + " 'primaryMetric': {'score': 5, 'scoreUnit': 'us/op', 'rawData': [[5]]}}";
        ObjectMapper mapper = new ObjectMapper();
        Measure wide = Measure.of(mapper.readTree(entry.formatted("FLOAT64").replace('\'', '"')), 1);
        assertThat(wide.work()).isEqualTo("dgemm 64");
        assertThat(wide.type()).isEqualTo(DType.FLOAT64);
        assertThat(wide.bytes()).isEqualTo(3 * 8 * 64 * 64);
        Measure narrow = Measure.of(mapper.readTree(entry.formatted("FLOAT32").replace('\'', '"')), 1);
        assertThat(narrow.work()).isEqualTo("sgemm 64");
        assertThat(narrow.key()).isNotEqualTo(wide.key());
        assertThatThrownBy(() ->
                        Measure.of(mapper.readTree(entry.formatted("FLOAT16").replace('\'', '"')), 1))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("FLOAT16")
                .hasMessageContaining("FLOAT64");
    }

    private Results withCommand(String... words) {
        Results read =
                Results.load(List.of(new FakeRecord(1, "").write(folder))).getFirst();
        return new Results(read.run(), 0, 0, 0, "", List.of(words), Map.of(), read.measures());
    }

    @Test
    void theCommandOfABenchmarkIsOfItAlone() throws Exception {
        String entry = "{\"benchmark\":\"io.github.jconv.bench.jmh.%s\",\"params\":{%s},\"primaryMetric\":{\"score\":2,"
                + "\"scoreUnit\":\"us/op\",\"rawData\":[[2,3],[1,2]]}}";
        Measure tile = measure(entry.formatted("KernelBench.tile", "\"rows\":\"14\",\"shift\":\"0\""));
        Measure first = measure(entry.formatted(
                "FirstCallBench.first",
                "\"layer\":\"net,one,3,1,8,10,10,16,1,1,1,1,0,0,0,0,1,1,1\",\"layout\":\"nhwc\""));
        Measure network = measure(entry.formatted("NetworkBench.layers", "\"network\":\"vgg19\",\"shift\":\"0\""));
        Results all = withCommand(
                "bench", "--suite", "all", "--workload=net.csv,vgg19,gemm", "--quick", "--param", "shift=0");
        assertThat(List.of(tile, first, network))
                .extracting(all::repro)
                .containsExactly(
                        "bench/conv bench --workload gemm --quick --suite kernel --param rows=14 --param shift=0",
                        "bench/conv bench --workload net.csv,vgg19 --quick --suite first-call --layer one --param layout=nhwc",
                        "bench/conv bench --workload gemm --quick --suite network --workload vgg19 --param shift=0");
        assertThat(all.measures().stream().map(all::repro).toList())
                .contains("bench/conv bench --suite all --workload net.csv,vgg19 --quick --param shift=0 --layer one");
    }
}
