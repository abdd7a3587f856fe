package io.github.jconv.bench.demo;

import io.github.jconv.bench.image.Filter;
import io.github.jconv.bench.image.Picture;
import java.util.List;

/**
 * The demo's filters as the weights of one convolution. Output channel {@code f * C + c} is filter f over colour c, so
 * that a filter's colours lie side by side. As in a network's first layer every output channel reads all colours; the
 * weights of the other colours are zero, and nobody skips them.
 */
final class Bank {

    /** The kernel's side: what the largest filter needs; smaller ones stand in its middle. */
    static final int SIDE = 5;

    /** How numbers become shades. */
    private enum Shades {
        /** Cut off below black and above white. */
        CLIPPED,
        /** The sign does not matter. */
        ABSOLUTE,
        /** Zero is the middle grey. */
        AROUND_GREY
    }

    private record Entry(Filter filter, Shades shades) {}

    private static final List<Entry> ENTRIES = List.of(
            new Entry(new Filter("identity", 1, 1, new float[] {1}, 1), Shades.CLIPPED),
            new Entry(Filter.gaussian(0.66), Shades.CLIPPED),
            new Entry(Filter.box(SIDE), Shades.CLIPPED),
            new Entry(Filter.sharpen(), Shades.CLIPPED),
            new Entry(Filter.sobel(true), Shades.ABSOLUTE),
            new Entry(Filter.sobel(false), Shades.ABSOLUTE),
            new Entry(Filter.laplacian(), Shades.AROUND_GREY),
            new Entry(Filter.emboss(), Shades.CLIPPED));

    private Bank() {}

    static int filters() {
        return ENTRIES.size();
    }

    static String name(int filter) {
        return ENTRIES.get(filter).filter().name();
    }

    /** All weights in KCRS order: K = filters * C, R = S = 5. */
    static float[] weights(int channels) {
        float[] weights = new float[filters() * channels * channels * SIDE * SIDE];
        for (int f = 0; f < filters(); f++) {
            Filter filter = ENTRIES.get(f).filter();
            int margin = (SIDE - filter.h()) / 2;
            for (int c = 0; c < channels; c++) {
                int plane = ((f * channels + c) * channels + c) * SIDE * SIDE;
                for (int r = 0; r < filter.h(); r++) {
                    for (int s = 0; s < filter.w(); s++) {
                        weights[plane + (r + margin) * SIDE + s + margin] = filter.kernels()[r * filter.w() + s];
                    }
                }
            }
        }
        return weights;
    }

    /** One filter's part of an NCHW output, as a picture. */
    static Picture picture(int filter, float[] y, int channels, int height, int width) {
        int elements = channels * height * width;
        float[] planes = new float[elements];
        for (int i = 0; i < elements; i++) {
            float value = y[filter * elements + i];
            planes[i] = switch (ENTRIES.get(filter).shades()) {
                case CLIPPED -> value;
                case ABSOLUTE -> Math.abs(value);
                case AROUND_GREY -> 128 + value / 2;
            };
        }
        return new Picture(height, width, 255, planes, null);
    }
}
