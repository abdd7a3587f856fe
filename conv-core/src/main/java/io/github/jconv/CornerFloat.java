package io.github.jconv;

/** A tensor in planes of another size: what both have is kept, the rest is zero or dropped. */
final class CornerFloat {
    private CornerFloat() {}

    /** The tensor itself where the sizes are equal. */
    static float[] of(float[] tensor, Shape from, Shape to) {
        if (from.equals(to)) {
            return tensor;
        }
        float[] cut = new float[to.elements()];
        for (int n = 0; n < to.n(); n++) {
            for (int c = 0; c < to.c(); c++) {
                for (int h = 0; h < Math.min(from.h(), to.h()); h++) {
                    for (int w = 0; w < Math.min(from.w(), to.w()); w++) {
                        cut[to.index(n, c, h, w)] = tensor[from.index(n, c, h, w)];
                    }
                }
            }
        }
        return cut;
    }
}
