package io.github.jconv.bench.scaling;

import io.github.jconv.Conv2d;
import io.github.jconv.ConvPlan;
import io.github.jconv.Layout;
import io.github.jconv.Planner;
import io.github.jconv.Shape;
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

    /** For each further cut: it may have numbers of rows whose kernels nobody has run yet. */
    private static final Duration WARM_UP_AGAIN = Duration.ofMillis(400);

    private final int jobs;
    private long[] least = new long[0];
    private boolean traces;
    private float[] y = new float[0];
    private final Shape dst;

    private final boolean[] channels;
    private final boolean[] pixels;
    private double weightReads;
    private double srcReads;

    private TileTimes(int jobs, Shape dst) {
        this.jobs = jobs;
        this.dst = dst;
        this.channels = new boolean[dst.c()];
        this.pixels = new boolean[dst.n() * dst.h() * dst.w()];
    }

    /**
     * What was measured.
     *
     * @param nanos the least time of each tile
     * @param weightReads how many times all weights are read if each tile fetches those of the channels it writes
     * @param srcReads how many times the whole input is read if each tile fetches that of the pixels it writes
     */
    record Measured(long[] nanos, double weightReads, double srcReads) {

        /** All tiles on one thread. */
        double sum() {
            return Arrays.stream(nanos).sum();
        }
    }

    static Measured of(Layer layer, Layout layout, int jobs) {
        Conv2d conv = layer.conv();
        TileTimes times = new TileTimes(jobs, conv.outputShape(layer.src(layout)));
        float[] weights = Tensors.random(conv.weightElements(), 1);
        float[] x = Tensors.random(layer.src(layout).elements(), 2);
        try (ConvPlan plan = Planner.builder().scheduler(times).build().plan(conv, layer.src(layout), weights, null)) {
            float[] y = new float[plan.dstShape().elements()];
            plan.warmUp(jobs == 1 ? WARM_UP : WARM_UP_AGAIN);
            times.least = new long[0];
            for (int i = 0; i < RUNS; i++) {
                plan.run(x, y);
            }
            times.y = y;
            times.traces = true;
            plan.run(x, y);
            return new Measured(times.least, times.weightReads, times.srcReads);
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
        for (int tile = 0; traces && tile < least.length; tile++) {
            trace(task, tile);
        }
        for (int tile = 0; tile < least.length; tile++) {
            long begin = System.nanoTime();
            task.run(tile, 0);
            least[tile] = Math.min(least[tile], System.nanoTime() - begin);
        }
    }

    /** What a tile writes says what it reads. */
    private void trace(TileTask task, int tile) {
        Arrays.fill(y, Float.NaN);
        Arrays.fill(channels, false);
        Arrays.fill(pixels, false);
        task.run(tile, 0);
        for (int n = 0, pixel = 0; n < dst.n(); n++) {
            for (int h = 0; h < dst.h(); h++) {
                for (int w = 0; w < dst.w(); w++, pixel++) {
                    for (int c = 0; c < dst.c(); c++) {
                        if (!Float.isNaN(y[dst.index(n, c, h, w)])) {
                            channels[c] = true;
                            pixels[pixel] = true;
                        }
                    }
                }
            }
        }
        weightReads += part(channels);
        srcReads += part(pixels);
    }

    private static double part(boolean[] written) {
        int count = 0;
        for (boolean one : written) {
            count += one ? 1 : 0;
        }
        return (double) count / written.length;
    }
}
