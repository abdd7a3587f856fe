package io.github.jconv.simd.pool;

import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.testkit.PoolGradientContractFloat;
import java.util.List;

/** Every gradient of a pooling on the path. */
class SimdPoolGradientFloatTest extends PoolGradientContractFloat {

    @Override
    protected List<PoolGradientAlgorithm> poolGradients() {
        return AlgorithmTable.installed().poolGradients();
    }
}
