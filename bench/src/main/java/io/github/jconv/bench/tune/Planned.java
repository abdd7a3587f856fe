package io.github.jconv.bench.tune;

import java.util.Arrays;

/**
 * A variant made ready to run again and again on the same numbers.
 *
 * @param line the plan's: its algorithm, and its block sizes as they are
 * @param once runs it
 * @param output where a run writes: {@code float[]} or {@code double[]}
 * @param adds whether a run adds to what is there
 * @param end lets the plan go
 */
record Planned(String line, Runnable once, Object output, boolean adds, Runnable end) implements AutoCloseable {

    /** Runs once. */
    void run() {
        once.run();
    }

    /** Runs once as if it had never run. What an algorithm forgets to write shows, but nothing can be added to that. */
    void runAfresh() {
        double nothing = adds ? 0 : Double.NaN;
        if (output instanceof float[] floats) {
            Arrays.fill(floats, (float) nothing);
        } else {
            Arrays.fill((double[]) output, nothing);
        }
        once.run();
    }

    /** What shows whether another variant does the same: its line without what was asked for. */
    String blocks() {
        return line.replaceFirst(" blocks .*", "");
    }

    /** Whether both write the same bits; two NaNs are the same. */
    boolean sameBits(Planned other) {
        runAfresh();
        other.runAfresh();
        return output instanceof float[] floats
                ? Arrays.equals(floats, (float[]) other.output)
                : Arrays.equals((double[]) output, (double[]) other.output);
    }

    @Override
    public void close() {
        end.run();
    }
}
