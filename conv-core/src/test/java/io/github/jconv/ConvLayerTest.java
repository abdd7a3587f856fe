package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.jconv.testkit.TensorsFloat;
import org.junit.jupiter.api.Test;

class ConvLayerTest {

    private static final Conv2d CONV = Conv2d.of(2, 3, 3).padding(1);
    private static final Shape IN = Shape.nhwc(2, 5, 4, 2);

    private static ConvLayer layer(long seed) {
        return ConvLayer.kaimingUniform(CONV, IN, true, seed, Planner.serial());
    }

    @Test
    void learnsTheEdgeDetector() {
        float[] x = new float[6 * 8];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 8 < 2 || i % 8 > 5 ? 1 : 0;
        }
        float[] target = Conv2d.of(1, 1, 1, 2).apply(x, Shape.nchw(1, 1, 6, 8), new float[] {1, -1}, null);
        float[] kernel = GradientExamples.layer(x, target, 0.03);
        assertThat(kernel[0]).isCloseTo(1, within(0.1f));
        assertThat(kernel[1]).isCloseTo(-1, within(0.1f));
    }

    @Test
    void startsWithinTheBoundAndTheSameForASeed() {
        try (ConvLayer one = layer(1);
                ConvLayer same = layer(1);
                ConvLayer other = layer(2)) {
            assertThat(one.weights()).isEqualTo(same.weights()).isNotEqualTo(other.weights());
            assertThat(one.bias()).isEqualTo(same.bias()).isNotEqualTo(other.bias());
            float bound = (float) (1 / Math.sqrt(18));
            for (float weight : one.weights()) {
                assertThat(weight).isBetween(-bound, bound);
            }
        }
    }

    @Test
    void forwardAndBackwardAreThoseOfTheConvolution() {
        float[] x = TensorsFloat.integers(IN.elements(), 1);
        float[] g = TensorsFloat.integers(CONV.outputShape(IN).elements(), 2);
        try (ConvLayer layer = layer(3)) {
            layer.set(TensorsFloat.integers(54, 3), TensorsFloat.integers(3, 4));
            float[] y = new float[g.length];
            float[] gradX = new float[x.length];
            layer.forward(x, y);
            layer.backward(g, gradX);
            layer.backward(g, null);
            assertThat(y).isEqualTo(CONV.apply(x, IN, layer.weights(), layer.bias()));
            assertThat(gradX).isEqualTo(CONV.inputGradient(g, IN, layer.weights()));
            assertThat(layer.weightGradient()).isEqualTo(twice(CONV.weightGradient(x, IN, g)));
            assertThat(layer.biasGradient()).isEqualTo(twice(CONV.biasGradient(g, IN)));
            layer.clearGradients();
            assertThat(layer.weightGradient()).containsOnly(0);
        }
    }

    private static float[] twice(float[] once) {
        float[] twice = once.clone();
        for (int i = 0; i < twice.length; i++) {
            twice[i] *= 2;
        }
        return twice;
    }

    /** Two steps by hand: w 3, gradient 4 and 4. */
    @Test
    void stepsWithMomentumAndDecay() {
        Shape one = Shape.nchw(1, 1, 1, 1);
        try (ConvLayer layer = ConvLayer.kaimingUniform(Conv2d.of(1, 1, 1), one, true, 1, Planner.serial())) {
            layer.set(new float[] {3}, new float[] {1});
            float[] y = new float[1];
            layer.forward(new float[] {2}, y);
            assertThat(y[0]).isEqualTo(7);
            layer.backward(new float[] {2}, null); // by the weight 4, by the bias 2
            layer.step(0.5, 0.25, 0.5); // velocities 5.5 and 2.5
            assertThat(layer.weights()[0]).isEqualTo(0.25f);
            assertThat(layer.bias()[0]).isEqualTo(-0.25f);
            layer.forward(new float[] {2}, y);
            assertThat(y[0]).as("with the new weights").isEqualTo(0.25f);
            layer.backward(new float[] {2}, null);
            layer.step(0.5, 0.25, 0.5); // velocities 5.5 / 4 + 4 + 0.125 and 2.5 / 4 + 2 - 0.125
            assertThat(layer.weights()[0]).isEqualTo(-2.5f);
            assertThat(layer.bias()[0]).isEqualTo(-1.5f);
        }
    }

    @Test
    void aRefusedBackwardAddsNothing() {
        try (ConvLayer layer = layer(1)) {
            float[] x = TensorsFloat.random(IN.elements(), 1);
            float[] g = TensorsFloat.random(CONV.outputShape(IN).elements(), 2);
            layer.forward(x, new float[g.length]);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.backward(g, new float[IN.elements() - 1]))
                    .withMessageContaining("gradSrc has 79 elements but 80 are needed");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.backward(g, g))
                    .withMessageContaining("gradDst and gradSrc are the same array");
            assertThat(layer.weightGradient()).containsOnly(0);
            assertThat(layer.biasGradient()).containsOnly(0);
        }
    }

    @Test
    void aClosedLayerRunsNoMore() {
        ConvLayer layer = layer(1);
        float[] x = new float[IN.elements()];
        float[] y = new float[CONV.outputShape(IN).elements()];
        layer.forward(x, y);
        layer.close();
        layer.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> layer.forward(x, y))
                .withMessageContaining("the layer was closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> layer.backward(y, x))
                .withMessageContaining("the layer was closed");
        assertThat(layer.weights()).hasSize(CONV.weightElements());
    }

    @Test
    void refuses() {
        try (ConvLayer layer = layer(1)) {
            float[] g = new float[CONV.outputShape(IN).elements()];
            assertThatIllegalStateException()
                    .isThrownBy(() -> layer.backward(g, null))
                    .withMessageContaining("forward");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.step(-1, 0, 0))
                    .withMessageContaining("rate is -1.0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.step(1, Double.NaN, 0))
                    .withMessageContaining("momentum is NaN");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.set(new float[53], new float[3]))
                    .withMessageContaining("53");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.set(new float[54], null))
                    .withMessageContaining("exactly 3");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ConvLayer.kaimingUniform(CONV.activation(Activation.RELU), IN, false, 1, Planner.serial()))
                .withMessageContaining("relu");
    }
}
