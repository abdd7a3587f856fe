package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.testkit.TensorsFloat;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documented examples run and give what their comments say. */
class ExamplesTest {

    private final float[] photo = TensorsFloat.integers(8 * 3 * 224 * 224, 1);
    private final float[] weights = TensorsFloat.integers(64 * 3 * 7 * 7, 2);
    private final float[] bias = TensorsFloat.integers(64, 3);

    @Test
    void applyAndPlanAgree() {
        float[] y = Examples.apply(photo, weights, bias);
        assertThat(y).hasSize(8 * 64 * 112 * 112);
        float[] planned = new float[y.length];
        assertThat(Examples.plan(photo, weights, bias, planned)).contains("nchw float32");
        for (int i = 0; i < y.length; i++) {
            assertThat(planned[i]).isEqualTo(Math.max(y[i], 0));
        }
    }

    @Test
    void warmUp() {
        float[] y = new float[8 * 32 * 32];
        Duration took =
                Examples.warmUp(TensorsFloat.integers(3 * 32 * 32, 1), TensorsFloat.integers(3 * 3 * 3 * 8, 2), y);
        assertThat(took).isPositive();
        assertThat(y).as("the run after the warm-up").isNotEqualTo(new float[y.length]);
    }

    @Test
    void gemm() {
        assertThat(Examples.gemm()).containsExactly(4, 5, 10, 11);
        assertThat(Examples.packed()).containsExactly(4, 5, 10, 11);
    }

    @Test
    void pool() {
        float[] gradX = new float[64 * 112 * 112];
        float[] y =
                Examples.pool(TensorsFloat.integers(gradX.length, 4), TensorsFloat.integers(64 * 56 * 56, 5), gradX);
        assertThat(y).hasSize(64 * 56 * 56);
        assertThat(gradX[1]).isEqualTo(TensorsFloat.integers(1, 5)[0] / 4);
    }

    @Test
    void poolPlan() {
        float[] x = TensorsFloat.integers(112 * 112 * 64, 4);
        float[] y = new float[56 * 56 * 64];
        int[] indices = Examples.poolPlan(x, y);
        for (int i = 0; i < 64; i++) {
            assertThat(y[i]).isEqualTo(x[indices[i] * 64 + i]);
        }
    }

    @Test
    void transpose() {
        float[] y =
                Examples.transpose(TensorsFloat.integers(16 * 14 * 14, 6), TensorsFloat.integers(16 * 8 * 3 * 3, 7));
        assertThat(y).hasSize(8 * 28 * 28);
    }

    @Test
    void gradients() {
        float[] x = TensorsFloat.integers(2 * 3 * 16 * 16, 6);
        float[] gradY = TensorsFloat.integers(2 * 8 * 16 * 16, 7);
        float[] weights = TensorsFloat.integers(8 * 3 * 3 * 3, 8);
        float[] gradX = new float[x.length];
        float[] gradW = new float[weights.length];
        float[] gradB = new float[8];
        Arrays.fill(gradB, 1);
        GradientExamples.gradients(x, gradY, weights, gradX, gradW, gradB);
        Conv2d conv = Conv2d.of(3, 8, 3).padding(1);
        Shape in = Shape.nchw(2, 3, 16, 16);
        assertThat(gradX).isEqualTo(conv.inputGradient(gradY, in, weights));
        assertThat(gradW).isEqualTo(conv.weightGradient(x, in, gradY));
        assertThat(gradB[0]).isEqualTo(conv.biasGradient(gradY, in)[0] + 1);
    }

    @Test
    void poolGradient() {
        float[] x = TensorsFloat.integers(2 * 16 * 16 * 3, 8);
        float[] y = new float[2 * 8 * 8 * 3];
        float[] gradY = TensorsFloat.integers(y.length, 9);
        float[] gradX = new float[x.length];
        GradientExamples.pool(x, y, gradY, gradX);
        Pool2d pool = Pool2d.max(3).stride(2).padding(1);
        int[] indices = new int[y.length];
        pool.maxWithIndices(x, Shape.nhwc(2, 16, 16, 3), y, indices);
        assertThat(gradX).isEqualTo(pool.inputGradient(gradY, indices, Shape.nhwc(2, 16, 16, 3)));
    }

    @Test
    void plannedTranspose() {
        float[] y = new float[28 * 28 * 8];
        float[] x = TensorsFloat.integers(14 * 14 * 16, 6);
        float[] weights = TensorsFloat.integers(16 * 8 * 4 * 4, 7);
        assertThat(GradientExamples.transpose(x, weights, null, y)).contains("4 phases");
        ConvTranspose2d twice = ConvTranspose2d.of(16, 8, 4).stride(2).padding(1);
        assertThat(y).isEqualTo(twice.apply(x, Shape.nhwc(1, 14, 14, 16), weights, null));
    }

    @Test
    void unfold() {
        float[] ones = new float[4 * 5 * 5 * 3];
        Arrays.fill(ones, 1);
        float[] counts = Examples.unfold(ones);
        assertThat(counts[0]).as("windows over the corner").isEqualTo(1);
        assertThat(counts[Shape.nhwc(4, 5, 5, 3).index(0, 0, 1, 1)])
                .as("windows over (1,1)")
                .isEqualTo(4);
    }

    @Test
    void planes() {
        float[] flat = new float[480 * 640];
        Arrays.fill(flat, 7);
        float[] edges = Examples.planes(flat, new float[100 * 64 * 64]);
        assertThat(edges).hasSize(480 * 640);
        assertThat(edges[100 * 640 + 100]).as("an edge in a flat picture").isZero();
    }

    @Test
    void planePlan() {
        float[] flat = new float[480 * 640];
        Arrays.fill(flat, 7);
        float[] mean = new float[49];
        Arrays.fill(mean, 0.25f);
        float[] smooth = Examples.planePlan(List.of(flat), mean);
        assertThat(smooth[0]).as("a corner: the picture turned over, no zeros").isEqualTo(7 * 49 * 0.25f);
    }
}
