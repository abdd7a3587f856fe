package io.github.jconv.simd;

import io.github.jconv.testkit.GradientContractFloat;

/** Gradients and transposed convolutions through every algorithm on the path. */
class SimdGradientsFloatTest extends GradientContractFloat {}
