package io.github.jconv;

import io.github.jconv.spi.Blocking;
import java.util.List;
import java.util.Locale;

/**
 * Why a plan uses the algorithm it uses: every algorithm's answer, in the order of the table.
 *
 * <p>Immutable and safe for use by many threads, as its problem is.
 *
 * @param problem what was asked: a {@link ConvProblem}, a {@link PlaneProblem}, a {@link PoolProblem} or a
 *     {@link GemmProblem}
 * @param chosen the name of the algorithm that was asked for, or measured to be fastest, or has the least cost
 * @param tuned whether a profile decided
 * @param blocking block sizes that a profile or the caller put in place of the chosen algorithm's own
 * @param answers each algorithm's answer
 */
public record Explanation(Object problem, String chosen, boolean tuned, Blocking blocking, List<Answer> answers) {

    /**
     * One algorithm's answer.
     *
     * @param algorithm its name
     * @param cost the expected work in multiply-adds at the machine's full rate; infinite where it declined
     * @param reason why it declined; empty where it accepted
     */
    public record Answer(String algorithm, double cost, String reason) {

        /**
         * Whether the algorithm can compute the problem.
         *
         * @return true if it gave no reason against
         */
        public boolean accepted() {
            return reason.isEmpty();
        }
    }

    /** One line an algorithm: its name, then its cost relative to the chosen one's or why it declined. */
    @Override
    public String toString() {
        double least = answers.stream().mapToDouble(Answer::cost).min().orElse(1);
        StringBuilder text = new StringBuilder(problem.toString());
        text.append(tuned ? " (decided by a profile)" : "");
        text.append(blocking.equals(Blocking.DEFAULT) ? "" : " with " + blocking);
        for (Answer answer : answers) {
            text.append(System.lineSeparator()).append(answer.algorithm().equals(chosen) ? " * " : "   ");
            text.append(String.format(Locale.ROOT, "%-16s ", answer.algorithm()));
            if (!answer.accepted()) {
                text.append("declined: ").append(answer.reason());
            } else if (least > 0) {
                text.append(String.format(Locale.ROOT, "cost %.2f", answer.cost() / least));
            } else {
                text.append("nothing to do");
            }
        }
        return text.toString();
    }
}
