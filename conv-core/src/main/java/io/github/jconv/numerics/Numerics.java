package io.github.jconv.numerics;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Precision;
import java.util.Map;

/**
 * The numerics contract: how far a computed element may lie from the exact one. Plans promise it and every test
 * measures with it; nobody picks a tolerance by hand.
 *
 * <p>The classical result: a sum of n products, evaluated in any order, with or without fused multiply-add, in an
 * arithmetic with unit roundoff u, satisfies
 *
 * <pre>|computed - exact| &lt;= gamma_n * sum |x||w|,   gamma_n = n u / (1 - n u)</pre>
 *
 * <p>as long as nothing overflows (N. J. Higham, <em>Accuracy and Stability of Numerical Algorithms</em>, 2nd edition,
 * SIAM 2002, section 3.1, inequality 3.5). A bias counts as one more term. Results below the normal range round by an
 * absolute amount instead, at most half the smallest subnormal number for each product; the bounds here include it.
 *
 * <p>The exact element is never at hand, so what is compared is two computed ones. The {@code allowed...} methods give
 * the distance that may lie between an element and the scalar reference's, which sums in double and rounds once: each
 * side may stray from the exact one by its own bound. Where both are float64 the two bounds are of the same size, and
 * leaving one out would fail a correct kernel.
 *
 * <p>All methods are pure functions, which many threads may call. A magnitude is {@code sum |x||w| + |bias| + |what dst held|} of the element in question; computing
 * it in double, as the reference does on absolute values, is exact enough: the bounds carry the margin for that.
 */
public final class Numerics {

    /** The unit roundoff of the reference's accumulator. */
    private static final double DOUBLE_ROUNDOFF = DType.FLOAT64.unitRoundoff();

    /**
     * By which factor the error of an algorithm may exceed that of plain summation where precision is fast. An algorithm
     * that is not listed is held to 1. The largest measured, over 10^8 outputs of a single channel, are 0.6 and 6.1;
     * what can be proven there is 20 and 500 (decision 8).
     */
    private static final Map<String, Double> FACTORS =
            Map.of("winograd-f2x3", 2.0, "winograd-f4x3", 16.0, "winograd-f3x2", 2.0);

    /** How far the inputs of an algorithm that transforms tiles mix; one that is not listed sums directly. */
    private static final Map<String, Integer> REACH =
            Map.of("winograd-f2x3", 3, "winograd-f4x3", 5, "winograd-f3x2", 3);

    private Numerics() {}

    /**
     * Higham's gamma.
     *
     * @param n how many roundings can add up, at least 0
     * @param u the unit roundoff
     * @return n u / (1 - n u); infinity where n u reaches 1 and nothing can be said
     */
    public static double gamma(long n, double u) {
        double nu = n * u;
        return nu < 1 ? nu / (1 - nu) : Double.POSITIVE_INFINITY;
    }

    /**
     * The factor on gamma_n that an algorithm's results are held to where precision is fast; else it is 1 for all.
     *
     * @param algorithm its name in the planner's table
     * @return 1 for direct summation
     */
    public static double factor(String algorithm) {
        return FACTORS.getOrDefault(algorithm, 1.0);
    }

    /**
     * How many rows and columns away an input may lie and still add to an output's error. An algorithm that transforms
     * tiles rounds relative to the largest numbers in a tile, not in one window. Where precision is default it says yes
     * only to problems for which its error was measured to stay under the bound all the same; where precision is fast,
     * its magnitude is {@code sum max|x||w|}, each input replaced by the largest within reach, padding included.
     *
     * @param algorithm its name in the planner's table
     * @return 0 for direct summation
     */
    public static int reach(String algorithm) {
        return REACH.getOrDefault(algorithm, 0);
    }

    /**
     * Whether an algorithm's elements are sums of the products of their own window, so that small integers come out exact
     * and each keeps the bound of plain summation.
     *
     * @param algorithm its name in the planner's table
     * @return false for those that transform tiles
     */
    public static boolean sumsDirectly(String algorithm) {
        return !algorithm.equals("overlap-save") && reach(algorithm) == 0;
    }

