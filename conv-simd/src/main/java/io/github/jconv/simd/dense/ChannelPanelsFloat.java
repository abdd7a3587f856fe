package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;

/**
 * NHWC weights as panels of B for {@link InPlaceFloat}: each group's output channels are cut into panels of nearly the
 * same number of vectors. The last, where it ends within a vector, has two at the most, for it is stored by way of a tile.
 */
final class ChannelPanelsFloat {

    private static final int L = LanesFloat.LANES;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    private final ConvProblem p;

    /** The first vector of each panel, and the end. */
    private final int[] firsts;

    /** {@code [group][panel][depth][vectors of the panel * L]}. */
    final float[] weights;

    /** {@code [group][vectors * L]}, or null without bias. */
    final float[] bias;

    ChannelPanelsFloat(ConvProblem problem, float[] weights, float[] bias, int mostVectors) {
        p = problem;
        firsts = firsts(problem.groupK(), mostVectors);
        this.weights = pack(weights);
        this.bias = bias == null ? null : pad(bias);
    }

    private static int[] firsts(int channels, int mostVectors) {
        int vectors = BlockingFloat.pieces(channels, L);
        int last = channels % L == 0 ? 0 : Math.min(2, vectors);
        int pieces = BlockingFloat.pieces(vectors - last, mostVectors);
        int[] firsts = new int[pieces + (last == 0 ? 1 : 2)];
        for (int j = 0; j <= pieces; j++) {
            firsts[j] = BlockingFloat.start(vectors - last, Math.max(1, pieces), j);
        }
        firsts[firsts.length - 1] = vectors;
        return firsts;
    }

    private float[] pack(float[] from) {
        int depth = p.depth();
        int group = Math.multiplyExact(groupVectors() * L, depth);
        float[] packed = new float[Math.addExact(START, Math.multiplyExact(p.groups(), group))];
        for (int g = 0; g < p.groups(); g++) {
            for (int j = 0; j < count(); j++) {
                int columns = Math.min(vectors(j) * L, p.groupK() - firstChannel(j));
                int at = g * p.groupK() + firstChannel(j);
                int to = weights(g, j);
                for (int q = 0; q < depth; q++) {
                    System.arraycopy(from, q * p.k() + at, packed, to + q * vectors(j) * L, columns);
                }
            }
        }
        return packed;
    }

    private float[] pad(float[] from) {
        float[] padded = new float[p.groups() * groupVectors() * L];
        for (int g = 0; g < p.groups(); g++) {
            System.arraycopy(from, g * p.groupK(), padded, bias(g, 0), p.groupK());
        }
        return padded;
    }

    private int groupVectors() {
        return firsts[firsts.length - 1];
    }

    /** Panels of a group. */
    int count() {
        return firsts.length - 1;
    }

    /** The vectors of a panel. */
    int vectors(int j) {
        return firsts[j + 1] - firsts[j];
    }

    /** The most vectors of a panel. */
    int widest() {
        int widest = 0;
        for (int j = 0; j < count(); j++) {
            widest = Math.max(widest, vectors(j));
        }
        return widest;
    }

    /** The first output channel of a panel, counted within its group. */
    int firstChannel(int j) {
        return firsts[j] * L;
    }

    /** Where a panel's weights start. */
    int weights(int group, int j) {
        return START + (group * groupVectors() + firsts[j]) * L * p.depth();
    }

    /** Where a panel's bias starts. */
    int bias(int group, int j) {
        return (group * groupVectors() + firsts[j]) * L;
    }

    /** What the weights of a group take. */
    long groupBytes() {
        return (long) groupVectors() * L * p.depth() * Float.BYTES;
    }

    /** What is kept. */
    int elements() {
        return weights.length + (bias == null ? 0 : bias.length);
    }
}
