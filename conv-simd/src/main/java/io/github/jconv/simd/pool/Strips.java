package io.github.jconv.simd.pool;

import io.github.jconv.PoolProblem;

/** How many pieces an image falls into. */
final class Strips {

    /** Elements a piece has at least: smaller ones cost more to hand out than to compute. */
    private static final int WORTH = 1 << 15;

    private Strips() {}

    /** Strips of output rows, each of all channels. */
    static int rows(PoolProblem p, int jobs) {
        long elements = p.taps() / Math.max(1, p.src().n());
        return Math.clamp(elements / WORTH, 1, most(p.dst().h(), jobs));
    }

    /** Strips of input rows, each of all channels. */
    static int inputRows(PoolProblem p, int jobs) {
        long elements = p.src().imageElements();
        return Math.clamp(elements / WORTH, 1, most(p.src().h(), jobs));
    }

    /** Groups of planes. */
    static int planes(PoolProblem p, int jobs) {
        long elements = p.src().imageElements();
        return Math.clamp(elements / WORTH, 1, most(p.src().c(), jobs));
    }

    /** One job wants few pieces, several want enough that none waits long for the last. */
    private static int most(int rows, int jobs) {
        return jobs == 1 ? 1 : Math.min(rows, 8 * jobs);
    }
}
