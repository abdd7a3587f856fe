package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;
import org.openjdk.jmh.annotations.Param;

/**
 * How fast is each algorithm that says yes to a layer, chosen by the planner or not? What an algorithm costs by the planner's
 * estimate shows {@code bench/conv run --explain}; here is what it costs.
 */
public class AlgorithmBench extends LayerBench {

    /** A name of the planner's table. The session asks only for those that accept the layer in its layout. */
    @Param("implicit-gemm")
    public String algorithm;

    @Override
    Planner planner() {
        return Planner.builder().algorithm(algorithm).build();
    }
}
