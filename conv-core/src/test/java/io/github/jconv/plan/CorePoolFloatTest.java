package io.github.jconv.plan;

import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.testkit.PoolContractFloat;
import java.util.List;

/** Every pooling in the table. */
class CorePoolFloatTest extends PoolContractFloat {

    @Override
    protected List<PoolAlgorithm> pools() {
        return AlgorithmTable.installed().pools();
    }
}
