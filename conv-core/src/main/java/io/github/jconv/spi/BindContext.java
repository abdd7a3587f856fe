package io.github.jconv.spi;

import io.github.jconv.machine.Machine;

/**
 * What a kernel may take into account beyond the problem. Only the way the output is cut may depend on it: the order of
 * a sum never does, so that every number of jobs gives the same bits.
 *
 * @param machine caches, cores and vector width
 * @param jobs how many threads will share the tiles, at least 1
 */
public record BindContext(Machine machine, int jobs) {}
