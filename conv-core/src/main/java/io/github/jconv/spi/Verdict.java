package io.github.jconv.spi;

/** An algorithm's answer to a problem: yes at a cost, or no for a reason. Nobody declines without saying why. */
public sealed interface Verdict {

    /**
     * The algorithm can compute the problem.
     *
     * @param cost the expected work in multiply-adds at the machine's full rate: the multiply-adds divided by the
     *     fraction of that rate the algorithm is expected to reach. Only ratios matter.
     */
    record Yes(double cost) implements Verdict {}

    /**
     * The algorithm cannot compute the problem, or must not.
     *
     * @param reason why, as the end of the sentence "declined: ..."
     */
    record No(String reason) implements Verdict {}

    /**
     * Shorthand for {@link Yes}.
     *
     * @param cost the expected work
     * @return the verdict
     */
    static Verdict yes(double cost) {
        return new Yes(cost);
    }

    /**
     * Shorthand for {@link No}.
     *
     * @param reason why not
     * @return the verdict
     */
    static Verdict no(String reason) {
        return new No(reason);
    }
}
