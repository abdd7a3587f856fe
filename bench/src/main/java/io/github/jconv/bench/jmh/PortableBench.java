package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;

/**
 * How fast is a layer without the incubator module? The loops are written so that C2 turns them into vector instructions by
 * itself.
 */
public class PortableBench extends LayerBench {

    @Override
    Planner planner() {
        return Planner.builder().algorithm("portable").build();
    }
}
