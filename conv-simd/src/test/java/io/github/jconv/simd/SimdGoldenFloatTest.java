package io.github.jconv.simd;

import io.github.jconv.testkit.GoldenContractFloat;

/** PyTorch's cases through every algorithm on the path. */
class SimdGoldenFloatTest extends GoldenContractFloat {}
