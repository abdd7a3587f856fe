package io.github.jconv.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.DType;
import io.github.jconv.bench.workload.Layer;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Workers are asked in turns, and one that goes wrong does not stop the others. */
class TurnsTest {

    private static final Work CONV = new Work.Conv(Layer.parse("net,tiny,2,2,3,7,6,11,3,2,2,1,1,0,1,1,1,1,1"));
    private static final Work GROUPED = new Work.Conv(Layer.parse("net,deep,1,1,12,5,5,12,3,3,1,1,1,1,1,1,1,1,12"));
    private static final Work BY_INPUT =
            new Work.Gradient(GradientData.By.INPUT, Layer.parse("net,tiny,2,2,3,7,6,11,3,2,2,1,1,0,1,1,1,1,1"));
    private static final Work BY_WEIGHTS =
            new Work.Gradient(GradientData.By.WEIGHTS, Layer.parse("net,deep,1,1,12,5,5,12,3,3,1,1,1,1,1,1,1,1,12"));
    private static final Turns.Effort ONE_RUN = new Turns.Effort(0, 0, 0, 3, 60_000);

    private static Contender contender(String library, String variant) {
        return new Contender(library + " " + variant, new Contender.Library(library, "none", false, Map.of()), variant);
    }

    @Test
    void contendersTakeTurns() {
        List<String> runs;
        Row row;
        try (FakeWorkers workers = new FakeWorkers()) {
            row = new Turns(workers, ONE_RUN).run(CONV, 1, List.of(contender("a", "right"), contender("b", "right")));
            runs = List.copyOf(workers.runs);
        }
        // prepared and warmed up one after the other, then a run each in every round, then released
        assertThat(runs).containsExactly("a", "a", "b", "b", "a", "b", "a", "b", "a", "b", "a closed", "b closed");
        assertThat(row.times()).allSatisfy(timed -> {
            assertThat(timed.wallNanos()).hasSize(3).doesNotContain(0.0);
            assertThat(timed.cpuNanos()).hasSize(3);
            assertThat(timed.detail()).isEqualTo("made of");
        });
    }

    @Test
    void whoGoesWrongIsOutAndSaysWhy() {
        List<String> variants = List.of("wrong", "unable", "broken", "right");
        List<Work> all = new java.util.ArrayList<>(
                List.of(CONV, GROUPED, BY_INPUT, BY_WEIGHTS, new Work.Gemm(DType.FLOAT32, 20)));
        all.addAll(Works.POOLINGS);
        all.add(new Work.Plane(20, 5));
        all.add(new Work.Plane(9, 7));
        for (Work work : all) {
            try (FakeWorkers workers = new FakeWorkers().without("gone", "not for this system")) {
                List<Contender> contenders = new java.util.ArrayList<>(variants.stream()
                        .map(variant -> contender("a", variant))
                        .toList());
                contenders.add(contender("gone", "right"));
                Row row = new Turns(workers, ONE_RUN).run(work, 1, contenders);
                assertThat(row.times()).extracting(Timed::done).containsExactly(false, false, false, true, false);
                assertThat(row.times().get(0).detail()).contains("disagrees with the reference");
                assertThat(row.times().get(1).detail()).isEqualTo("no such thing");
                assertThat(row.times().get(2).detail()).contains("broke");
                assertThat(row.times().get(4).detail()).isEqualTo("not for this system");
                assertThat(row.micros("a wrong")).isNaN();
                assertThat(row.micros("a right")).isPositive();
            }
        }
    }

    /** Every change from one library that spins to another waits, also that from the last to the first. */
    @Test
    void onSeveralThreadsSpinnersAreWaitedFor() {
        List<Contender> contenders = List.of(contender("a", "right"), contender("a", "right"), contender("b", "right"));
        Turns.Effort effort = new Turns.Effort(0, 0, 0, 2, 60_000);
        assertThat(Turns.pauseSeconds(contenders, 1, effort)).isZero();
        assertThat(Turns.pauseSeconds(contenders, 2, effort)).isEqualTo(4 * Turns.SPIN_MILLIS / 1e3);
        assertThat(Turns.pauseSeconds(contenders.subList(0, 2), 2, effort)).isZero();
        try (FakeWorkers workers = new FakeWorkers()) {
            List<Integer> pauses = new java.util.ArrayList<>();
            new Turns(workers, effort, pauses::add).run(CONV, 1, contenders);
            assertThat(pauses).isEmpty();
            new Turns(workers, effort, pauses::add).run(CONV, 2, contenders);
            assertThat(pauses).hasSize(4).containsOnly(Turns.SPIN_MILLIS);
        }
    }

