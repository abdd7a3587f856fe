package io.github.jconv.bench.demo;

import io.github.jconv.Conv2d;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.bench.image.Picture;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;

/**
 * One convolution of the demo with its data, in NCHW.
 *
 * @param name what it is, for people
 * @param file the start of its pictures' names; empty where it makes none
 * @param conv the convolution
 * @param src the input's shape
 * @param x the input
 * @param weights the weights, KCRS
 * @param bias one number per output channel, or null
 */
record Scene(String name, String file, Conv2d conv, Shape src, float[] x, float[] weights, float[] bias) {

    private static final long SEED = 20;

    /** A photograph through the bank of filters; its edges are repeated outwards, so that the output has its size. */
    static Scene of(String file, Picture photo, int stride) {
        int channels = photo.channels();
        int margin = Bank.SIDE / 2;
        String name = file + " " + photo.width() + "x" + photo.height() + " stride " + stride;
        return new Scene(
                name,
                file,
                Conv2d.of(channels, Bank.filters() * channels, Bank.SIDE).stride(stride),
                Shape.nchw(1, channels, photo.height() + 2 * margin, photo.width() + 2 * margin),
                photo.extended(margin, margin, margin, margin),
                Bank.weights(channels),
                null);
    }

    /** A network's layer on random numbers. */
    static Scene of(Layer layer) {
        Conv2d conv = layer.conv();
        Shape src = layer.src(Layout.NCHW);
        return new Scene(
                "layer " + layer,
                "",
                conv,
                src,
                Tensors.random(src.elements(), SEED),
                Tensors.random(conv.weightElements(), SEED + 1),
                Tensors.random(conv.outChannels(), SEED + 2));
    }

    /** Whether it makes pictures. */
    boolean hasPictures() {
        return !file.isEmpty();
    }
}
