package io.github.jconv.portable;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.DType;
import io.github.jconv.GemmProblem;
import io.github.jconv.reference.ReferenceGemmFloat;
import io.github.jconv.testkit.TensorsFloat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes round the blocks, which random small ones do not reach. */
class PortableGemmFloatTest {

    @ParameterizedTest
    @CsvSource({"127, 511, 63", "129, 513, 65", "128, 512, 64", "3, 257, 130", "260, 65, 9", "5, 1030, 7"})
    void isExactOnIntegersAndLeavesGapsAlone(int m, int n, int k) {
        for (int form = 0; form < 4; form++) {
            boolean transA = form % 2 == 1;
            boolean transB = form / 2 == 1;
            int lda = (transA ? m : k) + 3;
            int ldb = (transB ? k : n) + 1;
            GemmProblem p = new GemmProblem(DType.FLOAT32, transA, transB, m, n, k, lda, ldb, n + 2);
            float[] a = TensorsFloat.integers((int) p.elementsA() + 2, 1);
            float[] b = TensorsFloat.integers((int) p.elementsB() + 5, 2);
            float[] c = TensorsFloat.integers((int) p.elementsC() + 4, 3);
            float[] expected = c.clone();
            ReferenceGemmFloat.gemm(p, 2, a, 1, b, 4, -1, expected, 3);
            new PortableGemm().run(p, 2, a, 1, b, 4, -1, c, 3);
            assertThat(c).as(p.toString()).isEqualTo(expected);
        }
    }
}
