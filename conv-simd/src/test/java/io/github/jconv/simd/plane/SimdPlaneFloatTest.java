package io.github.jconv.simd.plane;

import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.testkit.PlaneContractFloat;
import java.util.List;

/** Every filter over planes on the path. */
class SimdPlaneFloatTest extends PlaneContractFloat {

    @Override
    protected List<PlaneAlgorithm> planes() {
        return AlgorithmTable.installed().planes();
    }
}
