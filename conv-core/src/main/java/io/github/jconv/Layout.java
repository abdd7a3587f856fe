package io.github.jconv;

/**
 * The order of a tensor's four dimensions in memory, outermost first: N images, C channels, H rows, W columns. It also
 * fixes the order of the weights that go with such a tensor, so that weights made for PyTorch or TensorFlow are taken
 * as they are.
 */
public enum Layout {
    /** Channels outside the plane, PyTorch's default. Weights are KCRS: {@code [out][in/groups][kh][kw]}. */
    NCHW,
    /** Channels innermost, TensorFlow's default. Weights are RSCK: {@code [kh][kw][in/groups][out]}. */
    NHWC
}
