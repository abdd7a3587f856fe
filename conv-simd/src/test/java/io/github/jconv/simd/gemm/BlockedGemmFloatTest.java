package io.github.jconv.simd.gemm;

import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.Blocking;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.testkit.GemmContractFloat;
import java.util.List;
import java.util.stream.Stream;

/** The contract with other block sizes than those derived from the machine: small ones, large ones, no whole panels. */
class BlockedGemmFloatTest extends GemmContractFloat {

    private static final List<Blocking> BLOCKINGS = Stream.of(
                    "mr=4 kc=16 mc=16 nc=16",
                    "mr=5 kc=100 mc=17 nc=33",
                    "mr=14 kc=1024 mc=4096 nc=4096",
                    "kc=384 mc=40",
                    "mr=9 nc=100")
            .map(Blocking::parse)
            .toList();

    @Override
    protected List<GemmAlgorithm> gemms() {
        return AlgorithmTable.installed().gemms().stream()
                .filter(gemm -> !gemm.blocks().isEmpty())
                .flatMap(gemm -> BLOCKINGS.stream().map(gemm::with))
                .toList();
    }
}
