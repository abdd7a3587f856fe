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
     * The input for a run in double: numbers whose products are not exact there either.
     *
     * @return a third of each number
     */
    public double[] thirdsOfX() {
        return Tensors.thirds(x);
    }

    /**
     * Compares the last image of an output with the scalar reference: every element of some channels, or of all where
     * there are few or they are grouped.
     *
     * @param y the output, NCHW
     * @return the largest difference as a fraction of what the bound of plain summation allows
     */
    public double worst(float[] y) {
        int[] channels = channels();
        int per = weights.length / layer.conv().outChannels();
        int plane = outputElements() / layer.batch() / layer.conv().outChannels();
        var src = layer.src(Layout.NCHW).withN(1);
        return Agreement.of(
                        withOutputs(channels.length).conv(),
                        src,
                        Arrays.copyOfRange(x, x.length - src.elements(), x.length),
                        picked(weights, new float[channels.length * per], 0, per, channels),
                        picked(bias, new float[channels.length], 0, 1, channels))
                .worst("reference", picked(y, new float[channels.length * plane], lastImage(), plane, channels));
    }

    /**
     * The same for a run in double on a third of each number.
     *
     * @param y the output, NCHW
     * @return the largest difference as a fraction of what the bound of plain summation allows
     */
    public double worst(double[] y) {
        int[] channels = channels();
        int per = weights.length / layer.conv().outChannels();
        int plane = outputElements() / layer.batch() / layer.conv().outChannels();
        var src = layer.src(Layout.NCHW).withN(1);
        return Agreement.of(
                        withOutputs(channels.length).conv(),
                        src,
                        Arrays.copyOfRange(thirdsOfX(), x.length - src.elements(), x.length),
                        picked(Tensors.thirds(weights), new double[channels.length * per], 0, per, channels),
                        picked(Tensors.thirds(bias), new double[channels.length], 0, 1, channels))
                .worst("reference", picked(y, new double[channels.length * plane], lastImage(), plane, channels));
    }

    /** The output channels that are compared. */
    private int[] channels() {
        int all = layer.conv().outChannels();
        int[] channels = new int[layer.conv().groups() == 1 ? Math.min(all, CHANNELS) : all];
        for (int i = 1; i < channels.length; i++) {
            channels[i] = i * (all - 1) / (channels.length - 1);
        }
        return channels;
    }

    private int lastImage() {
        return outputElements() / layer.batch() * (layer.batch() - 1);
    }

    /** The pieces of an array that belong to some channels, side by side. */
    private static <A> A picked(A from, A to, int start, int each, int[] channels) {
        for (int i = 0; i < channels.length; i++) {
            System.arraycopy(from, start + channels[i] * each, to, i * each, each);
        }
        return to;
    }

    private Layer withOutputs(int k) {
        String[] cells = layer.toLine().split(",", -1);
        cells[COLUMN_OF_K] = String.valueOf(k);
        return Layer.parse(String.join(",", cells));
    }
}
