package io.github.jconv.bench.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Candidates timed in turns, so that what disturbs the machine falls on all alike. */
final class Race {

    /** So many times slower than the fastest so far: not timed any more. */
    private static final double OUT = 2.5;

    /** A winner's time is at most this part of the champion's... */
    static final double WORTH = 0.97;

    /** ...and it was faster in at least this part of the turns. */
    private static final double OFTEN = 0.75;

    static final int LEAST_TURNS = 5;
    private static final int MOST_TURNS = 101;

    private Race() {}

    /**
     * Times candidates afresh.
     *
     * @param champion stays the winner unless another is faster by more than noise
     * @param others all warm
     * @param end when to stop, after some turns at least
     * @return the winner
     */
    static Candidate run(Candidate champion, List<Candidate> others, long end) {
        List<Candidate> live = new ArrayList<>(others);
        live.addFirst(champion);
        live.forEach(Candidate::forget);
        for (int turn = 0; turn < MOST_TURNS && (turn < LEAST_TURNS || System.nanoTime() < end); turn++) {
            live.forEach(Candidate::turn);
            double best = live.stream().mapToDouble(Candidate::micros).min().orElseThrow();
            live.removeIf(candidate -> candidate != champion && candidate.micros() > OUT * best);
        }
        return live.stream()
                .filter(candidate ->
                        candidate.micros() <= WORTH * champion.micros() && candidate.oftenFasterThan(champion) >= OFTEN)
                .min(Comparator.comparingDouble(Candidate::micros))
                .orElse(champion);
    }
}
