package io.github.jconv.bench.jmh;

import io.github.jconv.bench.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Turns JMH's chatter into one line of progress, and keeps it for the case that something fails. */
final class QuietFormat implements OutputFormat {

    private final Progress progress;
    private final int all;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<RunResult> results = new ArrayList<>();
    private final Consumer<Collection<RunResult>> soFar;
    private int started;

    QuietFormat(Progress progress, int started, int all, Consumer<Collection<RunResult>> soFar) {
        this.progress = progress;
        this.started = started;
        this.all = all;
        this.soFar = soFar;
    }

    /** What JMH printed since the last benchmark began. */
    String said() {
        return said.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        said.reset();
        progress.show(started++, all, Suite.of(params.getBenchmark()).word() + " " + Session.what(params));
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        progress.close();
    }

    @Override
    public void print(String text) {
        said.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void println(String text) {
        print(text + "\n");
    }

    @Override
    public void verbosePrintln(String text) {
        println(text);
    }

    @Override
    public void write(int one) {
        said.write(one);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        said.write(bytes);
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {
        // one line for the whole benchmark is enough
    }

    @Override
    public void iterationResult(BenchmarkParams params, IterationParams iteration, int number, IterationResult data) {
        // in the results
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        if (result != null) {
            results.add(new RunResult(result.getParams(), List.of(result)));
            soFar.accept(results);
        }
    }

    @Override
    public void startRun() {
        // the command has said how long it takes
    }

    @Override
    public void flush() {
        // memory needs none
    }

    @Override
    public void close() {
        progress.close();
    }
}
