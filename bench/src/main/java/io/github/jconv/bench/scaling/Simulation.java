package io.github.jconv.bench.scaling;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.bench.workload.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What a layer would take on more cores than there are here: its tiles, cut for so many threads and timed one by one,
 * replayed through the hand-out of the ForkJoin scheduler. docs/scaling.md explains the model.
 */
public final class Simulation {

    /** The numbers of cores. */
    public static final List<Integer> CORES = List.of(1, 2, 4, 8, 16, 32, 64, 128);

    /** From putting a run up to a worker's first tile, where it is awake. */
    private static final double ARRIVAL_NANOS = 1_000;

    /** Workers sit down one after the other, and take tiles one after the other: the counter moves between cores. */
    private static final double TURN_NANOS = 60;

    private Simulation() {}

    /** What holds a layer back. */
    public enum Limit {
        /** Fewer tiles than cores, or a last round that is not full. */
        TILES,
        /** The tiles cut for so many cores take more time than those cut for one: shared data is read more often. */
        CUT,
        /** The memory that the cores share. */
        BANDWIDTH,
        /** Waking, sitting down, taking tiles. */
        DISPATCH
    }

    /**
     * A layer on some number of cores.
     *
     * @param cores how many
     * @param tiles how many tiles there are
     * @param nanos a run
     * @param speedup against one core
     * @param limit what loses most
     */
    public record Point(int cores, int tiles, double nanos, double speedup, Limit limit) {

        /** What part of the cores' time is used. */
        public double efficiency() {
            return speedup / cores;
        }
    }

    /**
     * Simulates a layer.
     *
     * @param layer the layer
     * @param layout the order in memory
     * @param sharedBandwidth what all cores together read and write beyond their own caches, bytes a nanosecond
     * @return a point for each number of cores
     */
    public static List<Point> of(Layer layer, Layout layout, double sharedBandwidth) {
        double alone = TileTimes.of(layer, layout, 1).sum(); // also warms the machine up
        ConvProblem problem = layer.problem(layout, DType.FLOAT32);
        int size = problem.type().bytes();
        double weightBytes = (double) problem.weightElements() * size;
        double srcBytes = (double) problem.src().elements() * size;
        double dstBytes = (double) problem.dst().elements() * size;
        List<Point> points = new ArrayList<>();
        for (int cores : CORES) {
            TileTimes.Measured tiles = TileTimes.of(layer, layout, cores);
            // A core fetches what its tiles read, once.
            double bytes = dstBytes
                    + weightBytes * Math.min(tiles.weightReads(), cores)
                    + srcBytes * Math.min(tiles.srcReads(), cores);
            points.add(point(cores, tiles.nanos(), alone, cores == 1 ? 0 : bytes / sharedBandwidth));
        }
        return points;
    }

    /** One point: the replay, and what would be without each of its losses. */
    static Point point(int cores, long[] tiles, double alone, double bandwidthNanos) {
        double sum = 0;
        for (long tile : tiles) {
            sum += tile;
        }
        double free = replay(cores, tiles, 0, 0);
        double handedOut = cores == 1 ? free : replay(cores, tiles, ARRIVAL_NANOS, TURN_NANOS);
        double nanos = Math.max(handedOut, bandwidthNanos);
        double[] losses = {free - sum / cores, (sum - alone) / cores, nanos - handedOut, handedOut - free};
        int most = 0;
        for (int i = 1; i < losses.length; i++) {
            most = losses[i] > losses[most] ? i : most;
        }
        return new Point(cores, tiles.length, nanos, alone / nanos, Limit.values()[most]);
    }

    /** When the last tile ends: whoever is free takes the next one. */
    static double replay(int cores, long[] tiles, double arrival, double turn) {
        PriorityQueue<Double> free = new PriorityQueue<>();
        free.add(0.0);
        for (int i = 1; i < Math.min(cores, tiles.length); i++) {
            free.add(arrival + i * turn);
        }
        double end = 0;
        double counter = 0;
        for (long tile : tiles) {
            counter = Math.max(counter + turn, free.remove());
            double done = counter + tile;
            free.add(done);
            end = Math.max(end, done);
        }
        return end;
    }
}
