package io.github.jconv.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Layout;
import io.github.jconv.Pool2d;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.testkit.TensorsDouble;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What pooling and its gradients must satisfy; on integers that divide evenly every identity is an equality. */
class PoolingTest {

    /** Divisible by every window's number of elements, which is a product of two numbers up to 5. */
    private static final int DIVISIBLE = 60 * 60;

    /** A pooling and a shape it fits. */
    record Case(Pool2d pool, Shape src) {}

    @Provide
    Arbitrary<Case> maxima() {
        return cases(Pool2d.Kind.MAX, Arbitraries.of(1, 1, 2, 3));
    }

    @Provide
    Arbitrary<Case> sums() {
        return cases(Pool2d.Kind.SUM, Arbitraries.just(1));
    }

    @Provide
    Arbitrary<Case> averages() {
        return cases(Pool2d.Kind.AVERAGE, Arbitraries.just(1));
    }

    private static Arbitrary<Case> cases(Pool2d.Kind kind, Arbitrary<Integer> dilations) {
        Arbitrary<int[]> axis = Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 4),
                        dilations,
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 12))
                .as((kernel, stride, dilation, padding, beyond) -> {
                    int extent = (kernel - 1) * dilation + 1;
                    int fitting = padding % (extent / 2 + 1);
                    return new int[] {kernel, stride, dilation, fitting, Math.max(1, extent - 2 * fitting) + beyond};
                });
        Arbitrary<Boolean> flag = Arbitraries.of(false, true);
        return Combinators.combine(
                        axis,
                        axis,
                        flag,
                        flag,
                        Arbitraries.of(Layout.class),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 4))
                .as((h, w, ceil, countPad, layout, n, c) -> {
                    Pool2d bare = switch (kind) {
                        case MAX -> Pool2d.max(h[0], w[0]).dilation(h[2], w[2]);
                        case AVERAGE -> Pool2d.average(h[0], w[0]);
                        case SUM -> Pool2d.sum(h[0], w[0]);
                        case LP -> Pool2d.lp(1, h[0], w[0]);
                    };
                    Pool2d pool = bare.stride(h[1], w[1])
                            .padding(h[3], w[3])
                            .ceilMode(ceil)
                            .countIncludePad(countPad);
                    return new Case(pool, new Shape(layout, n, c, h[4], w[4]));
                });
    }

    @Provide
    Arbitrary<Case> norms() {
        return cases(Pool2d.Kind.LP, Arbitraries.just(1));
    }

    private static double[] multiples(int elements, long seed) {
        double[] tensor = TensorsDouble.integers(elements, seed);
        for (int i = 0; i < elements; i++) {
            tensor[i] *= DIVISIBLE;
        }
        return tensor;
    }

    private static double dot(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void adjoint(Case p, long seed) {
        double[] x = multiples(p.src.elements(), seed);
        double[] y = p.pool.apply(x, p.src);
        double[] g = multiples(y.length, seed + 1);
        assertThat(dot(x, p.pool.inputGradient(g, p.src))).as(p.toString()).isEqualTo(dot(g, y));
    }

    @Property(tries = 200)
    void theGradientOfASumIsItsAdjoint(@ForAll("sums") Case p, @ForAll long seed) {
        adjoint(p, seed);
    }

    @Property(tries = 200)
    void theGradientOfAMeanIsItsAdjoint(@ForAll("averages") Case p, @ForAll long seed) {
        adjoint(p, seed);
    }

    /** Without padding in the count, the mean of a constant is the constant, at every edge and in ceil mode. */
    @Property(tries = 200)
    void theMeanOfAConstantIsTheConstant(@ForAll("averages") Case p) {
        double[] x = new double[p.src.elements()];
        Arrays.fill(x, DIVISIBLE);
        double[] y = p.pool.countIncludePad(false).apply(x, p.src);
        assertThat(y).as(p.toString()).hasSize(p.pool.outputShape(p.src).elements());
        assertThat(Arrays.stream(y).allMatch(mean -> mean == DIVISIBLE))
                .as(p.toString())
                .isTrue();
    }

    /** The index names the element that is the maximum, and it lies in the window; no element there is larger. */
    @Property(tries = 200)
    void indicesNameTheMaxima(@ForAll("maxima") Case p, @ForAll long seed) {
        Shape dst = p.pool.outputShape(p.src);
        double[] x = TensorsDouble.integers(p.src.elements(), seed);
        double[] y = new double[dst.elements()];
        int[] indices = new int[y.length];
        p.pool.maxWithIndices(x, p.src, y, indices);
        assertThat(p.pool.apply(x, p.src)).isEqualTo(y);
        for (int n = 0; n < dst.n(); n++) {
            for (int c = 0; c < dst.c(); c++) {
                for (int oh = 0; oh < dst.h(); oh++) {
                    for (int ow = 0; ow < dst.w(); ow++) {
                        int at = dst.index(n, c, oh, ow);
                        int first = firstMaximum(p, x, n, c, oh, ow);
                        assertThat(indices[at]).as("%s at %s", p, at).isEqualTo(first);
                        double max = first < 0
                                ? Double.NEGATIVE_INFINITY
                                : x[p.src.index(n, c, first / p.src.w(), first % p.src.w())];
                        assertThat(y[at]).as("%s at %s", p, at).isEqualTo(max);
                    }
                }
            }
        }
    }

    /** Walks the plane, not the window: the first element in row order that the window holds and none exceeds. */
    private static int firstMaximum(Case p, double[] x, int n, int c, int oh, int ow) {
        var w = p.pool.window(p.src);
        int best = -1;
        double max = Double.NEGATIVE_INFINITY;
        for (int h = 0; h < p.src.h(); h++) {
            for (int v = 0; v < p.src.w(); v++) {
                int r = h + w.padTop() - oh * w.strideH();
                int s = v + w.padLeft() - ow * w.strideW();
                boolean held = r >= 0
                        && r < w.extentH()
                        && r % w.dilationH() == 0
                        && s >= 0
                        && s < w.extentW()
                        && s % w.dilationW() == 0;
                double value = x[p.src.index(n, c, h, v)];
                if (held && value > max) {
                    max = value;
                    best = h * p.src.w() + v;
                }
            }
        }
        return best;
    }

    /** Where all elements differ by more than a step, one step on an element moves the loss by its gradient. */
    @Property(tries = 200)
    void theGradientOfAMaximumIsADifference(@ForAll("maxima") Case p, @ForAll long seed) {
        int elements = p.src.elements();
        if (elements == 0) {
            assertThat(p.pool.apply(new double[0], p.src)).isEmpty();
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[elements];
        for (int i = 0; i < elements; i++) {
            x[i] = 2 * i;
        }
        for (int i = elements - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swap = x[i];
            x[i] = x[j];
            x[j] = swap;
        }
        Shape dst = p.pool.outputShape(p.src);
        double[] y = new double[dst.elements()];
        int[] indices = new int[y.length];
        p.pool.maxWithIndices(x, p.src, y, indices);
        double[] g = TensorsDouble.integers(y.length, seed);
        for (int i = 0; i < y.length; i++) {
            g[i] = indices[i] < 0 ? 0 : g[i]; // a window over no element: zero times minus infinity
        }
        double[] gx = p.pool.inputGradient(g, indices, p.src);
        int i = random.nextInt(elements);
        double[] before = finite(p.pool.apply(x, p.src));
        x[i] += 1;
        assertThat(dot(g, finite(p.pool.apply(x, p.src))) - dot(g, before))
                .as("element %s of %s", i, p)
                .isEqualTo(gx[i]);
    }

    private static double[] finite(double[] y) {
        return Arrays.stream(y).map(v -> v == Double.NEGATIVE_INFINITY ? 0 : v).toArray();
    }

    @Test
    void nanWinsAndTheLastOneIsNamed() {
        double nan = Double.NaN;
        double[] x = {1, nan, 5, nan, 7, 2};
        double[] y = new double[1];
        int[] indices = new int[1];
        Pool2d.max(2, 3).maxWithIndices(x, Shape.nchw(1, 1, 2, 3), y, indices);
        assertThat(y[0]).isNaN();
        assertThat(indices[0]).isEqualTo(3);
    }

    @Test
    void ofEqualElementsTheFirstIsNamed() {
        double[] y = new double[1];
        int[] indices = new int[1];
        Pool2d.max(2).maxWithIndices(new double[] {3, 4, 4, 4}, Shape.nchw(1, 1, 2, 2), y, indices);
        assertThat(indices[0]).isEqualTo(1);
        double least = Double.NEGATIVE_INFINITY;
        Pool2d.max(2).maxWithIndices(new double[] {least, least, least, least}, Shape.nchw(1, 1, 2, 2), y, indices);
        assertThat(y[0]).isEqualTo(least);
        assertThat(indices[0]).isZero();
    }

    /** Padding and all: a norm of the first kind is the sum, scaled up where ceil mode cuts a window short. */
    @Property(tries = 200)
    void theFirstNormIsTheMeanTimesTheKernel(@ForAll("norms") Case p, @ForAll long seed) {
        double[] x = multiples(p.src.elements(), seed);
        Window w = p.pool.window(p.src);
        Pool2d mean =
                new Pool2d(Pool2d.Kind.AVERAGE, 0, false, p.pool.bare(), p.pool.padding(), p.pool.ceilMode(), true);
        double[] expected = mean.apply(x, p.src);
        double[] actual = p.pool.apply(x, p.src);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .as(p.toString())
                    .isCloseTo(expected[i] * w.r() * w.s(), Offset.offset(1e-9 * DIVISIBLE));
        }
    }

    /** A step on an element moves the loss by its gradient, up to the square of the step. */
    @Property(tries = 100)
    void theGradientOfANormIsADifference(@ForAll("norms") Case p, @ForAll long seed) {
        int elements = p.src.elements();
        SplittableRandom random = new SplittableRandom(seed);
        double norm = new double[] {1, 2, 3, 1.5, 4}[random.nextInt(5)];
        Pool2d pool = new Pool2d(Pool2d.Kind.LP, norm, false, p.pool.bare(), p.pool.padding(), p.pool.ceilMode(), true);
        double[] x = random.doubles(elements, 0.5, 2).toArray();
        double[] y = pool.apply(x, p.src);
        double[] g = TensorsDouble.integers(y.length, seed);
        double[] gx = pool.inputGradient(g, x, y, p.src);
        if (elements == 0) {
            assertThat(gx).isEmpty();
            return;
        }
        int i = random.nextInt(elements);
        double step = 1e-5;
        double[] up = x.clone();
        up[i] += step;
        double[] down = x.clone();
        down[i] -= step;
        assertThat((dot(g, pool.apply(up, p.src)) - dot(g, pool.apply(down, p.src))) / (2 * step))
                .as("element %s of %s, norm %s", i, p, norm)
                .isCloseTo(gx[i], Offset.offset(1e-6));
    }

    /** What PyTorch does where the formula says little: powers of x itself, cut windows scaled up, no gradient at 0. */
    @Test
    void normsAsInPyTorch() {
        Shape row = Shape.nchw(1, 1, 1, 2);
        assertThat(Pool2d.lp(2, 1, 2).apply(new double[] {3, -4}, row)).containsExactly(5);
        assertThat(Pool2d.lp(1, 1, 2).apply(new double[] {3, -4}, row)).containsExactly(-1);
        assertThat(Pool2d.lp(3, 1, 2).apply(new double[] {3, -4}, row)).containsExactly(Double.NaN);
        assertThat(Pool2d.lp(3, 1, 2).apply(new double[] {-1, 2}, row)[0])
                .isCloseTo(Math.cbrt(7), Offset.offset(1e-15));
        assertThat(Pool2d.lp(1.5, 1, 2).apply(new double[] {4, -1}, row)).containsExactly(Double.NaN);
        Shape three = Shape.nchw(1, 1, 1, 3);
        Pool2d cut = Pool2d.lp(2, 1, 2).ceilMode(true);
        assertThat(cut.apply(new double[] {3, 4, 5}, three)).containsExactly(5, Math.sqrt(50));
        double[] nothing = {0, 0, 1};
        double[] y = cut.apply(nothing, three);
        assertThat(cut.inputGradient(new double[] {7, 1}, nothing, y, three)).containsExactly(0, 0, 2 / Math.sqrt(2));
        assertThat(Pool2d.globalLp(2).apply(new double[] {1, 2, 2, 4}, Shape.nchw(1, 1, 2, 2)))
                .containsExactly(5);
    }

    /** Two rows three apart over a plane of one: both lie in the padding. */
    @Test
    void aWindowOverNothing() {
        Pool2d pool = Pool2d.max(2, 1).dilation(3, 1).padding(2, 0);
        Shape src = Shape.nchw(1, 1, 1, 1);
        double[] y = new double[1];
        int[] indices = new int[1];
        pool.maxWithIndices(new double[] {5}, src, y, indices);
        assertThat(y).containsExactly(Double.NEGATIVE_INFINITY);
        assertThat(indices).containsExactly(-1);
        assertThat(pool.inputGradient(new double[] {1}, indices, src)).containsExactly(0);
    }

    /** PyTorch's rules where they differ: 6x6, kernel 3, stride 2, padding 1, ceil mode, all ones. */
    @Test
    void whatAnAverageDividesBy() {
        double[] ones = new double[6 * 6];
        Arrays.fill(ones, 1);
        Shape src = Shape.nchw(1, 1, 6, 6);
        Pool2d pool = Pool2d.average(3).stride(2).padding(1).ceilMode(true);
        double[] counted = pool.apply(ones, src);
        assertThat(counted).hasSize(16);
        assertThat(counted[0]).as("4 of 9, padding counted").isEqualTo(4 / 9.0);
        assertThat(counted[5]).as("9 of 9").isEqualTo(1);
        assertThat(counted[15])
                .as("1 of 4, what lies beyond the padding not counted")
                .isEqualTo(1 / 4.0);
        assertThat(pool.countIncludePad(false).apply(ones, src)).containsOnly(1);
    }

    @Test
    void global() {
        double[] x = {1, 2, 3, 6, -1, -2, -3, -6};
        Shape nchw = Shape.nchw(1, 2, 2, 2);
        assertThat(Pool2d.globalMax().apply(x, nchw)).containsExactly(6, -1);
        assertThat(Pool2d.globalAverage().apply(x, nchw)).containsExactly(3, -3);
        assertThat(Pool2d.globalSum().apply(x, nchw)).containsExactly(12, -12);
        Shape nhwc = Shape.nhwc(1, 2, 2, 2);
        assertThat(Pool2d.globalMax().apply(x, nhwc)).containsExactly(3, 6);
        assertThat(Pool2d.globalSum().outputShape(nhwc)).isEqualTo(Shape.nhwc(1, 1, 1, 2));
        assertThat(Pool2d.globalAverage().inputGradient(new double[] {4, 8}, nchw))
                .containsExactly(1, 1, 1, 1, 2, 2, 2, 2);
    }
}
