package io.github.jconv.bench.peers;

import io.github.jconv.DType;
import io.github.jconv.Explanation;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Precision;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.record.Peak;
import io.github.jconv.bench.record.RecordFiles;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.workload.Layer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whole networks through JConv and, where wanted, the native libraries beside it. After each layer the files hold what is
 * done, so that a run may be stopped at any time.
 */
public final class Contest {

    /**
     * What to time.
     *
     * @param layers the layers
     * @param others poolings and filters
     * @param gemms products of square matrices, on one thread
     * @param layouts ours
     * @param jobs numbers of threads, from 1
     * @param precision what our planner may choose from
     * @param allAlgorithms whether every algorithm that says yes is timed beside the planner's choice
     * @param pace how long each gets
     * @param limitSeconds when it must be over: on a slow machine what is left gets less time, and at last none
     * @param peers the folder with the native libraries' classes and jars; null for JConv alone
     */
    public record Program(
            List<Layer> layers,
            List<Work> others,
            List<Work.Gemm> gemms,
            List<Layout> layouts,
            List<Integer> jobs,
            Precision precision,
            boolean allAlgorithms,
            Pace pace,
            double limitSeconds,
            Path peers) {

        private Turns.Effort effort() {
            return switch (pace) {
                case FULL -> Turns.Effort.FULL;
                case QUICK -> Turns.Effort.QUICK;
                case BRIEF -> Turns.Effort.BRIEF;
            };
        }
    }

    /** How long each contender gets for each piece of work. */
    public enum Pace {
        /** Some 10 seconds: trustworthy to a few per cent. */
        FULL,
        /** 2 seconds: who is faster, unless it is close. */
        QUICK,
        /** 1 second: what is slow. */
        BRIEF
    }

    /** Starting the processes of one number of threads. */
    static final double FORK_SECONDS = 3;

    /** Making operands and comparing with the reference, for each contender. */
    private static final double CHECK_SECONDS = 0.3;

    /** C2 compiles the loops that measure the peak. */
    static final int PEAK_WARM_UP_MILLIS = 1000;

    /** An interrupt may end our workers before it reaches us. */
    private static final int INTERRUPT_MILLIS = 300;

    private final Program program;
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, String> libraries = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private boolean failed;
    private boolean stopping;
    private long start;

    /**
     * A contest.
     *
     * @param program what to time
     */
    public Contest(Program program) {
        this.program = program;
    }

    /**
     * How many pieces of work there are.
     *
     * @return layers for each number of threads, and multiplications
     */
    public int count() {
        return (program.layers.size() + program.others.size()) * program.jobs.size() + program.gemms.size();
    }

    /**
     * How long it will take.
     *
     * @return an estimate
     */
    public long seconds() {
        double seconds = program.jobs.size() * FORK_SECONDS + PEAK_WARM_UP_MILLIS / 1e3;
        for (Layer layer : program.layers) {
            for (int jobs : program.jobs) {
                seconds += seconds(new Work.Conv(layer), contenders(layer, jobs), jobs);
            }
        }
        for (Work work : program.others) {
            for (int jobs : program.jobs) {
                seconds += seconds(work, contenders(work), jobs);
            }
        }
        for (Work.Gemm gemm : program.gemms) {
            seconds += seconds(gemm, Contender.gemm(gemm, program.peers != null), 1);
        }
        return Math.round(seconds);
    }

    private double seconds(Work work, List<Contender> contenders, int jobs) {
        return seconds(work, contenders, jobs, program.effort());
    }

    /** How long one piece of work will take, pauses included. */
    static double seconds(Work work, List<Contender> contenders, int jobs, Turns.Effort effort) {
        return Turns.pauseSeconds(contenders, jobs, effort)
                + contenders.stream()
                        .mapToDouble(contender -> CHECK_SECONDS + effort.seconds(contender, work))
                        .sum();
    }

    private List<Contender> contenders(Work other) {
        boolean peers = program.peers != null;
        return other instanceof Work.Pool ? Contender.pooling(program.layouts, peers) : Contender.planes(peers);
    }

    private List<Contender> contenders(Layer layer, int jobs) {
        List<Contender> contenders = new ArrayList<>();
        for (Layout layout : program.layouts) {
            contenders.add(Contender.jconv(layout, program.precision));
        }
        if (jobs == program.jobs.getFirst()) {
            contenders.add(Contender.again(program.layouts.getFirst(), program.precision));
        }
        if (program.allAlgorithms) {
            Planner planner = Planner.builder().precision(program.precision).build();
            for (Layout layout : program.layouts) {
                planner.explain(layer.conv(), layer.src(layout), DType.FLOAT32).answers().stream()
                        .filter(Explanation.Answer::accepted)
                        .filter(answer -> !answer.algorithm().equals("reference"))
                        .forEach(answer ->
                                contenders.add(Contender.jconv(layout, program.precision, answer.algorithm())));
            }
        }
        return program.peers == null
                ? contenders
                : Stream.concat(contenders.stream(), Contender.convPeers().stream())
                        .toList();
    }

