package io.github.jconv.simd;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Planner;
import io.github.jconv.plan.AlgorithmTable;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.testkit.AlgorithmContractFloat;
import io.github.jconv.testkit.Blockings;
import io.github.jconv.testkit.Problems;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

/** A tuned plan keeps what any plan keeps: the contract with block sizes by chance, for every algorithm that has blocks. */
class BlockedAlgorithmsFloatTest extends AlgorithmContractFloat {

    @Override
    protected List<String> algorithms() {
        return AlgorithmTable.installed().convolutions().stream()
                .filter(algorithm -> !algorithm.blocks().isEmpty())
                .map(Algorithm::name)
                .toList();
    }

    @Override
    protected Planner.Builder planner(ConvProblem p) {
        return Planner.builder().blocking(Blockings.of(p));
    }

    @Provide
    @Override
    protected Arbitrary<ConvProblem> problems() {
        return Arbitraries.oneOf(Problems.of(DType.FLOAT32), Problems.threeByThree(DType.FLOAT32));
    }
}
