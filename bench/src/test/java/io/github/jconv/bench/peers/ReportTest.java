package io.github.jconv.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Precision;
import io.github.jconv.bench.record.Noise;
import io.github.jconv.bench.record.Peak;
import io.github.jconv.bench.record.RecordFiles;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.workload.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arithmetic of tables, totals and files. */
class ReportTest {

    @TempDir
    Path folder;

    private static final Contender NCHW = Contender.jconv(Layout.NCHW, Precision.DEFAULT);
    private static final Contender NHWC = Contender.jconv(Layout.NHWC, Precision.DEFAULT);
    private static final Contender FASTER = Contender.jconv(Layout.NCHW, Precision.DEFAULT, "winograd");
    private static final List<Contender> PEERS = Contender.convPeers();

    private static Timed timed(Contender contender, double micros) {
        double[] nanos = {micros * 2e3, micros * 1e3, micros * 1e2}; // the median is the middle one
        return new Timed(contender, "direct nchw", nanos, new double[] {7, 7, 7});
    }

    /** 1x1 10>10 @10, 10 000 multiply-adds: 20 GFLOP/s in one microsecond. */
    private static Row row(String layer, int count, double... micros) {
        List<Contender> all = new ArrayList<>(List.of(NCHW, NHWC));
        all.addAll(PEERS);
        all.add(FASTER);
        List<Timed> times = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            times.add(
                    i < micros.length && micros[i] > 0
                            ? timed(all.get(i), micros[i])
                            : Timed.none(all.get(i), "not this time"));
        }
        String line = "net," + layer + "," + count + ",1,10,10,10,10,1,1,1,1,0,0,0,0,1,1,1";
        return new Row(new Work.Conv(Layer.parse(line)), 2, times, new double[] {90, 100, 110});
    }

    private static final List<Row> ROWS =
            List.of(row("first", 3, 2, 4, 9, 5, 6, 8, 1), row("second", 1, 10, 20, 30, 60, 50, 15, 16));

    @Test
    void onOneThreadItsProcessorTimeCounts() {
        assertThat(timed(NCHW, 5).micros(2)).isEqualTo(5);
        assertThat(timed(NCHW, 5).micros(1)).isEqualTo(7e-3);
        assertThat(Timed.none(NCHW, "no").micros(1)).isNaN();
    }

    @Test
    void totalsWeighLayersByTheirCount() {
        Totals totals = Totals.of(ROWS).getFirst();
        assertThat(totals.layers()).isEqualTo(2);
        assertThat(totals.micros())
                .containsEntry("jconv nchw", 3 * 2.0 + 10)
                .containsEntry("jconv nhwc", 3 * 4.0 + 20)
                .containsEntry("onednn nhwc", 3 * 5.0 + 60)
                .containsEntry("onnxruntime", 3 * 8.0 + 15)
                .containsEntry(Totals.BEST_ONEDNN, 3 * 5.0 + 30)
                .containsEntry(Totals.BEST_PEER, 3 * 5.0 + 15)
                .doesNotContainKey(FASTER.name());
    }

    @Test
    void aSumThatLacksALayerIsNone() {
        Totals totals =
                Totals.of(List.of(ROWS.getFirst(), row("second", 1, 10, 0, 30))).getFirst();
        assertThat(totals.micros().get("jconv nchw")).isEqualTo(16);
        assertThat(totals.micros().get("jconv nhwc")).isNaN();
        assertThat(totals.micros().get("onnxruntime")).isNaN();
        assertThat(totals.micros().get(Totals.BEST_PEER)).isEqualTo(45);
    }

    @Test
    void rowsKnowTheBestPeerAndHowManyTimesFasterWeAre() {
        Row row = ROWS.getFirst();
        assertThat(row.best(contender -> !contender.own()).contender().name()).isEqualTo("onednn nhwc");
        assertThat(row.ratio("jconv nchw")).isEqualTo(2.5);
        assertThat(row.gflops(row.micros("jconv nchw"))).isEqualTo(10);
        assertThat(row.peakInTurn()).isEqualTo(100);
    }

    @Test
    void tablesSayItAll() {
        List<String> lines = new Report(ROWS, 50)
                .lines().stream()
                        .map(line -> line.replaceAll(" +", " ").strip())
                        .toList();
        assertThat(lines)
                .contains("layers, 2 threads, microseconds")
                // 10 of 2 * 100 GFLOP/s: the peak in turn was higher than the one measured alone
                .contains("first 1x1 10>10 @10 3 2.0 4.0 9.0 5.0 6.0 8.0 onednn nhwc 2.50 10 5 1.25 5 3")
                .contains("first, 2 threads 1x1 10>10 @10 nchw direct winograd 2.0 1.0 100")
                .contains("second, 2 threads 1x1 10>10 @10 nchw direct winograd 10.0 16.0 -38")
                .contains("jconv nchw 0.016 1.00 0.50")
                .contains("best peer per layer 0.030 1.88 0.94")
                .contains("peak of one core: 50 GFLOP/s alone, 100 in turn with the work (median); % is of the larger");
    }

    @Test
    void withoutPeersNothingIsCompared() {
        Row alone = new Row(ROWS.getFirst().work(), 1, List.of(timed(NCHW, 2)), new double[0]);
        List<String> lines = new Report(List.of(alone), Double.NaN).lines();
        assertThat(lines.get(1)).doesNotContain("peer", "ratio").contains("GF", "jconv nchw");
        assertThat(lines).noneMatch(line -> line.contains("onednn") || line.contains("NaN"));
    }

    @Test
    void thePlanTimedAgainGivesTheNoiseAndNothingElse() {
        Contender again = Contender.again(Layout.NCHW, Precision.DEFAULT);
        Row row = new Row(
                ROWS.getFirst().work(), 2, List.of(timed(NCHW, 2), timed(NHWC, 9), timed(again, 3)), new double[0]);
        Noise noise = new Noise();
        row.addTo(noise);
        assertThat(noise.pairs()).isEqualTo(1);
        assertThat(noise.value()).isCloseTo(0.5, within(1e-9));
        assertThat(new Report(List.of(row), 50).lines()).noneMatch(line -> line.contains("again"));
        assertThat(Totals.of(List.of(row)).getFirst().micros()).containsOnlyKeys("jconv nchw", "jconv nhwc");
    }

    @Test
    void filesHaveJmhsFormAndNoNan() throws IOException {
        RecordFiles files = new RecordFiles(folder, List.of("bench"), "", () -> {});
        ResultsFile file = new ResultsFile(files);
        RunRecord record = RunRecord.now(new Peak(50, 25, Double.NaN));
        List<Row> rows = List.of(ROWS.getFirst(), row("second", 1, 10, 0, 30));
        file.write(rows, record, Map.of("onednn", "3.11"), Turns.Effort.QUICK);
        JsonNode results = new ObjectMapper().readTree(files.results().toFile());
        assertThat(results).hasSize(14);
        JsonNode first = results.get(0);
        assertThat(first.at("/benchmark").asText()).isEqualTo("io.github.jconv.bench.peers.jconv.nchw");
        assertThat(first.at("/params/layer").asText()).startsWith("net,first,3,");
        assertThat(first.at("/primaryMetric/score").asDouble()).isEqualTo(2);
        assertThat(first.at("/primaryMetric/scoreUnit").asText()).isEqualTo("us/op");
        assertThat(first.at("/primaryMetric/rawData/0")).hasSize(3);
        assertThat(results.get(8).at("/primaryMetric/score").isNull()).isTrue();
        assertThat(results.get(8).at("/detail").asText()).isEqualTo("not this time");
        JsonNode meta =
                new ObjectMapper().readTree(folder.resolve("results.meta.json").toFile());
        assertThat(meta.at("/libraries/onednn").asText()).isEqualTo("3.11");
        assertThat(meta.at("/peakGflops32").asDouble()).isEqualTo(50);
        assertThat(meta.at("/peakInTurnGflops32").asDouble()).isEqualTo(100);
        assertThat(meta.at("/totalsMicros/0/micros/jconv nchw").asDouble()).isEqualTo(16);
        assertThat(meta.at("/totalsMicros/0/micros/jconv nhwc").isNull()).isTrue();
    }

    @Test
    void poolingsAreComparedInTheirLayoutAndWithACopy() {
        List<Timed> times = new ArrayList<>();
        double[] micros = {100, 50, 100, 1000, 200};
        List<Contender> all = Contender.pooling(List.of(Layout.values()), true);
        for (int i = 0; i < micros.length; i++) {
            times.add(timed(all.get(i), micros[i]));
        }
        Work.Pool work = Works.POOLINGS.getFirst();
        Row row = new Row(work, 2, times, new double[] {100}, new double[] {40, 80, 60});
        assertThat(row.ratio("jconv nchw")).isEqualTo(10);
        assertThat(row.ratio("jconv nhwc")).isEqualTo(4);
        assertThat(row.gigabytes(50)).isCloseTo(work.bytes() / 50e3, within(1e-9));
        assertThat(row.copy()).isEqualTo(60);
        List<String> lines = new Report(List.of(row), 50).lines();
        assertThat(lines).first().asString().startsWith("poolings, 2 threads");
        assertThat(lines.get(1))
                .contains("pytorch nhwc", "ratio nhwc", "% copy nchw")
                .doesNotContain("again");
        assertThat(lines.get(2)).contains("max 2x2 s2 64@112", " 10.00 ", " 4.00 ");
    }

    @Test
    void productsOfMatricesHaveATableWithoutTheirRepetition() {
        List<Row> both = Stream.of(DType.values())
                .map(type -> new Work.Gemm(type, 100))
                .map(work -> new Row(
                        work,
                        2,
                        Contender.gemm(work, true).stream()
                                .map(one -> timed(one, one.name().equals("onednn packed") ? 25 : 100))
                                .toList(),
                        new double[] {100}))
                .toList();
        assertThat(both.getFirst().ratio("jconv")).isEqualTo(1);
        assertThat(both.getFirst().ratio("jconv packed")).isEqualTo(0.25);
        List<String> lines = new Report(both, 50).lines();
        assertThat(lines).first().asString().startsWith("sgemm of square matrices");
        assertThat(lines.get(4)).startsWith("dgemm of square matrices");
        assertThat(lines).noneMatch(line -> line.contains("again") || line.contains("planner's choice"));
        assertThat(lines.get(2)).startsWith("sgemm").endsWith("10"); // 20 GFLOP/s of twice 100
        assertThat(lines.get(6)).startsWith("dgemm").endsWith("20"); // of twice 50
    }
}