    /**
     * Runs it.
     *
     * @param place where the record goes
     * @param out where the tables go
     * @param progress how far it is
     * @return whether our own results were right
     */
    public boolean run(RecordFiles place, PrintWriter out, Progress progress) {
        ResultsFile files = new ResultsFile(place);
        start = System.nanoTime();
        progress.show(0, count(), "measuring the peak");
        Peak peak = Peak.measure();
        RunRecord record = RunRecord.now(peak);
        Thread hook = new Thread(() -> interrupted(place, progress, out, peak));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            for (int jobs : program.jobs) {
                try (Workers workers = new Forks(jobs, program.peers)) {
                    warmUpPeak(workers);
                    for (Layer layer : program.layers) {
                        if (left() <= 0) {
                            break;
                        }
                        progress.show(rows.size(), count(), layer.name() + " " + layer + ", jobs " + jobs);
                        time(workers, new Work.Conv(layer), jobs, contenders(layer, jobs), files, record);
                    }
                    for (Work work : program.others) {
                        progress.show(rows.size(), count(), work.text() + ", jobs " + jobs);
                        time(workers, work, jobs, contenders(work), files, record);
                    }
                }
            }
            if (!program.gemms.isEmpty()) {
                try (Workers workers = new Forks(1, program.peers)) {
                    warmUpPeak(workers);
                    for (Work.Gemm gemm : program.gemms) {
                        progress.show(rows.size(), count(), gemm.name() + " of " + gemm.n());
                        time(workers, gemm, 1, Contender.gemm(gemm, program.peers != null), files, record);
                    }
                }
            }
        } finally {
            progress.close();
            removeHook(hook);
        }
        print(out, peak);
        if (rows.size() < count()) {
            out.println("the time was over after " + rows.size() + " of " + count());
        }
        if (!rows.isEmpty()) {
            place.done();
        }
        return !failed;
    }

    /** Seconds until it must be over. */
    private double left() {
        return program.limitSeconds - (System.nanoTime() - start) / 1e9;
    }

    /** The pace, or what of it the time that is left allows. */
    private Turns.Effort effort(Work work, List<Contender> contenders, int jobs) {
        return program.effort().within(Math.max(0, left()) / (count() - rows.size()) / seconds(work, contenders, jobs));
    }

    private static void warmUpPeak(Workers workers) {
        Remote own = workers.get(Contender.JCONV);
        if (own == null) {
            throw new IllegalStateException(
                    "our own worker: " + workers.missing().get(Contender.JCONV.name()));
        }
        try {
            own.peak(PEAK_WARM_UP_MILLIS);
        } catch (Remote.Failed | Remote.Declined problem) {
            throw new IllegalStateException("our own worker: " + problem.getMessage(), problem);
        }
    }

    private void time(
            Workers workers, Work work, int jobs, List<Contender> contenders, ResultsFile files, RunRecord record) {
        Turns.Effort effort = effort(work, contenders, jobs);
        Row row = new Turns(workers, effort).run(work, jobs, contenders);
        boolean complete = row.times().stream().allMatch(Timed::done);
        if (!complete) {
            Turns.pause(INTERRUPT_MILLIS);
        }
        synchronized (this) {
            if (stopping) {
                return;
            }
            rows.add(row);
            workers.about().forEach((name, about) -> libraries.put(name + ", jobs " + jobs, about));
            for (Timed timed : row.times()) {
                if (!timed.done()) {
                    note(workers, work, timed);
                }
            }
            files.write(rows, record, libraries, program.effort());
        }
    }

    private void note(Workers workers, Work work, Timed timed) {
        Contender contender = timed.contender();
        String library = contender.library().name();
        failed |= contender.own();
        String gone = workers.missing().get(library);
        notes.add(
                gone == null ? contender.name() + " on " + work.text() + ": " + timed.detail() : library + ": " + gone);
    }

    /** What a user sees who does not want to wait any longer; the files were written after each layer. */
    private synchronized void interrupted(RecordFiles place, Progress progress, PrintWriter out, Peak peak) {
        stopping = true;
        progress.close();
        print(out, peak);
        out.println("stopped after " + rows.size() + " of " + count());
        if (!rows.isEmpty()) {
            place.done();
        }
        out.flush();
    }

    private void print(PrintWriter out, Peak peak) {
        if (!rows.isEmpty()) {
            new Report(rows, peak.gflops32()).lines().forEach(out::println);
        }
        notes.forEach(note -> out.println("no time of " + note));
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook is running: this process is about to end
            return;
        }
    }
}
