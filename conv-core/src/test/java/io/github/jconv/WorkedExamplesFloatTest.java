package io.github.jconv;

import io.github.jconv.testkit.WorkedExamplesContractFloat;

/** The portable loops and the reference on the worked examples. */
class WorkedExamplesFloatTest extends WorkedExamplesContractFloat {}
