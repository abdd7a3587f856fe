package io.github.jconv.simd;

import io.github.jconv.ConvProblem;
import io.github.jconv.spi.Blocking;
import io.github.jconv.testkit.Blockings;
import io.github.jconv.testkit.GradientContractFloat;

/** Tuned gradients keep what any gradients keep: the contract with block sizes by chance. */
class BlockedGradientsFloatTest extends GradientContractFloat {

    @Override
    protected Blocking blocking(ConvProblem p) {
        return Blockings.of(p);
    }
}
