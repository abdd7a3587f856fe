package io.github.jconv.bench.tune;

import io.github.jconv.Explanation;
import io.github.jconv.GemmProblem;
import io.github.jconv.Tunable;
import io.github.jconv.bench.BadInput;
import io.github.jconv.spi.Blocking;
import io.github.jconv.tuning.Choice;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what is fastest for one problem: first every algorithm that says yes, with the jobs asked for and alone, then block
 * sizes for the winner, and in the end the winner against the default once more, both planned anew: who wins many races
 * may owe the last to chance, or to where its weights lie in memory. All are warmed up and then timed in turns
 * ({@link Race}).
 */
public final class Tuner {

    /** Expected to take so many times as long as the default: not even tried. */
    private static final double HOPELESS = 40;

    /** Of the time given, the part that all warm-ups together take. */
    private static final double WARM_UP = 0.2;

    /** Of the time given, what has passed when the algorithms were timed, and when the block sizes were. */
    private static final double ALGORITHMS = 0.5;

    private static final double BLOCKS = 0.85;

    /** Processor time after which an algorithm that still is not compiled is given up. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Subject subject;
    private final String label;
    private final int jobs;

    private Tuner(Subject subject, String label, int jobs) {
        this.subject = subject;
        this.label = label;
        this.jobs = jobs;
    }

    /**
     * A tuner of a problem.
     *
     * @param problem of any kind
     * @param label what progress calls it
     * @param jobs threads, at least 1; products of matrices have 1
     * @return the tuner
     */
    public static Tuner of(Tunable problem, String label, int jobs) {
        return new Tuner(Subject.of(problem), label, problem instanceof GemmProblem ? 1 : jobs);
    }

    /**
     * What the profile calls the problem.
     *
     * @return its tuning key
     */
    public String key() {
        return subject.problem().tuningKey();
    }

    /**
     * How many threads.
     *
     * @return at least 1
     */
    public int jobs() {
        return jobs;
    }

    @Override
    public String toString() {
        return label;
    }

    /**
     * What was measured.
     *
     * @param choice the fastest, and the default
     * @param complete whether the time sufficed for all block sizes
     */
    public record Measured(Choice choice, boolean complete) {}

    /**
     * Runs all candidates, so that the compiler has seen their kernels before anything is timed.
     *
     * @param nanos how long, but each until it is compiled
     */
    public void warmUp(long nanos) {
        List<Candidate> candidates = candidates(subject.numbers());
        candidates.forEach(candidate -> candidate.warmUp(nanos / candidates.size(), PATIENCE_NANOS));
        candidates.forEach(Candidate::close);
    }

    /**
     * Times all candidates.
     *
     * @param nanos how long, roughly
     * @return the fastest, and the default; null where the default was not compiled in time
     * @throws BadInput if the winner's output is wrong, which no profile may choose
     */
    public Measured measure(long nanos) {
        long start = System.nanoTime();
        Numbers numbers = subject.numbers();
        List<Candidate> candidates = candidates(numbers);
        Candidate standard = candidates.getFirst();
        BlockSearch.Found found = null;
        try {
            List<Candidate> warm = new ArrayList<>(candidates);
            long each = (long) (WARM_UP * nanos / candidates.size());
            warm.removeIf(candidate -> !candidate.warmUp(each, PATIENCE_NANOS));
            if (!warm.remove(standard)) {
                return null;
            }
            Candidate first = Race.run(standard, warm, start + (long) (ALGORITHMS * nanos));
            found = new BlockSearch(subject, numbers, jobs == 1, start + (long) (BLOCKS * nanos)).from(first);
            return new Measured(
                    found.best() == standard
                            ? choice(standard, standard)
                            : confirmed(found.best().variant(), standard.variant(), numbers, start + nanos),
                    found.complete());
        } finally {
            candidates.forEach(Candidate::close);
            if (found != null) {
                found.best().close();
            }
        }
    }

    /** The choice of a winner if it wins against the default again, else of the default. */
    private Choice confirmed(Variant variant, Variant byDefault, Numbers numbers, long end) {
        try (Candidate standard = new Candidate(numbers, byDefault, jobs == 1);
                Candidate rival = new Candidate(numbers, variant, jobs == 1)) {
            boolean warm = standard.warmUp(0, PATIENCE_NANOS) && rival.warmUp(0, PATIENCE_NANOS);
            Candidate winner = warm ? Race.run(standard, List.of(rival), end) : standard;
            if (!warm) {
                standard.turn();
            }
            if (winner != standard) {
                verify(winner, numbers);
            }
            return choice(winner, standard);
        }
    }

    private Choice choice(Candidate winner, Candidate standard) {
        return new Choice(
                key(),
                jobs,
                winner.variant().algorithm(),
                winner.variant().jobs(),
                winner.variant().blocking(),
                winner.micros(),
                standard.variant().algorithm(),
                standard.micros(),
                winner.sameBits(standard));
    }

    private void verify(Candidate winner, Numbers numbers) {
        double worst = numbers.worst(winner.output());
        if (!(worst <= 1)) {
            throw new BadInput(winner.variant().algorithm() + " with blocks "
                    + winner.variant().blocking() + " is " + worst + " times the bound off on " + key()
                    + "; please report it");
        }
    }

    /** The planner's own choice first. Asked for by name below, so that no profile takes part. */
    private List<Candidate> candidates(Numbers numbers) {
        List<Explanation.Answer> answers = new ArrayList<>(subject.accepting());
        Explanation.Answer first = answers.getFirst();
        answers.removeIf(answer -> answer.cost() > HOPELESS * first.cost());
        answers.removeIf(answer -> !answer.equals(first) && answer.algorithm().equals(Subject.REFERENCE));
        List<Candidate> candidates = new ArrayList<>();
        for (int threads : jobs == 1 ? List.of(1) : List.of(jobs, 1)) {
            answers.forEach(answer -> candidates.add(
                    new Candidate(numbers, new Variant(answer.algorithm(), threads, Blocking.DEFAULT), jobs == 1)));
        }
        return candidates;
    }
}
