package io.github.jconv.bench.demo;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvLayer;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/**
 * A kernel to be learned from an input and what the kernel makes of it: gradient descent on the squared error.
 *
 * @param conv the convolution
 * @param src the input's shape
 * @param x the input
 * @param kernel what is to be found, KCRS
 * @param mean whether the loss is the mean of the squared errors, else their sum
 */
record Lesson(Conv2d conv, Shape src, float[] x, float[] kernel, boolean mean) {

    /**
     * What was learned.
     *
     * @param losses the loss before each step, and after the last
     * @param kernel the kernel found
     * @param output what it makes of the input
     * @param target what the right one makes of it
     */
    record Learned(List<Double> losses, float[] kernel, float[] output, float[] target) {

        double loss() {
            return losses.getLast();
        }
    }

    /**
     * Descends until the loss is below a goal, or for so many steps.
     *
     * @param each is told of every step and its loss
     */
    Learned learn(
            Planner planner,
            long seed,
            double rate,
            double momentum,
            double goal,
            int steps,
            ObjDoubleConsumer<Integer> each) {
        float[] target = conv.apply(x, src, kernel, null);
        float[] y = new float[target.length];
        float[] gradY = new float[target.length];
        List<Double> losses = new ArrayList<>();
        try (ConvLayer layer = ConvLayer.kaimingUniform(conv, src, false, seed, planner)) {
            while (true) {
                layer.forward(x, y);
                losses.add(loss(y, target, gradY));
                each.accept(losses.size() - 1, losses.getLast());
                if (losses.getLast() < goal || losses.size() > steps) {
                    return new Learned(List.copyOf(losses), layer.weights(), y, target);
                }
                layer.backward(gradY, null);
                layer.step(rate, momentum, 0);
            }
        }
    }

    /** The loss, and its gradient by the output. */
    private double loss(float[] y, float[] target, float[] gradY) {
        double scale = mean ? 1.0 / y.length : 1;
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            double error = (double) y[i] - target[i];
            sum += error * error;
            gradY[i] = (float) (2 * scale * error);
        }
        return scale * sum;
    }
}
