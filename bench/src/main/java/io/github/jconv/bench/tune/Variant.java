package io.github.jconv.bench.tune;

import io.github.jconv.spi.Blocking;

/**
 * One way to compute a problem.
 *
 * @param algorithm its name
 * @param jobs how many threads
 * @param blocking block sizes in place of the algorithm's own
 */
record Variant(String algorithm, int jobs, Blocking blocking) {

    /** The same with another value of one block size. */
    Variant with(Blocking.Size size, int value) {
        return new Variant(algorithm, jobs, blocking.with(size, value));
    }
}
