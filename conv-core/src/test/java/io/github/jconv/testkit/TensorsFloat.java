package io.github.jconv.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Tensors to test with. Equal seeds give equal tensors. */
public final class TensorsFloat {
    private TensorsFloat() {}

    /**
     * Integers from -4 to 4: their products and sums are exact in any order as long as depth * 16 stays under 2^24.
     *
     * @param elements how many
     * @param seed of the random numbers
     * @return the tensor
     */
    public static float[] integers(int elements, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] tensor = new float[elements];
        for (int i = 0; i < elements; i++) {
            tensor[i] = random.nextInt(-4, 5);
        }
        return tensor;
    }

    /**
     * Numbers of both signs whose magnitudes spread over a thousandfold, so that sums cancel and rounding shows.
     *
     * @param elements how many
     * @param seed of the random numbers
     * @return the tensor
     */
    public static float[] random(int elements, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] tensor = new float[elements];
        for (int i = 0; i < elements; i++) {
            tensor[i] = (float) (random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-3, 0.5)));
        }
        return tensor;
    }

    /**
     * What a destination holds before a run: small integers where they are added to, else NaN.
     *
     * @param p the convolution
     * @return a new tensor, the same at each call
     */
    public static float[] held(ConvProblem p) {
        if (p.accumulate()) {
            return integers(p.dst().elements(), 99);
        }
        float[] held = new float[p.dst().elements()];
        Arrays.fill(held, Float.NaN);
        return held;
    }

    /**
     * The absolute values in double, for magnitudes.
     *
     * @param tensor the numbers, or null
     * @return their absolute values, or null
     */
    public static double[] abs(float[] tensor) {
        if (tensor == null) {
            return null;
        }
        double[] abs = new double[tensor.length];
        for (int i = 0; i < tensor.length; i++) {
            abs[i] = Math.abs((double) tensor[i]);
        }
        return abs;
    }

    /**
     * Reorders an NCHW tensor.
     *
     * @param nchw the tensor
     * @param shape what it shall be
     * @return the tensor in the shape's layout
     */
    public static float[] inLayout(float[] nchw, Shape shape) {
        if (shape.layout() == Layout.NCHW) {
            return nchw;
        }
        float[] tensor = new float[shape.elements()];
        int at = 0;
        for (int n = 0; n < shape.n(); n++) {
            for (int c = 0; c < shape.c(); c++) {
                for (int h = 0; h < shape.h(); h++) {
                    for (int w = 0; w < shape.w(); w++) {
                        tensor[shape.index(n, c, h, w)] = nchw[at++];
                    }
                }
            }
        }
        return tensor;
    }

    /**
     * Reorders KCRS weights.
     *
     * @param kcrs the weights
     * @param p the problem whose layout decides
     * @return the weights in the order of the problem
     */
    public static float[] weightsFor(float[] kcrs, ConvProblem p) {
        if (p.src().layout() == Layout.NCHW) {
            return kcrs;
        }
        float[] weights = new float[kcrs.length];
        int at = 0;
        for (int k = 0; k < p.k(); k++) {
            for (int c = 0; c < p.groupC(); c++) {
                for (int r = 0; r < p.window().r(); r++) {
                    for (int s = 0; s < p.window().s(); s++) {
                        weights[p.weightIndex(k, c, r, s)] = kcrs[at++];
                    }
                }
            }
        }
        return weights;
    }

    /**
     * The numbers of nested JSON arrays in order.
     *
     * @param json a number or arrays of them
     * @return the tensor
     */
    public static float[] of(JsonNode json) {
        List<Double> numbers = new ArrayList<>();
        collect(json, numbers);
        float[] tensor = new float[numbers.size()];
        for (int i = 0; i < tensor.length; i++) {
            tensor[i] = numbers.get(i).floatValue();
        }
        return tensor;
    }

    private static void collect(JsonNode json, List<Double> numbers) {
        if (json.isNumber()) {
            numbers.add(json.doubleValue());
        } else {
            json.forEach(element -> collect(element, numbers));
        }
    }
}
