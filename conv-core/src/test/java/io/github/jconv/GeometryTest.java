package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jconv.testkit.Problems;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Shapes, windows, paddings and problems: sizes, places and texts. */
class GeometryTest {

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Problems.of(DType.FLOAT64);
    }

    @Property
    void indexCountsEveryElementOnce(
            @ForAll Layout layout,
            @ForAll @IntRange(max = 3) int n,
            @ForAll @IntRange(min = 1, max = 5) int c,
            @ForAll @IntRange(min = 1, max = 5) int h,
            @ForAll @IntRange(min = 1, max = 5) int w) {
        Shape shape = new Shape(layout, n, c, h, w);
        boolean[] seen = new boolean[shape.elements()];
        for (int in = 0; in < n; in++) {
            for (int ic = 0; ic < c; ic++) {
                for (int ih = 0; ih < h; ih++) {
                    for (int iw = 0; iw < w; iw++) {
                        int index = shape.index(in, ic, ih, iw);
                        assertThat(seen[index]).isFalse();
                        seen[index] = true;
                    }
                }
            }
        }
        assertThat(seen).doesNotContain(false);
        assertThat(shape.elements()).isEqualTo(n * shape.imageElements());
    }

    @Test
    void orderInMemory() {
        assertThat(Shape.nchw(2, 3, 4, 5).index(1, 2, 3, 4)).isEqualTo(119);
        assertThat(Shape.nchw(2, 3, 4, 5).index(0, 1, 0, 0)).isEqualTo(20);
        assertThat(Shape.nhwc(2, 4, 5, 3).index(0, 1, 0, 0)).isEqualTo(1);
        assertThat(Shape.nhwc(2, 4, 5, 3).index(0, 0, 1, 0)).isEqualTo(15);
        assertThat(Shape.nhwc(2, 4, 5, 3))
                .isEqualTo(new Shape(Layout.NHWC, 2, 3, 4, 5))
                .hasToString("NHWC 2x4x5x3");
        assertThat(Shape.nchw(2, 3, 4, 5)).hasToString("NCHW 2x3x4x5");
        assertThat(Shape.nchw(2, 3, 4, 5).withN(7)).isEqualTo(Shape.nchw(7, 3, 4, 5));
    }

    @Test
    void largestShape() {
        assertThat(Shape.nchw(1, 1, 1, Shape.MAX_ELEMENTS).elements()).isEqualTo(Integer.MAX_VALUE - 8);
        assertThat(Shape.nchw(0, 1, 1, Shape.MAX_ELEMENTS).elements()).isZero();
    }

    /** The output's size counts the windows that fit the padded plane, however it is computed. */
    @Property
    void outputSizesCountTheWindowsThatFit(@ForAll("problems") ConvProblem p) {
        Window w = p.window();
        int h = p.src().h();
        long fit = IntStream.range(0, h + w.padTop() + w.padBottom())
                .filter(start -> start % w.strideH() == 0)
                .filter(start -> start + w.extentH() <= h + w.padTop() + w.padBottom())
                .count();
        assertThat((long) w.outH(h)).isEqualTo(fit);
        assertThat(p.outH()).isEqualTo(w.outH(h));
        long begun = IntStream.range(0, h + w.padTop())
                .filter(start -> start % w.strideH() == 0)
                .filter(start -> start - w.strideH() + w.extentH() < h + w.padTop() + w.padBottom())
                .count();
        assertThat((long) w.outHCeil(h)).isEqualTo(Math.max(begun, fit));
    }

    /** Rows and columns are treated alike. */
    @Property
    void axesAreTwins(@ForAll("problems") ConvProblem p) {
        Window w = p.window();
        Window turned = new Window(
                w.s(),
                w.r(),
                w.strideW(),
                w.strideH(),
                w.padLeft(),
                w.padTop(),
                w.padRight(),
                w.padBottom(),
                w.dilationW(),
                w.dilationH());
        assertThat(turned.outH(p.src().w())).isEqualTo(w.outW(p.src().w()));
        assertThat(turned.outWCeil(p.src().h())).isEqualTo(w.outHCeil(p.src().h()));
        assertThat(turned.extentW()).isEqualTo(w.extentH());
        assertThat(turned.isPadded()).isEqualTo(w.isPadded());
        assertThat(turned.isPointwise()).isEqualTo(w.isPointwise());
    }

    /** same gives ceil(size / stride), with the odd zero at the end or, for sameLower, at the start. */
    @Property
    void samePadding(
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @IntRange(min = 1, max = 7) int kernel,
            @ForAll @IntRange(min = 1, max = 5) int stride,
            @ForAll @IntRange(min = 1, max = 3) int dilation) {
        Window bare = new Window(kernel, kernel, stride, stride, 0, 0, 0, 0, dilation, dilation);
        Window upper = Padding.same().resolve(bare, size, size);
        Window lower = Padding.sameLower().resolve(bare, size, size);
        assertThat(upper.outH(size)).isEqualTo((size + stride - 1) / stride);
        assertThat(upper.outW(size)).isEqualTo(upper.outH(size));
        assertThat(upper.padBottom() - upper.padTop()).isBetween(0, 1);
        assertThat(upper.padRight() - upper.padLeft()).isBetween(0, 1);
        assertThat(lower.padTop()).isEqualTo(upper.padBottom());
        assertThat(lower.padBottom()).isEqualTo(upper.padTop());
        assertThat(lower.padLeft()).isEqualTo(upper.padRight());
        int padding = upper.padTop() + upper.padBottom();
        int needed = (upper.outH(size) - 1) * stride + upper.extentH();
        assertThat(padding).as("not a zero more than needed").isEqualTo(Math.max(0, needed - size));
    }

    @Test
    void paddingRules() {
        Window bare = Window.of(3, 4).withDilation(2, 1);
        assertThat(Padding.full().resolve(bare, 9, 9)).isEqualTo(bare.withPadding(4, 3, 4, 3));
        assertThat(Padding.valid().resolve(bare.withPadding(9, 9, 9, 9), 9, 9)).isEqualTo(bare);
        assertThat(Padding.of(2, 5).resolve(bare, 9, 9)).isEqualTo(bare.withPadding(2, 5, 2, 5));
        assertThat(Padding.of(1)).isEqualTo(Padding.of(1, 1, 1, 1)).hasSameHashCodeAs(Padding.of(1, 1));
        assertThat(Padding.of(0)).isNotEqualTo(Padding.valid());
        assertThat(Padding.of(1, 2, 3, 4)).hasToString("1,2,3,4").isNotEqualTo(Padding.of(1, 2, 3, 5));
        assertThat(Padding.same()).hasToString("same");
        assertThat(Padding.sameLower()).hasToString("same-lower");
        assertThat(Padding.valid()).hasToString("valid");
        assertThat(Padding.full()).hasToString("full");
    }

    @Test
    void ceilModeStartsInsideThePlane() {
        Window threeByTwo = Window.of(3, 3).withStride(2, 2);
        assertThat(threeByTwo.outHCeil(6)).isEqualTo(3);
        assertThat(threeByTwo.outHCeil(7)).isEqualTo(3);
        assertThat(Window.of(1, 1).withStride(4, 4).outHCeil(6))
                .as("the second starts inside")
                .isEqualTo(2);
        assertThat(Window.of(2, 2).withStride(3, 3).withPadding(1, 1, 1, 1).outHCeil(2))
                .as("a second would start in the bottom padding")
                .isEqualTo(1);
    }

    @Property
    void conv2dMakesTheProblemAgain(@ForAll("problems") ConvProblem p) {
        assertThat(Problems.conv(p).problem(p.src(), p.type(), p.precision())).isEqualTo(p);
        assertThat(Problems.conv(p).outputShape(p.src())).isEqualTo(p.dst());
        assertThat(Problems.conv(p).weightElements()).isEqualTo(p.weightElements());
        assertThat(p.macs()).isEqualTo((long) p.dst().elements() * p.depth());
        Shape dst = p.dst();
        assertThat(p.dstIndex(1, p.k() - 1, p.outH() - 1, p.outW() - 1))
                .isEqualTo(dst.index(1, dst.c() - 1, dst.h() - 1, dst.w() - 1));
    }

    @Property
    void weightIndexCountsEveryWeightOnce(@ForAll("problems") ConvProblem p) {
        boolean[] seen = new boolean[p.weightElements()];
        for (int k = 0; k < p.k(); k++) {
            for (int c = 0; c < p.groupC(); c++) {
                for (int r = 0; r < p.window().r(); r++) {
                    for (int s = 0; s < p.window().s(); s++) {
                        int index = p.weightIndex(k, c, r, s);
                        assertThat(seen[index]).isFalse();
                        seen[index] = true;
                    }
                }
            }
        }
        assertThat(seen).doesNotContain(false);
    }

    @Test
    void problemText() {
        Conv2d conv = Conv2d.of(4, 8, 3, 5)
                .stride(2, 1)
                .padding(Padding.of(1, 2, 3, 4))
                .dilation(1, 2)
                .groups(2)
                .activation(Activation.RELU6);
        assertThat(conv.problem(Shape.nhwc(2, 9, 10, 4), DType.FLOAT32, Precision.STRICT))
                .hasToString("float32 NHWC 2x9x10x4 K8 k3x5 s2x1 p1,2,3,4 d1x2 g2 clamp(0.0,6.0) strict");
        assertThat(Conv2d.of(1, 1, 1).problem(Shape.nchw(1, 1, 2, 3), DType.FLOAT64, Precision.DEFAULT))
                .hasToString("float64 NCHW 1x1x2x3 K1 k1x1");
    }

    @Test
    void withersLeaveTheOriginalAlone() {
        Conv2d conv = Conv2d.of(4, 8, 3);
        Conv2d changed = conv.stride(2).padding(1).dilation(2).groups(4).activation(Activation.SILU);
        assertThat(conv).isEqualTo(Conv2d.of(4, 8, 3));
        assertThat(changed.bare()).isEqualTo(new Window(3, 3, 2, 2, 0, 0, 0, 0, 2, 2));
        assertThat(changed.groups()).isEqualTo(4);
        assertThat(changed.padding()).isEqualTo(Padding.of(1));
        assertThat(changed.activation()).isEqualTo(Activation.SILU);
    }

    @Test
    void rulesAndBordersRefuseWhatIsNoPlane() {
        for (Padding padding : List.of(Padding.same(), Padding.sameLower(), Padding.valid(), Padding.of(1))) {
            assertThatThrownBy(() -> padding.resolve(null, 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("window is null");
            assertThatThrownBy(() -> padding.resolve(Window.of(1, 1), 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("plane has 0 rows but needs at least 1");
            assertThatThrownBy(() -> padding.resolve(Window.of(1, 1), 1, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("plane has -1 columns but needs at least 1");
        }
        for (Border border : Border.values()) {
            assertThatThrownBy(() -> border.index(5, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("plane has 0 rows or columns but needs at least 1");
        }
    }
}