    /**
     * How far an element of {@code overlap-save} may lie from the exact one: it rounds relative to the two squares that it
     * transforms at once, not to a window. Each of the {@code log2} of their elements passes there and back multiplies by
     * a factor that was rounded and adds, at most {@code 8 u} of the norm a pass (Higham, section 24.1, whose bound is for
     * radix 2), and the spectrum and the product add as much as one pass.
     *
     * @param type the arithmetic
     * @param size rows and columns of a square
     * @param largest the largest magnitude in the two squares
     * @param filterNorm the square root of the sum of the filter's squares
     * @return the bound
     */
    public static double transformBound(DType type, int size, double largest, double filterNorm) {
        int passes = 4 * (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(size)) + 1;
        double norm = Math.sqrt(2) * size * largest;
        return gamma(8L * passes, type.unitRoundoff()) * norm * filterNorm + 2.0 * size * size * smallest(type);
    }

    /**
     * The bound of plain summation: how far a sum of products may lie from the exact sum.
     *
     * @param type the arithmetic it is computed in
     * @param terms the number of products, a bias included
     * @param magnitude the sum of the terms' absolute values
     * @return gamma_terms * magnitude, plus what underflow can add
     */
    public static double bound(DType type, long terms, double magnitude) {
        return (gamma(terms, type.unitRoundoff()) * magnitude + terms * smallest(type)) * evaluationMargin(terms);
    }

    /**
     * How far one output element of a convolution may lie from the exact one, activation included.
     *
     * @param problem the convolution
     * @param algorithm the name of the algorithm that computed it
     * @param magnitude {@code sum |x||w| + |bias| + |what dst held|} of the element
     * @param value the element, computed or exact
     * @return the bound
     */
    public static double bound(ConvProblem problem, String algorithm, double magnitude, double value) {
        double factor = problem.precision() == Precision.FAST ? factor(algorithm) : 1;
        double sum = factor * bound(problem.type(), terms(problem), magnitude);
        return throughActivation(problem.activation(), problem.type(), sum, value);
    }

    /**
     * How far a sum of products may lie from the reference's.
     *
     * @param type the arithmetic the sum is computed in
     * @param terms the number of products, a bias included
     * @param magnitude the sum of the terms' absolute values
     * @param reference the reference's sum
     * @return the sum's own bound plus the reference's
     */
    public static double allowedDifference(DType type, long terms, double magnitude, double reference) {
        return bound(type, terms, magnitude) + ofReference(type, terms, magnitude, reference, Activation.NONE);
    }

    /**
     * How far one output element of a convolution may lie from the reference's.
     *
     * @param problem the convolution
     * @param algorithm the name of the algorithm that computed it
     * @param magnitude {@code sum |x||w| + |bias| + |what dst held|} of the element
     * @param reference the reference's element
     * @return the element's own bound plus the reference's
     */
    public static double allowedDifference(ConvProblem problem, String algorithm, double magnitude, double reference) {
        return bound(problem, algorithm, magnitude, reference)
                + ofReference(problem.type(), terms(problem), magnitude, reference, problem.activation());
    }

    /** A bias is counted whether there is one or not: one rounding more is below what any test could tell. */
    private static long terms(ConvProblem problem) {
        return problem.depth() + (problem.accumulate() ? 2L : 1L);
    }

    /** The reference sums and activates in double, then rounds once to the element type. */
    private static double ofReference(DType type, long terms, double magnitude, double value, Activation activation) {
        double inDouble = throughActivation(activation, DType.FLOAT64, bound(DType.FLOAT64, terms, magnitude), value);
        double rounding = gamma(1, type.unitRoundoff()) * (Math.abs(value) + inDouble) + smallest(type);
        return inDouble + rounding;
    }

    /** Stretches an error in the argument by the function's slope, and adds the roundings of evaluating it. */
    private static double throughActivation(Activation activation, DType type, double error, double value) {
        double stretched = activation.lipschitz() * error;
        int roundings = roundings(activation);
        if (roundings == 0) {
            return stretched;
        }
        return stretched
                + gamma(roundings, type.unitRoundoff()) * (Math.abs(value) + stretched)
                + roundings * smallest(type);
    }

    /**
     * How many unit roundoffs, relative to its result, an evaluation may lose: one for each constant that does not fit
     * the type and each operation, four for an exponential as vector libraries give it (1 ulp is 2 u, taken twice).
     */
    private static int roundings(Activation activation) {
        return switch (activation.kind()) {
            case NONE, RELU -> 0;
            case CLAMP -> 1;
            case LEAKY_RELU -> 2;
            case HARD_SWISH -> 4;
            case SILU -> 7;
        };
    }

    /** The smallest number above zero: twice the error of a rounding below the normal range. */
    private static double smallest(DType type) {
        return type == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    }

    /** The magnitude and the bound are themselves computed in double. */
    private static double evaluationMargin(long terms) {
        return 1 + gamma(terms + 8, DOUBLE_ROUNDOFF);
    }
}
