package io.github.jconv;

/**
 * A problem that a profile can hold a choice for, whichever table its algorithms stand in. {@link TuningKeys} makes the
 * problem of its key again.
 */
public sealed interface Tunable
        permits ConvProblem,
                GemmProblem,
                TransposeProblem,
                WeightGradientProblem,
                PoolProblem,
                PoolGradientProblem,
                PlaneProblem {

    /**
     * What a profile knows this problem by: one line, the same for all problems that are computed alike.
     *
     * @return letters, digits, blanks, commas, points and hyphens; a word for the kind of problem first, except for
     *     convolutions, which begin with their type
     */
    String tuningKey();

    /**
     * The element type.
     *
     * @return that of all tensors
     */
    DType type();
}
