package io.github.jconv;

/**
 * How much rounding error a plan may make in exchange for speed. The bound itself is
 * {@link io.github.jconv.numerics.Numerics}.
 */
public enum Precision {
    /**
     * Direct summation, which satisfies the classical bound {@code gamma_n * sum |x||w|} of the output's own window; and
     * Winograd's algorithm from 64 input channels on, whose error was measured to stay under that bound where magnitudes
     * do not depend on the place or the channel. It rounds relative to a tile: where neighbouring pixels differ by
     * orders of magnitude, each {@code x} of the bound stands for the largest of its channel up to 5 pixels away, so a
     * window of zeros beside an object may give 1e-5 of its values instead of 0; inputs below 1e-26 (doubles: 1e-280)
     * lose digits. Choose {@link #STRICT} where that matters. Filters over planes may take two passes, within the bound,
     * and large ones Fourier transforms, which round relative to squares of up to 512 pixels
     * ({@link io.github.jconv.numerics.Numerics#transformBound}).
     */
    DEFAULT,
    /**
     * Direct summation only: no algorithm that transforms its operands, so that a NaN or an infinity reaches exactly
     * the outputs whose window holds it.
     */
    STRICT,
    /** Also algorithms whose error may exceed the classical bound, each with the figure in its documentation. */
    FAST
}
