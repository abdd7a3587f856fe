package io.github.jconv.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.jconv.Shape;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The comparisons fail where they must: a testkit that passes everything would pass unseen. */
class TestkitTest {

    private static final Shape SHAPE = Shape.nchw(1, 1, 2, 2);

    private static void fails(ThrowingCallable comparison, String... parts) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(comparison)
                .extracting(Throwable::getMessage)
                .satisfies(message -> assertThat(message).contains(parts));
    }

    @Test
    void exact() {
        float[] expected = {1, 0f, Float.NaN, 4};
        CompareFloat.exact("p", SHAPE, expected, new float[] {1, -0f, Float.NaN, 4});
        fails(
                () -> CompareFloat.exact("some problem", SHAPE, expected, new float[] {1, 0, Float.NaN, 4.0000005f}),
                "some problem",
                "element 3 (n=0 c=0 h=1 w=1)",
                "4.0000005",
                "exactly 4.0");
        fails(() -> CompareFloat.exact("p", SHAPE, expected, new float[] {1, 0, 3, 4}), "element 2", "3.0", "NaN");
        fails(() -> CompareFloat.exact("p", SHAPE, expected, new float[3]), "3 elements", "4");
    }

    @Test
    void bitwise() {
        CompareFloat.bitwise("p", SHAPE, new float[] {1, Float.NaN}, new float[] {1, Float.NaN});
        fails(() -> CompareFloat.bitwise("p", SHAPE, new float[] {0f}, new float[] {-0f}), "0.0", "-0.0");
    }

    @Test
    void within() {
        double[] allowed = {0.5, 0.5};
        float infinity = Float.POSITIVE_INFINITY;
        CompareFloat.within("p", SHAPE, new float[] {1, infinity}, allowed, new float[] {1.5f, infinity});
        fails(
                () -> CompareFloat.within("p", SHAPE, new float[] {1, 2}, allowed, new float[] {1, 2.75f}),
                "0.75",
                "0.5");
        fails(() -> CompareFloat.within("p", SHAPE, new float[] {1, 2}, allowed, new float[] {1, Float.NaN}), "NaN");
        fails(() -> CompareFloat.within("p", SHAPE, new float[] {Float.NaN, 2}, allowed, new float[] {1, 2}), "NaN");
        double[] anything = {infinity, infinity};
        fails(() -> CompareFloat.within("p", SHAPE, new float[] {1, 2}, anything, new float[] {1, infinity}), "Inf");
        fails(() -> CompareFloat.within("p", SHAPE, new float[] {infinity}, anything, new float[] {-infinity}), "-Inf");
    }

    @Test
    void guards() {
        GuardedFloat dst = GuardedFloat.destination(3);
        assertThat(dst.values()).hasSize(3).containsOnly(Float.NaN);
        dst.assertMarksIntact("p");
        dst.array()[dst.offset() + 2] = 1;
        dst.assertMarksIntact("p");
        dst.array()[dst.offset() + 3] = 1;
        fails(() -> dst.assertMarksIntact("some run"), "some run", "wrote 1.0 at 3", "3 elements");
        GuardedFloat src = GuardedFloat.source(new float[] {7, 8});
        assertThat(src.values()).containsExactly(7, 8);
        assertThat(src.array()[src.offset() - 1]).isNaN();
        assertThat(src.array()[src.offset() + 2]).isNaN();
    }

    @Test
    void allocation() {
        assertThat(Allocation.leastOf(
                        100, 2000, () -> assertThat(new byte[1000].length).isEqualTo(1000)))
                .isGreaterThan(1000);
    }

    @Test
    void goldenDataIsThere() {
        assertThat(Golden.cases("float32")).hasSize(59);
        assertThat(Golden.cases("float64")).hasSize(21);
        assertThat(Golden.workedExamples().get("shapes")).hasSize(7);
    }
}
