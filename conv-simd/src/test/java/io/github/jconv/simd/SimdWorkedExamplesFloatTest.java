package io.github.jconv.simd;

import io.github.jconv.testkit.WorkedExamplesContractFloat;

/** The worked examples through every algorithm on the path. */
class SimdWorkedExamplesFloatTest extends WorkedExamplesContractFloat {}
