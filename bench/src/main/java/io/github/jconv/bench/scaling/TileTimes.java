package io.github.jconv.bench.scaling;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileTask;
import java.time.Duration;
import java.util.Arrays;

/** Runs the tiles of a plan that was cut for some number of threads one after the other, and times each. */
final class TileTimes implements Scheduler {

    private static final int RUNS = 9;
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    private final int jobs;
    private long[] least = new long[0];
    private long bytes;

    private TileTimes(int jobs) {
        this.jobs = jobs;
    }

    /**
     * What was measured.
     *
     * @param nanos the least time of each tile
     * @param bytes read and written, each once
     */
    record Measured(long[] nanos, long bytes) {

        /** All tiles on one thread. */
        double sum() {
            return Arrays.stream(nanos).sum();
        }
    }

    static Measured of(Layer layer, Layout layout, int jobs) {
        TileTimes times = new TileTimes(jobs);
        Conv2d conv = layer.conv();
        float[] weights = Tensors.random(conv.weightElements(), 1);
        float[] x = Tensors.random(layer.src(layout).elements(), 2);
        try (ConvPlan plan = Planner.builder().scheduler(times).build().plan(conv, layer.src(layout), weights, null)) {
            float[] y = new float[plan.dstShape().elements()];
            if (jobs == 1) {
                plan.warmUp(WARM_UP); // once for all cuts: they run the same code
            }
            times.least = new long[0];
            for (int i = 0; i < RUNS; i++) {
                plan.run(x, y);
            }
            return new Measured(times.least, times.bytes);
        }
    }

    @Override
    public int jobs() {
        return jobs;
    }

    @Override
    public String name() {
        return "timing";
    }

    @Override
    public void run(TileTask task) {
        if (least.length == 0) {
            least = new long[task.tiles()];
            Arrays.fill(least, Long.MAX_VALUE);
        }
        bytes = task.bytes();
        for (int tile = 0; tile < least.length; tile++) {
            long begin = System.nanoTime();
            task.run(tile, 0);
            least[tile] = Math.min(least[tile], System.nanoTime() - begin);
        }
    }
}
