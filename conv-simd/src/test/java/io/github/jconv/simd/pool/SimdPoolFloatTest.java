package io.github.jconv.simd.pool;

import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.testkit.PoolContractFloat;
import java.util.List;

/** Every pooling on the path. */
class SimdPoolFloatTest extends PoolContractFloat {

    @Override
    protected List<PoolAlgorithm> pools() {
        return AlgorithmTable.installed().pools();
    }
}
