package io.github.jconv.simd.winograd;

/**
 * The sizes. F(m x m, 3x3) computes m x m outputs from (m+2) x (m+2) inputs with one multiplication for each of those,
 * where direct summation takes nine for each output; F(3x3, 2x2) takes 16 where direct summation takes 36.
 *
 * <p>All factors of two that keep the intermediate values from overflowing are written here; decision 8 derives them.
 */
enum Form {
    /** F(2x2, 3x3) on the points 0, 1, -1 and infinity: 2.25 times fewer multiplications. */
    F2X3("winograd-f2x3", 2, 3, 28, 2, 2, 4, 64, 810, 1100, 140),

    /** F(4x4, 3x3) on the points 0, 3/4, -3/4, 3/2, -3/2 and infinity: 4 times fewer multiplications. */
    F4X3("winograd-f4x3", 4, 3, 28, 6, 1, 7, 64, 1380, 1750, 1320),

    /** F(3x3, 2x2) on the points of F(2x2, 3x3): 2.25 times fewer multiplications. */
    F3X2("winograd-f3x2", 3, 2, 112, 2, 1, 4, 128, 810, 1100, 210);

    /** The algorithm's name. */
    final String algorithm;

    /** Rows and columns of outputs in a tile. */
    final int m;

    /** Rows and columns of the kernel. */
    final int taps;

    /**
     * Tiles of a block, at most: two of the tallest kernels, so that weights fetched from far away are used twice; more of
     * the small tiles, for the four phases of a transposed convolution have weights that the second cache does not keep.
     */
    final int mostTiles;

    /** Rows and columns of inputs in a tile. */
    final int alpha;

    /** Products of a tile and channel: alpha squared. */
    final int products;

    /** The input transform divides by two to this power, so that no value exceeds the largest input. */
    final int inputBits;

    /** The weight transform grows the largest weight by less than two to this power. */
    final int weightBits;

    /** The output transform grows the largest sum of products by less than two to this power. */
    final int outputBits;

    /**
     * From so many input channels on the measured error stays well below that of plain summation, but for what padding
     * touches with two taps: {@link Winograd#sumsEdges}.
     */
    final int leastChannels;

    /** Cost of one tile and input channel of an NHWC tensor. */
    final double nhwcInput;

    /** Cost of one tile and input channel of an NCHW tensor. */
    final double nchwInput;

    /** Cost of one tile and output channel. */
    final double output;

    Form(
            String algorithm,
            int m,
            int taps,
            int mostTiles,
            int inputBits,
            int weightBits,
            int outputBits,
            int leastChannels,
            double nhwcInput,
            double nchwInput,
            double output) {
        this.algorithm = algorithm;
        this.m = m;
        this.taps = taps;
        this.mostTiles = mostTiles;
        this.alpha = m + taps - 1;
        this.products = alpha * alpha;
        this.inputBits = inputBits;
        this.weightBits = weightBits;
        this.outputBits = outputBits;
        this.leastChannels = leastChannels;
        this.nhwcInput = nhwcInput;
        this.nchwInput = nchwInput;
        this.output = output;
    }
}
