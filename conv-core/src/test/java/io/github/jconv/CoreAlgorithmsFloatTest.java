package io.github.jconv;

import io.github.jconv.testkit.AlgorithmContractFloat;

/** The portable loops and the reference. */
class CoreAlgorithmsFloatTest extends AlgorithmContractFloat {}
