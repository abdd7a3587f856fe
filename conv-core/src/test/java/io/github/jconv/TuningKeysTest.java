package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jconv.testkit.Problems;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key names its problem, and nothing else is a key. */
class TuningKeysTest {

    private static void isReadBack(Tunable problem) {
        assertThat(TuningKeys.problem(problem.tuningKey())).isEqualTo(problem);
    }

    @Provide
    Arbitrary<ConvProblem> convolutions() {
        return Problems.of(DType.FLOAT64);
    }

    @Property(tries = 300)
    void convolutionsAndTheirGradients(@ForAll("convolutions") ConvProblem any) {
        ConvProblem p = Conv2d.of(any).activation(Activation.NONE).problem(any.src(), any.type(), any.precision());
        assertThat(Conv2d.of(any).problem(any.src(), any.type(), any.precision()))
                .isEqualTo(any);
        assertThat(TuningKeys.problem(any.tuningKey())).isEqualTo(p);
        for (Precision precision : Precision.values()) {
            ConvProblem each = Conv2d.of(p).accumulate(true).problem(p.src(), p.type(), precision);
            isReadBack(each);
            isReadBack(new WeightGradientProblem(each));
            TransposeProblem transpose = TransposeProblem.inputGradient(each, precision == Precision.FAST);
            isReadBack(transpose);
            assertThat(ConvTranspose2d.of(transpose)
                            .problem(transpose.src(), DType.FLOAT64, precision, transpose.accumulate()))
                    .isEqualTo(transpose);
        }
    }

    @Test
    void products() {
        isReadBack(new GemmProblem(DType.FLOAT32, false, true, 3, 4, 5, 5, 5, 4));
        isReadBack(new GemmProblem(DType.FLOAT64, true, false, 3, 0, 0, 3, 1, 1));
    }

    @Test
    void poolingsAndTheirGradients() {
        List<Pool2d> pools = List.of(
                Pool2d.max(3).stride(2).padding(1),
                Pool2d.max(2, 3).dilation(2).ceilMode(true).padding(Padding.of(0, 1, 1, 0)),
                Pool2d.average(3).stride(2, 1).padding(1),
                Pool2d.average(3).stride(2).padding(1).countIncludePad(false).ceilMode(true),
                Pool2d.sum(2),
                Pool2d.lp(2, 3).stride(2).ceilMode(true),
                Pool2d.lp(1e-5, 3),
                Pool2d.lp(2.5, 2));
        for (Shape src : List.of(Shape.nchw(2, 3, 8, 9), Shape.nhwc(0, 9, 9, 64))) {
            for (Pool2d pool : pools) {
                PoolProblem p = pool.problem(src, DType.FLOAT32, pool.kind() == Pool2d.Kind.MAX);
                isReadBack(p);
                isReadBack(new PoolGradientProblem(p, false));
                isReadBack(new PoolGradientProblem(p, true));
            }
            isReadBack(Pool2d.max(2).problem(src, DType.FLOAT64, false));
            isReadBack(Pool2d.globalAverage().problem(src, DType.FLOAT64, false));
        }
        assertThat(Pool2d.max(3)
                        .stride(2)
                        .padding(1)
                        .problem(Shape.nchw(1, 64, 112, 112), DType.FLOAT32, false)
                        .tuningKey())
                .isEqualTo("pooling max float32 NCHW 1x64x112x112 to 56x56 k3x3 s2x2 p1,1,1,1");
    }

    @Test
    void planes() {
        for (Border border : Border.values()) {
            PlaneFilter filter =
                    PlaneFilter.of(3, 5).padding(Padding.same()).border(border).stride(2, 1);
            PlaneProblem p = filter.problem(2, 40, 50, DType.FLOAT32, Precision.STRICT, border == Border.ZERO);
            isReadBack(p);
            assertThat(PlaneFilter.of(p).problem(2, 40, 50, DType.FLOAT32, Precision.STRICT, p.separable()))
                    .isEqualTo(p);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "float16 NCHW 1x1x1x1 K1 k1x1 | 'float16' is no element type",
                "float32 CHWN 1x1x1x1 K1 k1x1 | 'CHWN' is no layout",
                "float32 NCHW 1x1x1 K1 k1x1 | '1x1x1' is not NxNxNxN",
                "float32 NCHW 1x1x1x99999999999 K1 k1x1 | '1x1x1x99999999999' is not NxNxNxN",
                "float32 NCHW 1x3x1x1 K2 k1x1 g2 | 2 groups do not divide 3 input channels without remainder",
                "float32 NCHW 1x1x1x1 K1 | it ends too early",
                "float32 NCHW 1x1x1x1 K1 k1x1 s1x1 | , the nearest is 'float32 NCHW 1x1x1x1 K1 k1x1'",
                "float32 NCHW 1x1x1x1 K01 k1x1 | , the nearest is 'float32 NCHW 1x1x1x1 K1 k1x1'",
                "float32 NCHW 1x1x1x1 K1 k1x1 relu | , the nearest is 'float32 NCHW 1x1x1x1 K1 k1x1'",
                "gemm float32 3x3 | '3x3' is not NxNxN",
                "gemm nonsense | 'nonsense' is no element type",
                "transpose float32 NCHW 1x1x3x3 to NCHW 1x1x9x9 k1x1 | output padding is 6 rows but must be less",
                "transpose float32 NCHW 1x1x3x3 to NCHW 1x1x2x2 k1x1 | the output has 2x2 pixels but the window gives",
                "transpose float32 NCHW 1x1x3x3 by NCHW 1x1x2x2 k1x1 | 'by' stands where 'to' is due",
                "pooling least float32 NCHW 1x1x9x9 to 9x9 k1x1 | 'least' is no pooling",
                "pooling l0.0 float32 NCHW 1x1x9x9 to 9x9 k1x1 | norm is 0.0 but must be a finite number above 0",
                "pooling l1-- float32 NCHW 1x1x9x9 to 9x9 k1x1 | 'l1--' is no pooling",
                "pooling max float32 NCHW 1x1x9x9 to 7x9 k1x1 | , the nearest is 'pooling max float32 NCHW 1x1x9x9 to 9x9 k1x1'",
                "pooling average float32 NCHW 1x1x9x9 to 9x9 k2x2 d2x2 | dilation is 2x2 but only max pooling takes",
                "pooling sum float32 NCHW 1x1x9x9 to 9x9 k1x1 indices | planWithIndices",
                "gradient max float32 NCHW 1x1x9x9 to 9x9 k1x1 | 'max' stands where 'pooling' is due",
                "plane around float32 NCHW 1x1x9x9 K1 k1x1 | 'around' is no border",
                "plane zero float32 NCHW 1x2x9x9 K1 k1x1 | a filter over planes has one channel",
            })
    void whatIsNoKeyIsRefusedWithAReason(String key, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TuningKeys.problem(key))
                .withMessageStartingWith("'" + key + "' names no problem" + (reason.startsWith(",") ? "" : ": "))
                .withMessageContaining(reason);
    }
}
