package io.github.jconv.bench.peers;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.bench.workload.Agreement;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import java.util.Arrays;

/**
 * A layer's operands, the same numbers in every process, and the check of what a library makes of them.
 *
 * @param layer the layer
 * @param x the input, NCHW
 * @param weights KCRS
 * @param bias a number for each output channel
 */
public record ConvData(Layer layer, float[] x, float[] weights, float[] bias) {

    private static final long SEED = 5;

    /** Output channels that are compared, spread from the first to the last: all of VGG-19 would take minutes. */
    private static final int CHANNELS = 8;

    private static final int COLUMN_OF_K = 7;

    /**
     * Makes the operands.
     *
     * @param layer the layer
     * @return random numbers from -1 to 1
     */
    public static ConvData of(Layer layer) {
        return new ConvData(
                layer,
                Tensors.random(layer.src(Layout.NCHW).elements(), SEED),
                Tensors.random(layer.conv().weightElements(), SEED + 1),
                Tensors.random(layer.conv().outChannels(), SEED + 2));
    }

    /**
     * Elements of the output.
     *
     * @return N * K * outH * outW
     */
    public int outputElements() {
        return layer.problem(Layout.NCHW, DType.FLOAT32).dst().elements();
    }

    /**
     * Compares the last image of an output with the scalar reference: every element of some channels, or of all where
     * there are few or they are grouped.
     *
     * @param y the output, NCHW
     * @return the largest difference as a fraction of what the bound of plain summation allows
     */
    public double worst(float[] y) {
        int all = layer.conv().outChannels();
        int kept = layer.conv().groups() == 1 ? Math.min(all, CHANNELS) : all;
        int perChannel = weights.length / all;
        int plane = outputElements() / layer.batch() / all;
        int image = (layer.batch() - 1) * all * plane;
        float[] keptWeights = new float[kept * perChannel];
        float[] keptBias = new float[kept];
        float[] keptY = new float[kept * plane];
        for (int i = 0; i < kept; i++) {
            int k = kept == 1 ? 0 : i * (all - 1) / (kept - 1);
            System.arraycopy(weights, k * perChannel, keptWeights, i * perChannel, perChannel);
            System.arraycopy(y, image + k * plane, keptY, i * plane, plane);
            keptBias[i] = bias[k];
        }
        var src = layer.src(Layout.NCHW).withN(1);
        return Agreement.of(
                        withOutputs(kept).conv(),
                        src,
                        Arrays.copyOfRange(x, x.length - src.elements(), x.length),
                        keptWeights,
                        keptBias)
                .worst("reference", keptY);
    }

    private Layer withOutputs(int k) {
        String[] cells = layer.toLine().split(",", -1);
        cells[COLUMN_OF_K] = String.valueOf(k);
        return Layer.parse(String.join(",", cells));
    }
}
