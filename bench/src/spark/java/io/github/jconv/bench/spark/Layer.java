package io.github.jconv.bench.spark;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A convolution as a value that travels: what a plan is made from. A plan itself does not travel; each virtual machine
 * makes its own on first use, one for all its tasks.
 *
 * @param in channels of an image
 * @param out channels of a result
 * @param kernel rows and columns of the window
 * @param padding pixels on each side
 * @param h rows of an image
 * @param w columns of an image
 * @param weights out * in * kernel * kernel numbers, for channels-first images
 * @param bias a number for each output channel
 */
public record Layer(int in, int out, int kernel, int padding, int h, int w, float[] weights, float[] bias)
        implements Serializable {

    /** The plans of this virtual machine, by value: each task has a copy of the layer of its own. */
    private static final ConcurrentMap<Layer, ConvPlan> PLANS = new ConcurrentHashMap<>();

    /** The plan, for one thread: Spark keeps the cores busy, a task each. Any number of tasks may run it at once. */
    ConvPlan plan() {
        return PLANS.computeIfAbsent(this, Layer::newPlan);
    }

    private ConvPlan newPlan() {
        Conv2d conv = Conv2d.of(in, out, kernel).padding(padding).activation(Activation.RELU);
        return Planner.serial().plan(conv, Shape.nchw(1, in, h, w), weights, bias);
    }

    /** How many plans this virtual machine has made. */
    static int plansHere() {
        return PLANS.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layer that
                && in == that.in
                && out == that.out
                && kernel == that.kernel
                && padding == that.padding
                && h == that.h
                && w == that.w
                && Arrays.equals(weights, that.weights)
                && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(
                new int[] {in, out, kernel, padding, h, w, Arrays.hashCode(weights), Arrays.hashCode(bias)});
    }
}
