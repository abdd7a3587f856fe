package io.github.jconv.bench.tune;

import io.github.jconv.spi.Blocking;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for better block sizes of one algorithm, one size after the other, each a race of a few values against the best so
 * far. That finds no pair of sizes that is good only together; all combinations would take hundreds of times as long.
 */
final class BlockSearch {

    /** The values that are tried. A kernel takes the nearest it can have; what comes out alike is not timed twice. */
    private static final Map<Blocking.Size, int[]> VALUES = Map.of(
            Blocking.Size.MR, new int[] {4, 6, 8, 10, 12},
            Blocking.Size.KC, new int[] {64, 128, 256, 384, 512, 1024},
            Blocking.Size.TILE, new int[] {28, 56, 84, 112, 168, 224, 448, 896},
            Blocking.Size.MC, new int[] {56, 112, 224, 448, 896},
            Blocking.Size.NC, new int[] {64, 128, 256, 512, 1024});

    /** Processor time after which kernels that still are not compiled are not timed. */
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private final Subject subject;
    private final Numbers numbers;
    private final boolean byProcessorTime;
    private long end;

    BlockSearch(Subject subject, Numbers numbers, boolean byProcessorTime, long end) {
        this.subject = subject;
        this.numbers = numbers;
        this.byProcessorTime = byProcessorTime;
        this.end = end;
    }

    /**
     * What was found.
     *
     * @param best the fastest; the one that the search began with, or a new one
     * @param complete whether the time sufficed for all sizes
     */
    record Found(Candidate best, boolean complete) {}

    /**
     * Searches.
     *
     * @param start a warm candidate with times; left open, as is the one that is returned
     */
    Found from(Candidate start) {
        Candidate best = start;
        Set<String> known = new HashSet<>(Set.of(start.blocks()));
        for (Blocking.Size size : Blocking.Size.values()) {
            if (!subject.blocks(start.variant().algorithm()).contains(size)) {
                continue;
            }
            int[] values = VALUES.get(size);
            long needed = values.length * (best.planNanos() + (Race.LEAST_TURNS + 2) * best.turnNanos());
            if (System.nanoTime() + needed > end) {
                return new Found(best, false);
            }
            List<Candidate> rivals = rivals(best.variant(), size, values, known);
            Candidate winner = Race.run(best, rivals, 0);
            rivals.stream().filter(rival -> rival != winner).forEach(Candidate::close);
            if (winner != best && best != start) {
                best.close();
            }
            best = winner;
        }
        return new Found(best, true);
    }

    /**
     * Runs all until their kernels are compiled, in turns, so that the compiler works on all at once; who is not by then is
     * left out. As with the algorithms this does not count as time of the search.
     */
    private void warmUp(List<Candidate> rivals) {
        long begun = System.nanoTime();
        long most = Candidate.processorNanos() + PATIENCE_NANOS;
        List<Candidate> cold = new ArrayList<>(rivals);
        do {
            cold.removeIf(rival -> !rival.runAllocates());
        } while (!cold.isEmpty() && Candidate.processorNanos() < most);
        rivals.removeAll(cold);
        cold.forEach(Candidate::close);
        end += System.nanoTime() - begun;
    }

    private List<Candidate> rivals(Variant variant, Blocking.Size size, int[] values, Set<String> known) {
        List<Candidate> rivals = new ArrayList<>();
        for (int value : values) {
            if (value < size.least() || value >= subject.enough(size)) {
                continue;
            }
            Candidate rival = new Candidate(numbers, variant.with(size, value), byProcessorTime);
            if (known.add(rival.blocks())) {
                rivals.add(rival);
            } else {
                rival.close();
            }
        }
        warmUp(rivals);
        return rivals;
    }
}
