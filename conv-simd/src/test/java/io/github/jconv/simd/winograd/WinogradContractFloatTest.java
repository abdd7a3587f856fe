package io.github.jconv.simd.winograd;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.testkit.AlgorithmContractFloat;
import io.github.jconv.testkit.Problems;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** The contract on problems of Winograd's kind, of which the general mixture holds few. */
@Tag("vector")
class WinogradContractFloatTest extends AlgorithmContractFloat {

    @Override
    protected List<String> algorithms() {
        return List.of("winograd-f2x3", "winograd-f4x3", "winograd-f3x2");
    }

    @Provide
    @Override
    protected Arbitrary<ConvProblem> problems() {
        return Arbitraries.oneOf(Problems.threeByThree(DType.FLOAT32), Problems.twoByTwo(DType.FLOAT32));
    }
}
