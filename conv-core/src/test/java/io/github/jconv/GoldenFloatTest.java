package io.github.jconv;

import io.github.jconv.testkit.GoldenContractFloat;

/** The portable loops and the reference on PyTorch's cases. */
class GoldenFloatTest extends GoldenContractFloat {}
