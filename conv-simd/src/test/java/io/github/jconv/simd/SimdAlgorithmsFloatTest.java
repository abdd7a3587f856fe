package io.github.jconv.simd;

import io.github.jconv.testkit.AlgorithmContractFloat;

/** Every algorithm on the path, the vector kernels among them. */
class SimdAlgorithmsFloatTest extends AlgorithmContractFloat {}
