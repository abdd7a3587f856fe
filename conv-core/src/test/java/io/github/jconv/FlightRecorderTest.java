package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.testkit.Allocation;
import io.github.jconv.testkit.TensorsFloat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans are seen in a recording that asks for them, and cost nothing in one that does not. */
class FlightRecorderTest {

    private static final Conv2d CONV = Conv2d.of(3, 4, 3).padding(1);
    private static final Shape SRC = Shape.nchw(1, 3, 8, 9);
    private static final float[] X = TensorsFloat.random(SRC.elements(), 1);
    private static final float[] WEIGHTS = TensorsFloat.random(CONV.weightElements(), 2);
    private static final float[] Y = new float[CONV.outputShape(SRC).elements()];

    @TempDir
    Path folder;

    private List<RecordedEvent> record(Runnable what, String... names) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String name : List.of("PlanMade", "PlanRun", "Fallback")) {
                recording.disable("io.github.jconv." + name);
            }
            for (String name : names) {
                recording.enable("io.github.jconv." + name).withoutThreshold();
            }
            recording.start();
            what.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.github.jconv."))
                .toList();
    }

    @Test
    void plansAndRunsAreSeen() throws IOException {
        String[] said = new String[2];
        List<RecordedEvent> events = record(
                () -> {
                    try (ConvPlan plan = Planner.serial().plan(CONV, SRC, WEIGHTS, null)) {
                        plan.run(X, Y);
                        plan.run(
                                MemorySegment.ofArray(X),
                                Arena.ofAuto().allocate((long) Y.length * Float.BYTES, Float.BYTES));
                        said[0] = plan.algorithm();
                        said[1] = plan.describe();
                    }
                },
                "PlanMade",
                "PlanRun");
        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .containsExactly("io.github.jconv.PlanMade", "io.github.jconv.PlanRun", "io.github.jconv.PlanRun");
        for (RecordedEvent event : events) {
            assertThat(event.getString("problem")).isEqualTo("float32 NCHW 1x3x8x9 K4 k3x3 p1,1,1,1");
            assertThat(event.getString("algorithm")).isEqualTo(said[0]);
            assertThat(event.getDuration()).isPositive();
        }
        assertThat(events.getFirst().getString("description")).isEqualTo(said[1]);
        assertThat(events.getFirst().getDouble("cost")).isPositive();
    }

    @Test
    void fallbacksAreSeen() throws IOException {
        Path absent = folder.resolve("absent");
        List<RecordedEvent> events =
                record(() -> Planner.builder().profile(absent).build(), "Fallback");
        assertThat(events)
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getString("reason")).contains(absent.toString(), "cannot be read"));
    }

    @Test
    void whatNobodyRecordsAllocatesNothing() throws IOException {
        long[] least = new long[1];
        List<RecordedEvent> events = record(
                () -> {
                    try (ConvPlan plan =
                            Planner.builder().algorithm("reference").build().plan(CONV, SRC, WEIGHTS, null)) {
                        least[0] = Allocation.leastOf(20_000, () -> plan.run(X, Y));
                    }
                },
                "PlanMade");
        assertThat(events).hasSize(1);
        assertThat(least[0]).isZero();
    }
}
