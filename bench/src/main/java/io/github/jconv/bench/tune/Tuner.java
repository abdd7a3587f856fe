package io.github.jconv.bench.tune;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.tuning.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what is fastest for one problem: every algorithm that says yes, with the jobs asked for and alone, warmed up and
 * then timed in turns, so that what disturbs the machine falls on all alike. The default keeps its place unless another is
 * faster by more than noise.
 */
public final class Tuner {

    /** Expected to take so many times as long as the default: not even tried. */
    private static final double HOPELESS = 40;

    /** So many times slower than the fastest in the first turn: not timed any more. */
    private static final double OUT = 2.5;

    /** A winner's time is at most this part of the default's... */
    private static final double WORTH = 0.97;

    /** ...and it was faster in at least this part of the turns. */
    private static final double OFTEN = 0.75;

    private static final int LEAST_TURNS = 5;
    private static final int MOST_TURNS = 101;

    /** Of the time given, the part that all warm-ups together take. */
    private static final double WARM_UP = 0.3;

    private final Layer layer;
    private final ConvProblem problem;
    private final int jobs;

    /**
     * A tuner.
     *
     * @param layer the convolution
     * @param layout the order in memory
     * @param jobs threads, at least 1
     */
    public Tuner(Layer layer, Layout layout, int jobs) {
        this.layer = layer;
        this.problem = layer.problem(layout, DType.FLOAT32);
        this.jobs = jobs;
    }

    /**
     * The problem.
     *
     * @return the problem that is tuned
     */
    public ConvProblem problem() {
        return problem;
    }

    /**
     * The layer.
     *
     * @return as it was given
     */
    public Layer layer() {
        return layer;
    }

    /**
     * Runs all candidates, so that the compiler has seen their kernels before anything is timed.
     *
     * @param nanos how long, but each until it is compiled
     */
    public void warmUp(long nanos) {
        List<Candidate> candidates = candidates(data());
        candidates.forEach(candidate -> candidate.warmUp(nanos / candidates.size()));
        candidates.forEach(Candidate::close);
    }

    /**
     * Times all candidates.
     *
     * @param nanos how long, roughly
     * @return the fastest, and the default; null where the default was not compiled in time
     * @throws BadInput if the winner's output is wrong, which no profile may choose
     */
    public Choice measure(long nanos) {
        long end = System.nanoTime() + nanos;
        ConvData data = data();
        List<Candidate> candidates = candidates(data);
        try {
            List<Candidate> live = new ArrayList<>(candidates);
            live.removeIf(candidate -> !candidate.warmUp((long) (WARM_UP * nanos / candidates.size())));
            Candidate standard = candidates.getFirst();
            if (!live.contains(standard)) {
                return null;
            }
            for (int turn = 0; turn < MOST_TURNS && (turn < LEAST_TURNS || System.nanoTime() < end); turn++) {
                live.forEach(Candidate::turn);
                double best = live.stream().mapToDouble(Candidate::micros).min().orElseThrow();
                live.removeIf(candidate -> candidate != standard && candidate.micros() > OUT * best);
            }
            Candidate winner = live.stream()
                    .filter(candidate -> isFaster(candidate, standard))
                    .min(Comparator.comparingDouble(Candidate::micros))
                    .orElse(standard);
            if (winner != standard) {
                verify(winner, data);
            }
            return new Choice(
                    problem.tuningKey(),
                    jobs,
                    winner.algorithm(),
                    winner.jobs(),
                    winner.micros(),
                    standard.algorithm(),
                    standard.micros(),
                    Arrays.equals(winner.output(), standard.output()));
        } finally {
            candidates.forEach(Candidate::close);
        }
    }

    private static boolean isFaster(Candidate candidate, Candidate standard) {
        return candidate.micros() <= WORTH * standard.micros()
                && candidate.turnsFasterThan(standard) >= OFTEN * candidate.turns();
    }

    private void verify(Candidate winner, ConvData data) {
        double worst = data.worst(Tensors.nchw(winner.output(), problem.dst()));
        if (!(worst <= 1)) {
            throw new BadInput(winner.algorithm() + " is " + worst + " times the bound off on " + layer.toLine()
                    + "; please report it");
        }
    }

    private ConvData data() {
        return ConvData.of(layer);
    }

    /** The planner's own choice first. Asked for by name below, so that no profile takes part. */
    private List<Candidate> candidates(ConvData data) {
        List<Explanation.Answer> answers = new ArrayList<>(Planner.serial()
                .explain(layer.conv(), problem.src(), problem.type())
                .answers());
        answers.removeIf(answer -> !answer.accepted());
        double least =
                answers.stream().mapToDouble(Explanation.Answer::cost).min().orElseThrow();
        answers.removeIf(answer -> answer.cost() > HOPELESS * least);
        answers.sort(Comparator.comparingDouble(Explanation.Answer::cost)); // stable: the earlier of equals is first
        List<Candidate> candidates = new ArrayList<>();
        for (int threads : jobs == 1 ? List.of(1) : List.of(jobs, 1)) {
            answers.forEach(answer ->
                    candidates.add(new Candidate(layer, data, problem, answer.algorithm(), threads, jobs == 1)));
        }
        return candidates;
    }
}
