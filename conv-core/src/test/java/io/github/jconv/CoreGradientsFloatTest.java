package io.github.jconv;

import io.github.jconv.testkit.GradientContractFloat;

/** Gradients and transposed convolutions without conv-simd. */
class CoreGradientsFloatTest extends GradientContractFloat {}
