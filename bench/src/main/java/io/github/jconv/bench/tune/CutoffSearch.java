package io.github.jconv.bench.tune;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.parallel.ForkJoinScheduler;
import io.github.jconv.spi.Blocking;
import io.github.jconv.tuning.Cutoff;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;

/**
 * Looks for the effort from which several threads are faster than one: a convolution of planes that get half as high each
 * time, shared whatever its size, in turns with the same on the calling thread alone. Workers are awake, as they are between
 * the layers of a network.
 */
public final class CutoffSearch {

    private static final int CHANNELS = 32;
    private static final int COLUMNS = 8;

    /** From some 19 million multiply-adds on sharing pays wherever it does at all. */
    private static final int MOST_ROWS = 256;

    private static final int LEAST_ROWS = 2;

    /** Processor time after which a kernel that still is not compiled is given up. */
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private CutoffSearch() {}

    /**
     * What two searches found.
     *
     * @param wins the smallest effort at which sharing was faster, as it was at all larger ones; the larger of both
     *     searches'; 0 where one of them found none
     * @param loses the largest at which it was not; the smaller of both searches'
     */
    public record Found(long wins, long loses) {

        /** Whether both found much the same. What one search finds owes as much to what else the machine did. */
        private boolean agreed() {
            return wins != 0 && wins <= 4 * loses;
        }

        private boolean isDefault() {
            return ForkJoinScheduler.CUTOFF > loses && ForkJoinScheduler.CUTOFF <= wins;
        }

        /**
         * The cutoff to write down.
         *
         * @param jobs threads
         * @return null where the searches disagree, or the default fits what they found
         */
        public Cutoff cutoff(int jobs) {
            return agreed() && !isDefault() ? new Cutoff(jobs, wins) : null;
        }

        /**
         * What a user is told.
         *
         * @param jobs threads
         * @return a line
         */
        public String text(int jobs) {
            return agreed()
                    ? jobs + " jobs are faster than one from " + wins + " multiply-adds on, not at " + loses
                            + (isDefault() ? ": the default cutoff fits" : "")
                    : "from where on " + jobs + " jobs are faster than one was not found twice alike:"
                            + " the default cutoff stays";
        }
    }

    /**
     * Measures twice.
     *
     * @param jobs threads, at least 2
     * @param nanos how long, roughly
     * @param progress is told what is timed
     * @return the cutoff's place
     */
    public static Found measure(int jobs, long nanos, Consumer<String> progress) {
        Found first = once(jobs, nanos / 2, progress);
        Found second = once(jobs, nanos / 2, progress);
        return new Found(
                first.wins == 0 || second.wins == 0 ? 0 : Math.max(first.wins, second.wins),
                Math.min(first.loses, second.loses));
    }

    private static Found once(int jobs, long nanos, Consumer<String> progress) {
        long wins = 0;
        int steps = Integer.numberOfTrailingZeros(MOST_ROWS / LEAST_ROWS) + 1;
        for (int rows = MOST_ROWS; rows >= LEAST_ROWS; rows /= 2) {
            Size size = new Size(rows, jobs);
            progress.accept("sharing " + size.effort() + " multiply-adds");
            if (!size.isFasterShared(nanos / steps)) {
                return new Found(wins, size.effort());
            }
            wins = size.effort();
        }
        return new Found(wins, wins / 2);
    }

    private record Size(int rows, int jobs) implements Numbers {

        private static final Conv2d CONV = Conv2d.of(CHANNELS, CHANNELS, 3).padding(1);

        private Shape src() {
            return Shape.nhwc(1, rows, COLUMNS, CHANNELS);
        }

        long effort() {
            return (long) CONV.weightElements() * rows * COLUMNS;
        }

        boolean isFasterShared(long nanos) {
            long end = System.nanoTime() + nanos;
            try (Candidate alone = new Candidate(this, new Variant("auto", 1, Blocking.DEFAULT), false);
                    Candidate shared = new Candidate(this, new Variant("auto", jobs, Blocking.DEFAULT), false)) {
                return alone.warmUp(nanos / 4, PATIENCE_NANOS)
                        && shared.warmUp(nanos / 4, PATIENCE_NANOS)
                        && Race.run(alone, List.of(shared), end) == shared;
            }
        }

        @Override
        public Planned plan(Variant variant) {
            Planner.Builder settings = Planner.builder();
            if (variant.jobs() > 1) {
                settings.scheduler(new ForkJoinScheduler(ForkJoinPool.commonPool(), variant.jobs(), 0));
            }
            ConvPlan plan = settings.build().plan(CONV, src(), Tensors.random(CONV.weightElements(), 1), null);
            float[] x = Tensors.random(src().elements(), 2);
            float[] y = new float[plan.dstShape().elements()];
            return new Planned(plan.describe(), () -> plan.run(x, y), y, false, plan::close);
        }

        @Override
        public double worst(Object output) {
            throw new UnsupportedOperationException("nothing is chosen by this");
        }
    }
}
