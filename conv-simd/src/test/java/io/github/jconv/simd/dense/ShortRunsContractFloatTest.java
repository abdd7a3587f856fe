package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.testkit.Problems;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** The same on windows of short runs, found through a table. */
@Tag("vector")
class ShortRunsContractFloatTest extends InPlaceContractFloatTest {

    @Provide
    @Override
    protected Arbitrary<ConvProblem> problems() {
        return Problems.shortRuns(DType.FLOAT32);
    }
}