    @Test
    void patienceEndsButLeavesOneSample() {
        Turns.Effort impatient = new Turns.Effort(0, 0, 0, 3, 0);
        try (FakeWorkers workers = new FakeWorkers()) {
            Row row = new Turns(workers, impatient).run(CONV, 1, List.of(contender("a", "right")));
            assertThat(row.times().getFirst().wallNanos()).hasSize(1);
        }
    }

    @Test
    void lessTimeIsFewerAndShorterTurnsButNeverNone() {
        Turns.Effort all = new Turns.Effort(300, 40, 20, 5, 2000);
        assertThat(all.within(1)).isEqualTo(all);
        assertThat(all.within(Double.POSITIVE_INFINITY)).isEqualTo(all);
        assertThat(all.within(0.8)).isEqualTo(new Turns.Effort(240, 32, 16, 4, 1600));
        assertThat(all.within(0.01)).isEqualTo(new Turns.Effort(3, 0, 0, 3, 20));
    }

    @Test
    void aRemoteSkipsForeignLinesAndKnowsWhenItsWorkerEnded() throws Exception {
        StringWriter asked = new StringWriter();
        Remote remote = new Remote(new StringReader("noise\n=>ok\tone 1.0\n=>failed\tbad\tluck\n"), asked);
        assertThat(remote.about()).isEqualTo("one 1.0");
        assertThatThrownBy(() -> remote.release("7"))
                .isInstanceOf(Remote.Failed.class)
                .hasMessage("bad luck");
        assertThat(remote.ended()).isFalse();
        assertThatThrownBy(remote::about).isInstanceOf(Remote.Failed.class).hasMessage("its process ended");
        assertThat(remote.ended()).isTrue();
        assertThat(asked.toString().lines()).containsExactly("about", "release\t7", "about");
    }

    @Test
    void workerAnswersWhatItDoesNotKnow() throws Exception {
        StringWriter answers = new StringWriter();
        new Worker(new FakePeer("a", new java.util.ArrayList<>()))
                .serve(
                        new java.io.BufferedReader(new StringReader("about\ndance\nprepare\t0\tright\tconv:x\n")),
                        new java.io.PrintWriter(answers, true));
        List<String> lines = answers.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("=>ok\ta 1.0 of this test");
        assertThat(lines.get(1)).startsWith("=>failed").contains("dance");
        assertThat(lines.get(2)).startsWith("=>failed").contains("has 1 columns");
    }

    @Test
    void workIsALine() {
        for (Work work : List.of(CONV, GROUPED, new Work.Gemm(DType.FLOAT32, 512), new Work.Gemm(DType.FLOAT64, 9))) {
            assertThat(Work.parse(work.text())).isEqualTo(work);
            assertThat(work.bytes()).isZero();
        }
        List<Work> memory = new java.util.ArrayList<>(Works.POOLINGS);
        memory.addAll(Works.PLANES);
        assertThat(memory).hasSize(20).doesNotHaveDuplicates().allSatisfy(work -> {
            assertThat(Work.parse(work.text())).isEqualTo(work);
            assertThat(work.bytes()).isPositive();
            assertThat(work.text()).doesNotContain("\t");
        });
        assertThat(Works.POOLINGS.getFirst().bytes()).isEqualTo(4 * 64 * (112 * 112 + 56 * 56));
        assertThat(Works.POOLINGS.getFirst().macs()).isEqualTo(64 * 112 * 112 / 2.0);
        assertThat(new Work.Plane(10, 3).macs()).isEqualTo(900);
        assertThatThrownBy(() -> Work.parse("pool:min")).hasMessageContaining("pool:min");
        assertThatThrownBy(() -> Work.parse("fft:3")).hasMessageContaining("fft:3");
        assertThat(new Work.Gemm(DType.FLOAT32, 10).macs()).isEqualTo(1000);
        assertThat(CONV.macs()).isEqualTo(2.0 * 11 * 4 * 6 * 3 * 3 * 2);
    }
}
