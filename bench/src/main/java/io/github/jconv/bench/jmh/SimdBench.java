package io.github.jconv.bench.jmh;

import io.github.jconv.Planner;

/**
 * How fast is what the planner chooses for one thread where vectors are usable: the kernels of conv-simd?
 *
 * <p>The first runs are 50 to 200 times slower, until C2 has compiled the kernel and its vectors stay in registers; the
 * warm-up must outlast that.
 */
public class SimdBench extends LayerBench {

    @Override
    Planner planner() {
        return Planner.serial();
    }
}
