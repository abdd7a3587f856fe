package io.github.jconv.simd;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.machine.Machine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On every rung of the ladder the answer is right, and one line says what is missing and what to pass. */
@Tag("ladder")
class LadderTest {

    private static final String RUNG = System.getProperty("conv.test.rung");

    /** What the line must say on this rung. */
    private static String expectedRefusal() {
        return switch (RUNG) {
            case "no-module" -> "--add-modules jdk.incubator.vector";
            case "no-fma" -> "-XX:-UseFMA";
            case "c1-only" -> "TieredStopAtLevel";
            default -> throw new IllegalStateException("unknown rung " + RUNG);
        };
    }

    @Test
    void theRefusalNamesTheCauseAndTheFlag() {
        assertThat(Machine.current().vectors().usable()).isFalse();
        assertThat(Machine.current().vectors().bits()).isZero();
        assertThat(Machine.current().vectors().refusal()).contains(expectedRefusal());
    }

    @Test
    void theProviderLogsOneLine() {
        List<String> lines = new ArrayList<>();
        Logger logger = Logger.getLogger("io.github.jconv");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                lines.add(logged.getLevel() + " " + logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            new SimdProvider();
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("WARNING JConv runs without vector kernels: ")
                .contains(expectedRefusal());
    }

    @Test
    void everyVectorAlgorithmDeclinesWithTheReasonAndThePortableLoopsAnswer() {
        Conv2d conv = Conv2d.of(2, 8, 3).padding(1);
        Shape shape = Shape.nchw(1, 2, 9, 9);
        Explanation explanation = Planner.serial().explain(conv, shape, DType.FLOAT32);
        assertThat(explanation.chosen()).isEqualTo("portable");
        assertThat(explanation.answers())
                .filteredOn(answer -> new SimdProvider()
                        .algorithms().stream().anyMatch(a -> a.name().equals(answer.algorithm())))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.reason()).contains(expectedRefusal()));

        float[] x = new float[shape.elements()];
        float[] w = new float[conv.weightElements()];
        Arrays.fill(x, 1);
        Arrays.fill(w, 1);
        float[] y = conv.apply(x, shape, w, null);
        assertThat(y[0]).isEqualTo(2 * 4); // a corner sees four of nine pixels of two channels
        assertThat(y[9 + 1]).isEqualTo(2 * 9);
    }
}
