package io.github.jconv.bench.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jconv.bench.record.FakeRecord;
import io.github.jconv.bench.record.Results;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** The page as text; bench/src/dashboard-test opens it in a browser. */
class DashboardTest {

    @TempDir
    Path folder;

    private List<Results> records() {
        new FakeRecord(1, "first").write(folder);
        new FakeRecord(2, "</script><script>alert(1)</script> & more")
                .times(0.5)
                .write(folder);
        return Results.load(List.of(folder));
    }

    private static Set<String> found(String text, String regex) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void asksNothingOfTheNetworkAndNoDataIsMarkup() {
        String page = Dashboard.page(records());
        assertThat(page.substring(0, 15)).isEqualTo("<!doctype html>");
        assertThat(found(page, "(default-src '\\w+')")).containsExactly("default-src 'none'");
        assertThat(found(page, "(https?:[^'\"\\\\]*|src=|@import|url\\()"))
                .containsExactly("http://www.w3.org/2000/svg");
        assertThat(page.split("</script>", -1).length).as("ends of scripts").isEqualTo(2 + 1);
        assertThat(found(page, "(alert\\(1\\)<|<b>|/\\*[A-Z]+\\*/)")).isEmpty();
    }

    @Test
    void itsScriptFindsEveryElementItNames() {
        String page = Dashboard.page(List.of());
        Set<String> ids = found(page, " id=\"([\\w-]+)\"");
        assertThat(ids).contains("networks", "layers", "roofline", "scaling", "history", "compare", "record", "tip");
        assertThat(ids).containsAll(found(page, "byId\\('([\\w-]+)'\\)"));
        assertThat(ids).containsAll(found(page, "bodyOf\\('([\\w-]+)'\\)"));
        assertThat(ids).containsAll(found(page, "connect\\('([\\w-]+)'"));
        assertThat(ids).containsAll(found(page, "href=\"#([\\w-]+)\""));
        assertThat(ids).containsAll(found(page, "aria-labelledby=\"([\\w-]+)\""));
    }

    @Test
    void holdsTheRecordsNumbers() throws Exception {
        JsonNode records = new ObjectMapper().readTree(Dashboard.json(records()));
        assertThat(records).hasSize(2);
        JsonNode last = records.get(1);
        assertThat(last.at("/subject").asText()).isEqualTo("</script><script>alert(1)</script> & more");
        assertThat(last.at("/peak").asDouble()).isEqualTo(100);
        assertThat(last.at("/measures/0/noise").asDouble()).isEqualTo(0.02);
        assertThat(last.at("/totals/0/micros").asDouble()).isEqualTo(20);
        assertThat(last.at("/measures")).hasSize(9);
        JsonNode measure = last.at("/measures/0");
        assertThat(measure.at("/micros").asDouble()).isEqualTo(5);
        assertThat(measure.at("/low").asDouble()).isLessThan(5);
        assertThat(measure.at("/shape").asText()).isEqualTo("3x3 8>16 @10");
        assertThat(measure.at("/flops").asDouble()).isEqualTo(2 * 100 * 9 * 16 * 8);
        assertThat(measure.at("/bytes").asDouble()).isEqualTo(4 * (800 + 9 * 16 * 8 + 1600));
        assertThat(measure.at("/repro").asText()).isEqualTo("bench/conv bench --workload net.csv --layer one");
    }

    private Path sub(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    @Test
    void theDrawingIsOfRecordsOfOneCommitAndMachine() throws Exception {
        new FakeRecord(1, "one network").named("net").write(folder);
        new FakeRecord(1, "another").named("other").write(sub("other"));
        new FakeRecord(1, "elsewhere").named("far").on("Another").write(sub("far"));
        Path file = folder.resolve("networks.svg");
        Dashboard.writeNetworks(file, Results.load(List.of(folder.resolve("other"), folder.resolve("far"))));
        assertThat(Files.readString(file)).contains("other, 2 layers, 1");
        Dashboard.writeNetworks(file, Results.load(List.of(folder)));
        assertThat(Files.readString(file))
                .contains("net, 2 layers, 1", "other, 2 layers, 1")
                .doesNotContain("far,");
    }

    @Test
    void whatOneCommitHasOnOneMachineStandsTogether() throws Exception {
        new FakeRecord(1, "one network").named("net").write(folder);
        new FakeRecord(2, "another commit").named("other").write(sub("other"));
        new FakeRecord(1, "elsewhere").named("far").on("Another").write(sub("far"));
        new FakeRecord(1, "the second").named("second").write(sub("second"));
        JsonNode states = new ObjectMapper().readTree(Dashboard.json(Results.load(List.of(folder))));
        assertThat(states).hasSize(3);
        assertThat(states.findValuesAsText("networks").stream().map(svg -> found(svg, ">(\\w+), 2 layers, 1 ")))
                .containsExactlyInAnyOrder(Set.of("net", "second"), Set.of("far"), Set.of("other"));
        JsonNode joined = states.valueStream()
                .filter(state -> state.at("/measures").size() == 16)
                .findFirst()
                .orElseThrow();
        assertThat(joined.at("/facts/record").asText()).containsPattern("-net-----\n.*-second--");
        assertThat(joined.at("/facts/processor").asText()).isEqualTo("A processor, 2 cores");
    }

    @Test
    void whatWasMeasuredAgainOrOfChangedSourceStandsApart() throws Exception {
        new FakeRecord(1, "first").named("net").write(folder);
        new FakeRecord(1, "other words").named("network").write(sub("network"));
        List<Results> records = Results.load(List.of(folder));
        assertThat(State.of(records)).hasSize(1);
        assertThat(State.of(List.of(records.get(0), records.get(1), records.get(0))))
                .extracting(state -> state.records().size())
                .containsExactly(2, 1);
        new FakeRecord(1, "changed").named("changed").dirty().write(sub("changed"));
        new FakeRecord(1, "changed").named("more").dirty().write(sub("changed"));
        assertThat(State.of(Results.load(List.of(folder)))).hasSize(3);
    }

    @Test
    void theExamplesDrawingIsMadeOfItsRecord() throws Exception {
        Path docs = Path.of("").toAbsolutePath().resolveSibling("docs");
        Path file = folder.resolve("networks.svg");
        Dashboard.writeNetworks(file, Results.load(List.of(docs.resolve("records"))));
        assertThat(file).hasSameTextualContentAs(docs.resolve("networks.svg"));
    }

    @Test
    void theDrawingIsXmlAndTheSameAsInThePage() throws Exception {
        List<Results> records = records();
        Path file = folder.resolve("networks.svg");
        assertThat(Dashboard.writeNetworks(file, records)).isTrue();
        String svg = Files.readString(file);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(svg).contains("net, 2 layers, 1 thread", "net, 2 layers, 2 threads", "0.02 (4.00x)", "0.08");
        JsonNode page = new ObjectMapper().readTree(Dashboard.json(records));
        assertThat(page.at("/1/networks").asText()).isEqualTo(svg);
        assertThat(Dashboard.writeNetworks(file, List.of())).isFalse();
    }
}
