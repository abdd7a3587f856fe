package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.machine.Machine;
import io.github.jconv.testkit.Allocation;
import io.github.jconv.testkit.TensorsFloat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** Planes, poolings and gradients as convolutions: one plan, one run, and one fallback where vectors are missing. */
    @Test
    void everyKindOfPlanIsSeen() throws IOException {
        Shape dst = CONV.outputShape(SRC);
        float[] dy = TensorsFloat.random(dst.elements(), 3);
        float[] plane = new float[SRC.elements()];
        List<String> expected = new ArrayList<>();
        List<RecordedEvent> events = record(
                () -> {
                    PlaneFilter filter =
                            PlaneFilter.of(3, 3).padding(Padding.same()).border(Border.REFLECT);
                    try (ConvPlan planes = Planner.serial().plan(filter, 3, 8, 9, new float[9]);
                            PoolPlan pool = Planner.serial().plan(Pool2d.max(2), SRC, DType.FLOAT32);
                            TransposePlan input = Planner.serial().gradients().input(CONV, SRC, WEIGHTS);
                            WeightGradientPlan weights =
                                    Planner.serial().gradients().weights(CONV, SRC, DType.FLOAT32);
                            PoolGradientPlan poolGradient =
                                    Planner.serial().gradients().pool(Pool2d.sum(2), SRC, DType.FLOAT32)) {
                        planes.run(X, plane);
                        pool.run(X, new float[pool.dstShape().elements()]);
                        input.run(dy, plane);
                        weights.run(X, dy, new float[WEIGHTS.length], null);
                        poolGradient.run(dy, plane);
                        for (Object plan : List.of(planes, pool, input, weights, poolGradient)) {
                            expected.add(plan.toString());
                        }
                    }
                },
                "PlanMade",
                "PlanRun",
                "Fallback");
        assertThat(made(events, "PlanMade"))
                .extracting(event -> event.getString("problem") + ": " + event.getString("description"))
                .isEqualTo(expected);
        assertThat(made(events, "PlanMade")).allSatisfy(event -> {
            assertThat(event.getDouble("cost")).isPositive();
            assertThat(event.getDuration()).isPositive();
        });
        assertThat(made(events, "PlanRun"))
                .extracting(event -> event.getString("problem") + " " + event.getString("algorithm"))
                .isEqualTo(made(events, "PlanMade").stream()
                        .map(event -> event.getString("problem") + " " + event.getString("algorithm"))
                        .toList());
        assertThat(made(events, "PlanRun").getFirst().getString("problem")).endsWith("reflect");
        assertThat(made(events, "Fallback"))
                .hasSize(Machine.current().vectors().usable() ? 0 : 5)
                .allSatisfy(event -> assertThat(event.getString("reason")).startsWith("no vector kernels: "));
    }

    private static List<RecordedEvent> made(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.github.jconv." + name))
                .toList();
    }

    @Test
    void fallbacksAreSeen() throws IOException {
        Path absent = folder.resolve("absent");
        List<RecordedEvent> events =
                record(() -> Planner.builder().profile(absent).build(), "Fallback");
        assertThat(events)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getString("reason")).contains(absent.toString(), "there is no such file"));
    }

    @Test
    void whatNobodyRecordsAllocatesNothing() throws IOException {
        long[] least = new long[3];
        List<RecordedEvent> events = record(
                () -> {
                    try (ConvPlan plan =
                            Planner.builder().algorithm("reference").build().plan(CONV, SRC, WEIGHTS, null)) {
                        least[0] = Allocation.leastOf(20_000, () -> plan.run(X, Y));
                    }
                    float[] dst = new float[SRC.elements()];
                    try (PoolPlan plan = Planner.serial().plan(Pool2d.max(1), SRC, DType.FLOAT32)) {
                        least[1] = Allocation.leastOf(20_000, () -> plan.run(X, dst));
                    }
                    try (TransposePlan plan = Planner.serial().gradients().input(CONV, SRC, WEIGHTS)) {
                        least[2] = Allocation.leastOf(20_000, () -> plan.run(Y, dst));
                    }
                },
                "PlanMade");
        assertThat(events).hasSize(3);
        assertThat(least).containsOnly(0);
    }
}
