package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;

/**
 * How slow is the scalar reference, which every other figure is a multiple of? It sums in double, one multiply-add after
 * another, and nobody tries to make it faster.
 */
public class ReferenceBench extends LayerBench {

    @Override
    Planner planner() {
        return Planner.builder().algorithm("reference").build();
    }
}
