package io.github.jconv.plan;

import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.testkit.PlaneContractFloat;
import java.util.List;

/** Every filter over planes in the table. */
class CorePlaneFloatTest extends PlaneContractFloat {

    @Override
    protected List<PlaneAlgorithm> planes() {
        return AlgorithmTable.installed().planes();
    }
}
