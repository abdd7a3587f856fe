package io.github.jconv.adjoint;

import io.github.jconv.Layout;
import io.github.jconv.Shape;
import java.util.Arrays;

/**
 * The gradient by the bias: the sum of the output's gradient over each channel, in loops that C2 vectorises by itself. A
 * tile is a block of channels; the order of its sums depends on the shape alone.
 */
public final class BiasGradientFloat {

    /** Sums side by side: channels of a tile where they lie together, else partial sums of one channel. */
    private static final int SIDE = 64;

    private BiasGradientFloat() {}

    /**
     * How many tiles there are.
     *
     * @param shape the output's
     * @return one for each block of channels
     */
    public static int tiles(Shape shape) {
        return (shape.c() + SIDE - 1) / SIDE;
    }

    /**
     * Makes what each thread needs.
     *
     * @return the workspace
     */
    public static float[] newWorkspace() {
        return new float[SIDE];
    }

    /**
     * Sums a block of channels.
     *
     * @param shape the output's
     * @param tile the block
     * @param gradDst the gradient by the output
     * @param gradBias one number a channel
     * @param accumulate whether the sums are added to what gradBias holds
     * @param sums a workspace
     */
    public static void run(Shape shape, int tile, float[] gradDst, float[] gradBias, boolean accumulate, float[] sums) {
        int first = tile * SIDE;
        int count = Math.min(SIDE, shape.c() - first);
        if (shape.layout() == Layout.NHWC) {
            pixels(shape, first, count, gradDst, sums);
            for (int k = 0; k < count; k++) {
                gradBias[first + k] = (accumulate ? gradBias[first + k] : 0) + sums[k];
            }
        } else {
            for (int k = first; k < first + count; k++) {
                float sum = planes(shape, k, gradDst, sums);
                gradBias[k] = (accumulate ? gradBias[k] : 0) + sum;
            }
        }
    }

    private static void pixels(Shape shape, int first, int count, float[] gradDst, float[] sums) {
        Arrays.fill(sums, 0f);
        int end = shape.elements();
        for (int at = first; at < end; at += shape.c()) {
            for (int k = 0; k < count; k++) {
                sums[k] += gradDst[at + k];
            }
        }
    }

    private static float planes(Shape shape, int channel, float[] gradDst, float[] sums) {
        int plane = shape.h() * shape.w();
        Arrays.fill(sums, 0f);
        for (int n = 0; n < shape.n(); n++) {
            int at = (n * shape.c() + channel) * plane;
            int end = at + plane;
            for (; at + SIDE <= end; at += SIDE) {
                for (int i = 0; i < SIDE; i++) {
                    sums[i] += gradDst[at + i];
                }
            }
            for (int i = 0; at + i < end; i++) {
                sums[i] += gradDst[at + i];
            }
        }
        float sum = 0;
        for (int i = 0; i < SIDE; i++) {
            sum += sums[i];
        }
        return sum;
    }
}
