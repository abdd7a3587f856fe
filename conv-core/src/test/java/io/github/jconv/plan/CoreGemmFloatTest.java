package io.github.jconv.plan;

import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.testkit.GemmContractFloat;
import java.util.List;

/** Every matrix multiplication in the table. */
class CoreGemmFloatTest extends GemmContractFloat {

    @Override
    protected List<GemmAlgorithm> gemms() {
        return AlgorithmTable.installed().gemms();
    }
}
