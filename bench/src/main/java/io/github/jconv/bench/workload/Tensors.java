package io.github.jconv.bench.workload;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import java.util.SplittableRandom;

/** Tensors to run a layer on: the same numbers for the same seed, in either layout. */
public final class Tensors {

    private Tensors() {}

    /**
     * Random numbers from -1 to 1. Convolutions take the same time for all ordinary numbers; what would change it,
     * zeros that are skipped and numbers below the normal range, does not occur.
     *
     * @param count how many
     * @param seed where the sequence starts
     * @return the numbers
     */
    public static float[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    /**
     * Widens.
     *
     * @param floats the numbers
     * @return the same numbers
     */
    public static double[] widen(float[] floats) {
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    /**
     * Doubles that use all their bits. Widened floats would not do for a test: their products are exact in double, most
     * sums too, and no rounding error could ever show.
     *
     * @param floats the numbers
     * @return a third of each
     */
    public static double[] thirds(float[] floats) {
        double[] thirds = widen(floats);
        for (int i = 0; i < thirds.length; i++) {
            thirds[i] /= 3;
        }
        return thirds;
    }

    /**
     * Reorders a tensor from NCHW.
     *
     * @param nchw the tensor
     * @param shape the result's shape
     * @return the tensor in that shape's layout; the argument itself where that is NCHW
     */
    public static float[] from(float[] nchw, Shape shape) {
        if (shape.layout() == Layout.NCHW) {
            return nchw;
        }
        float[] reordered = new float[nchw.length];
        int[] places = places(shape);
        for (int i = 0; i < places.length; i++) {
            reordered[places[i]] = nchw[i];
        }
        return reordered;
    }

    /**
     * Reorders a tensor of doubles from NCHW.
     *
     * @param nchw the tensor
     * @param shape the result's shape
     * @return the tensor in that shape's layout; the argument itself where that is NCHW
     */
    public static double[] from(double[] nchw, Shape shape) {
        if (shape.layout() == Layout.NCHW) {
            return nchw;
        }
        double[] reordered = new double[nchw.length];
        int[] places = places(shape);
        for (int i = 0; i < places.length; i++) {
            reordered[places[i]] = nchw[i];
        }
        return reordered;
    }

    /**
     * Reorders a tensor of doubles to NCHW.
     *
     * @param tensor in the shape's layout
     * @param shape its shape
     * @return another array
     */
    public static double[] nchw(double[] tensor, Shape shape) {
        double[] nchw = new double[tensor.length];
        int[] places = places(shape);
        for (int i = 0; i < places.length; i++) {
            nchw[i] = tensor[places[i]];
        }
        return nchw;
    }

    /**
     * Reorders a tensor to NCHW.
     *
     * @param tensor in the shape's layout
     * @param shape its shape
     * @return another array
     */
    public static float[] nchw(float[] tensor, Shape shape) {
        float[] nchw = new float[tensor.length];
        int[] places = places(shape);
        for (int i = 0; i < places.length; i++) {
            nchw[i] = tensor[places[i]];
        }
        return nchw;
    }

    /** Where each element in the order of NCHW lies. */
    private static int[] places(Shape shape) {
        int[] places = new int[shape.elements()];
        int at = 0;
        for (int n = 0; n < shape.n(); n++) {
            for (int c = 0; c < shape.c(); c++) {
                for (int h = 0; h < shape.h(); h++) {
                    for (int w = 0; w < shape.w(); w++) {
                        places[at++] = shape.index(n, c, h, w);
                    }
                }
            }
        }
        return places;
    }

    /**
     * Reorders weights from KCRS.
     *
     * @param kcrs the weights
     * @param problem the problem they are for
     * @return the weights in the order of the problem's layout; the argument itself where that is NCHW
     */
    public static float[] weights(float[] kcrs, ConvProblem problem) {
        if (problem.src().layout() == Layout.NCHW) {
            return kcrs;
        }
        float[] reordered = new float[kcrs.length];
        int at = 0;
        for (int k = 0; k < problem.k(); k++) {
            for (int c = 0; c < problem.groupC(); c++) {
                for (int r = 0; r < problem.window().r(); r++) {
                    for (int s = 0; s < problem.window().s(); s++) {
                        reordered[problem.weightIndex(k, c, r, s)] = kcrs[at++];
                    }
                }
            }
        }
        return reordered;
    }
}
