package io.github.jconv.bench.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * One piece of work by all contenders: each makes it ready and is checked, then all are timed in turns, so that what
 * disturbs the machine falls on all alike.
 */
final class Turns {

    /**
     * How long.
     *
     * @param javaMillis of each warm-up of what must be compiled first
     * @param nativeMillis warm-up of what need not
     * @param sliceMillis of each turn
     * @param rounds turns of each contender
     * @param patienceMillis no more turns for a contender that has used this; it keeps those it had
     */
    record Effort(int javaMillis, int nativeMillis, int sliceMillis, int rounds, int patienceMillis) {
        /** Trustworthy to a few per cent. */
        static final Effort FULL = new Effort(1500, 200, 80, 9, 6000);

        /** Shows who is faster unless it is close. */
        static final Effort QUICK = new Effort(600, 60, 25, 7, 3000);

        /** A whole network in a minute or two; shows what is slow. */
        static final Effort BRIEF = new Effort(300, 40, 20, 5, 2000);

        /** The same in a part of the time, where less than all is left. */
        Effort within(double part) {
            if (part >= 1) {
                return this;
            }
            return new Effort(
                    (int) (javaMillis * part),
                    (int) (nativeMillis * part),
                    (int) (sliceMillis * part),
                    Math.max(LEAST_ROUNDS, (int) (rounds * part)),
                    (int) (patienceMillis * part));
        }

        double seconds(Contender contender, Work work) {
            double run = 2 * work.macs() / GUESSED_GFLOPS / 1e6; // milliseconds
            int warmUp = contender.library().java() ? 2 * javaMillis : nativeMillis;
            return (Math.max(run, warmUp) + rounds * (Math.max(run, sliceMillis) + run)) / 1e3;
        }
    }

    private static final double GUESSED_GFLOPS = 100;

    /** Warm-ups of what must be compiled: two, and more as long as the last took less than this part of the one before. */
    private static final double STEADY = 0.8;

    private static final int MOST_WARM_UPS = 6;

    /** Of fewer rounds there is no median. */
    private static final int LEAST_ROUNDS = 3;

    /** Short, because a core's clock soon forgets the work before. */
    private static final int PEAK_MILLIS = 4;

    /**
     * Threads of native libraries go on spinning for this long after a turn, by OpenMP's and ONNX Runtime's defaults, and would hold the
     * cores that the next contender's threads need. On one thread nobody spins.
     */
    static final int SPIN_MILLIS = 250;

    private final Workers workers;
    private final Effort effort;
    private final IntConsumer pause;
    private Contender.Library spinning;
    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        private final Contender contender;
        private final String id;
        private String detail = "";
        private boolean out;
        private double usedMillis;
        private final List<Remote.Slice> slices = new ArrayList<>();

        Entry(Contender contender, String id) {
            this.contender = contender;
            this.id = id;
        }

        Timed timed() {
            return new Timed(
                    contender,
                    detail,
                    slices.stream().mapToDouble(Remote.Slice::wallNanos).toArray(),
                    slices.stream().mapToDouble(Remote.Slice::cpuNanos).toArray());
        }
    }

    private interface Question {
        void ask(Remote remote) throws Remote.Failed, Remote.Declined;
    }

    Turns(Workers workers, Effort effort) {
        this(workers, effort, Turns::pause);
    }

    /** The same with another way to wait for so many milliseconds. */
    Turns(Workers workers, Effort effort, IntConsumer pause) {
        this.workers = workers;
        this.effort = effort;
        this.pause = pause;
    }

    /** Times one piece of work. */
    Row run(Work work, int jobs, List<Contender> contenders) {
        entries.clear();
        for (Contender contender : contenders) {
            Entry entry = new Entry(contender, String.valueOf(entries.size()));
            entries.add(entry);
            attempt(entry, remote -> entry.detail = remote.prepare(entry.id, contender.variant(), work));
            attempt(entry, remote -> warmUp(entry, remote));
        }
        spinning = contenders.isEmpty() || contenders.getLast().library().java()
                ? null
                : contenders.getLast().library();
        double[] peaks = new double[effort.rounds];
        double[] copies = new double[work.bytes() > 0 ? effort.rounds : 0];
        for (int round = 0; round < effort.rounds; round++) {
            for (Entry entry : entries) {
                if (round == 0 || entry.usedMillis < effort.patienceMillis) {
                    attempt(entry, remote -> turn(entry, remote, jobs));
                }
                if (entry == entries.getFirst()) {
                    if (round < copies.length) {
                        copies[round] = own(remote -> remote.copy((int) work.bytes(), PEAK_MILLIS));
                    }
                    peaks[round] = own(remote ->
                            remote.peak(PEAK_MILLIS)); // ours is the first: what its core can do right after such work
                }
            }
        }
        entries.forEach(entry -> attempt(entry, remote -> remote.release(entry.id)));
        return new Row(
                work,
                jobs,
                entries.stream().map(Entry::timed).toList(),
                Arrays.stream(peaks).filter(Double::isFinite).toArray(),
                Arrays.stream(copies).filter(Double::isFinite).toArray());
    }

    /** What is compiled while it runs is ready when it no longer gets faster. */
    private void warmUp(Entry entry, Remote remote) throws Remote.Failed, Remote.Declined {
        boolean java = entry.contender.library().java();
        int millis = java ? effort.javaMillis : effort.nativeMillis;
        double last = remote.time(entry.id, millis).wallNanos();
        boolean ready = !java;
        for (int i = 1; !ready && i < MOST_WARM_UPS; i++) {
            double next = remote.time(entry.id, millis).wallNanos();
            ready = next > STEADY * last;
            last = next;
        }
        entry.usedMillis = last / 1e6;
    }

    private void turn(Entry entry, Remote remote, int jobs) throws Remote.Failed, Remote.Declined {
        Contender.Library library = entry.contender.library();
        if (jobs > 1 && spinning != null && !spinning.equals(library)) {
            pause.accept(SPIN_MILLIS);
        }
        spinning = library.java() ? null : library;
        long start = System.nanoTime();
        entry.slices.add(remote.time(entry.id, effort.sliceMillis));
        entry.usedMillis += (System.nanoTime() - start) / 1e6;
    }

    /** Waits, unless it is interrupted. */
    static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** What waiting for spinning threads takes, over all rounds. */
    static double pauseSeconds(List<Contender> contenders, int jobs, Effort effort) {
        long pauses = 0;
        for (int i = 0; jobs > 1 && i < contenders.size(); i++) {
            Contender.Library library = contenders.get(i).library();
            Contender.Library next = contenders.get((i + 1) % contenders.size()).library();
            pauses += library.java() || library.equals(next) ? 0 : 1;
        }
        return effort.rounds * pauses * SPIN_MILLIS / 1e3;
    }

    /** Who fails is out for this work; the others go on. */
    private void attempt(Entry entry, Question question) {
        if (entry.out) {
            return;
        }
        Remote remote = workers.get(entry.contender.library());
        try {
            if (remote == null) {
                throw new Remote.Declined(
                        workers.missing().get(entry.contender.library().name()));
            }
            question.ask(remote);
        } catch (Remote.Failed | Remote.Declined problem) {
            entry.out = true;
            entry.slices.clear();
            entry.detail = problem.getMessage();
        }
    }

    private interface Limit {
        double ask(Remote own) throws Remote.Failed, Remote.Declined;
    }

    private double own(Limit limit) {
        Remote own = workers.get(Contender.JCONV);
        try {
            return own == null ? Double.NaN : limit.ask(own);
        } catch (Remote.Failed | Remote.Declined problem) {
            return Double.NaN;
        }
    }
}
