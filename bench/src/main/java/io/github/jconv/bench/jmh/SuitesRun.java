package io.github.jconv.bench.jmh;

import io.github.jconv.DType;
import io.github.jconv.bench.Progress;
import io.github.jconv.bench.TextTable;
import io.github.jconv.bench.record.Peak;
import io.github.jconv.bench.record.RecordFiles;
import io.github.jconv.bench.record.RunRecord;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.machine.Machine;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/** A session as a record and a table. After each benchmark the record holds what is done. */
public final class SuitesRun {

    private static final int INTERRUPT_MILLIS = 300;

    /** What a shell calls a process that was interrupted; nobody sees it, since the machine ends by the signal. */
    private static final int INTERRUPTED = 130;

    private final Session session;
    private final RecordFiles files;
    private final PrintWriter out;
    private final Progress progress;
    private Collection<RunResult> done = List.of();
    private boolean stopping;

    /**
     * A run.
     *
     * @param session what to run
     * @param files where the record goes
     * @param out where the table goes
     * @param progress how far it is
     */
    public SuitesRun(Session session, RecordFiles files, PrintWriter out, Progress progress) {
        this.session = session;
        this.files = files;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Runs it.
     *
     * @return the exit code
     */
    public int run() {
        progress.show(0, session.count(), "measuring the peak");
        Peak peak = Peak.measure();
        RunRecord record = RunRecord.now(peak);
        Thread hook = new Thread(() -> interrupted(peak));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            keep(record, session.run(progress, results -> keep(record, results)));
        } catch (IllegalStateException failed) {
            if (!isStopping()) {
                throw failed;
            }
            return INTERRUPTED;
        } finally {
            progress.close();
            removeHook(hook);
        }
        print(peak);
        files.done();
        return 0;
    }

    /** An interrupt ends JMH's forks too, maybe before it reaches us: then what JMH complains of is no failure. */
    private boolean isStopping() {
        try {
            Thread.sleep(INTERRUPT_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return stopping;
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook is running: this process is about to end
            return;
        }
    }

    private synchronized void keep(RunRecord record, Collection<RunResult> results) {
        if (!stopping) {
            done = List.copyOf(results);
            files.write(record, Session.noise(done), Map.of(), Session.json(done));
        }
    }

    private synchronized void interrupted(Peak peak) {
        stopping = true;
        progress.close();
        print(peak);
        out.println("stopped after " + done.size() + " of " + session.count());
        if (!done.isEmpty()) {
            files.done();
        }
        out.flush();
    }

    private void print(Peak peak) {
        TextTable table =
                new TextTable(3, "suite", "what", "shape", "jobs", "us", "+-", "GFLOP/s", "% of peak", "B/run");
        for (RunResult result : done) {
            BenchmarkParams params = result.getParams();
            String line = params.getParam("layer");
            int threads = params.getParam("jobs") == null
                    ? 1
                    : Machine.current().threads(Integer.parseInt(params.getParam("jobs")));
            double micros = result.getPrimaryResult().getScore();
            double gflops = flops(result) / micros / 1e3;
            table.row(
                    Suite.of(params.getBenchmark()).word(),
                    Session.what(params),
                    line == null ? "" : Layer.parse(line).toString(),
                    String.valueOf(threads),
                    text(micros < 10 ? "%.3f" : "%.1f", micros),
                    text(
                            micros < 10 ? "%.3f" : "%.1f",
                            result.getPrimaryResult().getScoreError()),
                    text("%.1f", gflops),
                    text("%.0f", 100 * gflops / (peak(peak, params) * threads)),
                    text("%.0f", Session.fact(result, RunFacts.ALLOCATED)));
        }
        table.lines().forEach(out::println);
    }

    private static double peak(Peak peak, BenchmarkParams params) {
        return DType.FLOAT64.name().equals(params.getParam("type")) ? peak.gflops64() : peak.gflops32();
    }

    private static double flops(RunResult result) {
        return Session.fact(result, RunFacts.FLOPS);
    }

    private static String text(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
