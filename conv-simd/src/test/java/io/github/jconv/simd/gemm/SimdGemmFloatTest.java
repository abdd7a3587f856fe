package io.github.jconv.simd.gemm;

import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.testkit.GemmContractFloat;
import java.util.List;

/** Every matrix multiplication on the path. */
class SimdGemmFloatTest extends GemmContractFloat {

    @Override
    protected List<GemmAlgorithm> gemms() {
        return AlgorithmTable.installed().gemms();
    }
}
