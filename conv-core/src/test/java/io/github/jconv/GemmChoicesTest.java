package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jconv.spi.Blocking;
import io.github.jconv.tuning.Choice;
import io.github.jconv.tuning.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a profile says of a matrix multiplication is found by its sizes, and by nothing else. */
class GemmChoicesTest {

    private static final GemmProblem PROBLEM = new GemmProblem(DType.FLOAT32, false, true, 3, 4, 5, 5, 5, 4);

    private static GemmChoices choices(String problem, int jobs, String winner, Blocking blocking) {
        Choice choice = new Choice(problem, jobs, winner, 1, blocking, 1, "portable", 2, false);
        return new GemmChoices(Profile.of(List.of(choice)));
    }

    @Test
    void theKeyIsTypeSizesAndTransposes() {
        assertThat(PROBLEM.tuningKey()).isEqualTo("gemm float32 3x4x5 tB");
        assertThat(new GemmProblem(DType.FLOAT64, true, false, 3, 4, 5, 9, 9, 9).tuningKey())
                .isEqualTo("gemm float64 3x4x5 tA");
    }

    @Test
    void aChoiceIsFoundWhateverTheLeadingDimensions() {
        GemmChoices choices = choices(PROBLEM.tuningKey(), 1, "reference", Blocking.DEFAULT);
        assertThat(choices.find(PROBLEM).algorithm().name()).isEqualTo("reference");
        assertThat(choices.find(new GemmProblem(DType.FLOAT32, false, true, 3, 4, 5, 50, 60, 70)))
                .isNotNull();
        assertThat(choices.find(new GemmProblem(DType.FLOAT64, false, true, 3, 4, 5, 5, 5, 4)))
                .isNull();
        assertThat(choices.find(new GemmProblem(DType.FLOAT32, false, false, 3, 4, 5, 5, 5, 4)))
                .isNull();
        assertThat(choices.find(new GemmProblem(DType.FLOAT32, true, true, 3, 4, 5, 5, 5, 4)))
                .isNull();
        assertThat(choices.find(new GemmProblem(DType.FLOAT32, false, true, 4, 4, 5, 5, 5, 4)))
                .isNull();
    }

    @Test
    void whatIsNoChoiceForOneThreadTakesNoPart() {
        assertThat(new GemmChoices(Profile.NONE).find(PROBLEM)).isNull();
        assertThat(choices(PROBLEM.tuningKey(), 2, "reference", Blocking.DEFAULT)
                        .find(PROBLEM))
                .isNull();
        assertThat(choices(PROBLEM.tuningKey(), 1, "portable", Blocking.DEFAULT).find(PROBLEM))
                .as("the default won")
                .isNull();
        String convolution = "float32 NCHW 1x3x8x9 K4 k3x3";
        assertThat(choices(convolution, 1, "reference", Blocking.DEFAULT).find(PROBLEM))
                .isNull();
    }

    @Test
    void algorithmsHaveNamesAndExplainThemselves() {
        assertThat(Gemm.algorithms()).endsWith("portable", "reference");
        assertThat(Gemm.algorithm("portable").blocks()).isEmpty();
        Explanation explanation = Gemm.explain(PROBLEM);
        assertThat(explanation.answers())
                .extracting(Explanation.Answer::algorithm)
                .isEqualTo(Gemm.algorithms());
        assertThat(explanation.tuned()).isFalse();
        assertThat(explanation.toString()).startsWith("gemm float32 3x4x5 tB" + System.lineSeparator());
        assertThat(new GemmProblem(DType.FLOAT32, false, true, 3, 4, 5, 50, 60, 70))
                .hasToString("gemm float32 3x4x5 tB lda=50 ldb=60 ldc=70");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.algorithm("magic"))
                .withMessageStartingWith("there is no algorithm magic among [");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Planner.blocks("magic"))
                .withMessageStartingWith("there is no algorithm magic among [");
    }
}
