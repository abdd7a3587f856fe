package io.github.jconv.simd.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Conv2d;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In NCHW a panel of output channels need not be full, which the cost model once took for granted. */
@Tag("vector")
class FewOutputChannelsTest {

    @Test
    void oneOrAFewOutputChannelsAreMultipliedDirectly() {
        assertThat(explain(Conv2d.of(512, 1, 1), Shape.nchw(1, 512, 8, 8)).chosen())
                .isEqualTo("implicit-gemm"); // portable takes twenty times as long
        assertThat(explain(Conv2d.of(64, 3, 3).padding(1), Shape.nchw(1, 64, 32, 32))
                        .chosen())
                .isEqualTo("implicit-gemm"); // winograd-f4x3 takes three times as long
    }

    @Test
    void anEmptyBatchHasACost() {
        Explanation empty = explain(Conv2d.of(64, 3, 3).padding(1), Shape.nchw(0, 64, 14, 14));
        assertThat(empty.answers())
                .filteredOn(Explanation.Answer::accepted)
                .allSatisfy(answer -> assertThat(answer.cost()).isFinite());
    }

    private static Explanation explain(Conv2d conv, Shape src) {
        return Planner.serial().explain(conv, src, DType.FLOAT32);
    }
}
