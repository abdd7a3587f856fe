package io.github.jconv;

import io.github.jconv.testkit.LearnKernelContract;

/** The portable loops and the reference learn the edge detector. */
class LearnKernelTest extends LearnKernelContract {}
