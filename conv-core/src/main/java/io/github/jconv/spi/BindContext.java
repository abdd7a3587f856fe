package io.github.jconv.spi;

import io.github.jconv.machine.Machine;

/**
 * What a kernel may take into account beyond the problem. Only the way the output is cut may depend on the machine and the
 * jobs; the order of a sum may depend on the blocking besides, never on the jobs, so that every number of them gives the
 * same bits.
 *
 * @param machine caches, cores and vector width
 * @param jobs how many threads will share the tiles, at least 1
 * @param blocking block sizes in place of the kernel's own
 */
public record BindContext(Machine machine, int jobs, Blocking blocking) {

    /**
     * A context with the kernel's own block sizes.
     *
     * @param machine caches, cores and vector width
     * @param jobs how many threads will share the tiles, at least 1
     */
    public BindContext(Machine machine, int jobs) {
        this(machine, jobs, Blocking.DEFAULT);
    }
}
