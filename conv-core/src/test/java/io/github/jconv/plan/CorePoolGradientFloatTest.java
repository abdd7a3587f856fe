package io.github.jconv.plan;

import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.testkit.PoolGradientContractFloat;
import java.util.List;

/** Every gradient of a pooling in the table. */
class CorePoolGradientFloatTest extends PoolGradientContractFloat {

    @Override
    protected List<PoolGradientAlgorithm> poolGradients() {
        return AlgorithmTable.installed().poolGradients();
    }
}
