package io.github.jconv.simd.gemm;

/** What a tile grid takes when jobs share it, by an estimate that is good enough to choose among cuts. */
public final class Sharing {

    /**
     * More tiles than so many for each job do not make the shares more even; fewer may be better, for what is prepared for
     * a tile is prepared once.
     */
    public static final int MOST_TILES = 4;

    /** So many tiles for each job are even enough as they are. */
    public static final int EVEN = 16;

    /** The part of the largest tile that is waited for, on average, because some core was disturbed. */
    private static final double DISTURBED = 0.1;

    private Sharing() {}

    /**
     * The time until the last job ends, where each takes the next tile as soon as it is free, larger tiles first.
     *
     * @param tiles how many, at least 1
     * @param total what all tiles take together
     * @param largest what the largest takes
     * @param jobs threads
     * @return in the unit of the others
     */
    public static double time(int tiles, double total, double largest, int jobs) {
        int rounds = Math.ceilDiv(tiles, jobs);
        double last = (rounds - 1) * total / tiles + largest;
        return Math.max(total / jobs, last) + DISTURBED * largest;
    }

    /**
     * Where piece i starts when a length is cut into pieces that differ by one at most, the longer ones first.
     *
     * @param length what is cut
     * @param pieces how many
     * @param i from 0 to pieces; the last gives the end
     * @return the first index of piece i
     */
    public static int start(int length, int pieces, int i) {
        return length / pieces * i + Math.min(i, length % pieces);
    }
}
