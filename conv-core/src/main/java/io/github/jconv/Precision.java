package io.github.jconv;

/**
 * How much rounding error a plan may make in exchange for speed. The bound itself is
 * {@link io.github.jconv.numerics.Numerics}.
 */
public enum Precision {
    /**
     * Any algorithm whose proven or measured error stays under the classical bound of plain summation, {@code gamma_n *
     * sum |x||w|}. Where it is measured, it is on data whose magnitudes spread over three and a half decades: a window
     * of zeros, or of numbers far below those a few pixels away, may come out exact to their scale only.
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
