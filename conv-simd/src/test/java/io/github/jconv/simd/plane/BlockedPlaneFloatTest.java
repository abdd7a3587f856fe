package io.github.jconv.simd.plane;

import io.github.jconv.PlaneProblem;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.testkit.Blockings;
import io.github.jconv.testkit.PlaneContractFloat;
import java.util.List;

/** A tuned filter keeps what any filter keeps: the contract with block sizes by chance, small squares among them. */
class BlockedPlaneFloatTest extends PlaneContractFloat {

    @Override
    protected List<PlaneAlgorithm> planes() {
        return AlgorithmTable.installed().planes();
    }

    @Override
    protected Blocking blocking(PlaneProblem p) {
        return Blockings.of(p.toString());
    }
}
