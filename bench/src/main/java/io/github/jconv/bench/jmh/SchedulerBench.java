package io.github.jconv.bench.jmh;

import io.github.jconv.machine.Machine;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.SchedulerProvider;
import io.github.jconv.spi.TileTask;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does it cost to hand out tiles and to wait for the last? The tiles do next to nothing, but claim to be worth all
 * threads; the figure is what a layer must earn before a second thread pays.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SchedulerBench {

    /** Threads, as the planner counts them. */
    @Param("-1")
    public int jobs;

    /** Tiles of a task. */
    @Param({"2", "16", "256"})
    public int tiles;

    private Scheduler scheduler;
    private Counted task;

    /** Counts the tiles that ran. */
    private static final class Counted implements TileTask {
        private static final long WORTH_IT = 1L << 40;

        private final int tiles;
        private final AtomicInteger ran = new AtomicInteger();

        Counted(int tiles) {
            this.tiles = tiles;
        }

        @Override
        public int tiles() {
            return tiles;
        }

        @Override
        public long work() {
            return WORTH_IT;
        }

        @Override
        public void run(int tile, int slot) {
            ran.incrementAndGet();
        }
    }

    /** Makes the scheduler; every tile must run once. */
    @Setup
    public void open() {
        scheduler = ServiceLoader.load(SchedulerProvider.class)
                .findFirst()
                .orElseThrow()
                .create(Machine.current().threads(jobs));
        task = new Counted(tiles);
        if (run() != tiles) {
            throw new IllegalStateException("of " + tiles + " tiles ran " + task.ran.get());
        }
    }

    /** Counts what a task allocates: nothing is expected. */
    @TearDown
    public void close() {
        RunFacts.measure(this::run);
    }

    /**
     * One task.
     *
     * @return how many tiles ran since the beginning
     */
    @Benchmark
    public int run() {
        scheduler.run(task);
        return task.ran.get();
    }
}
