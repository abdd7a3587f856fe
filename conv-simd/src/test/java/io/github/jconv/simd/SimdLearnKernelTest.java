package io.github.jconv.simd;

import io.github.jconv.testkit.LearnKernelContract;

/** The edge detector learned through every algorithm on the path. */
class SimdLearnKernelTest extends LearnKernelContract {}
