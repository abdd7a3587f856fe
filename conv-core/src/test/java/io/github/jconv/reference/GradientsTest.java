package io.github.jconv.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jconv.Activation;
import io.github.jconv.Conv2d;
import io.github.jconv.ConvProblem;
import io.github.jconv.ConvTranspose2d;
import io.github.jconv.DType;
import io.github.jconv.Precision;
import io.github.jconv.Shape;
import io.github.jconv.Unfold;
import io.github.jconv.Window;
import io.github.jconv.testkit.CompareDouble;
import io.github.jconv.testkit.Problems;
import io.github.jconv.testkit.TensorsDouble;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What convolution and its gradients must satisfy whatever computes them: they are linear, each other's adjoints, and
 * agree with differences of the loss. On small integers in double all sums are exact, so every identity is an equality.
 */
class GradientsTest {

    @Provide
    Arbitrary<ConvProblem> problems() {
        return Problems.of(DType.FLOAT64).map(p -> Problems.with(p, Activation.NONE, Precision.DEFAULT));
    }

    private static double[] forward(ConvProblem p, double[] x, double[] w, double[] b) {
        double[] y = new double[p.dst().elements()];
        ReferenceConvDouble.forward(p, x, 0, w, b, y, 0);
        return y;
    }

    private static double dot(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    private static double[] integers(int elements, long seed) {
        return TensorsDouble.integers(elements, seed);
    }

    @Property(tries = 200)
    void linearInInputAndInWeights(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        double[] x = integers(p.src().elements(), seed);
        double[] x2 = integers(p.src().elements(), seed + 1);
        double[] w = integers(p.weightElements(), seed + 2);
        double[] w2 = integers(p.weightElements(), seed + 3);
        double[] b = integers(p.k(), seed + 4);
        double[] y = forward(p, x, w, null);
        CompareDouble.exact(p, p.dst(), sum(y, forward(p, x2, w, b)), forward(p, sum(x, x2), w, b));
        CompareDouble.exact(p, p.dst(), sum(y, forward(p, x, w2, b)), forward(p, x, sum(w, w2), b));
    }

    /** {@code <g, conv(x, w)>} is {@code <x, inputGradient(g)>}, {@code <w, weightGradient(g)>} and so on. */
    @Property(tries = 200)
    void gradientsAreAdjoints(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        Conv2d conv = Problems.conv(p);
        double[] x = integers(p.src().elements(), seed);
        double[] w = integers(p.weightElements(), seed + 1);
        double[] b = integers(p.k(), seed + 2);
        double[] g = integers(p.dst().elements(), seed + 3);
        double expected = dot(g, forward(p, x, w, null));
        assertThat(dot(x, conv.inputGradient(g, p.src(), w))).as("input, %s", p).isEqualTo(expected);
        assertThat(dot(w, conv.weightGradient(x, p.src(), g)))
                .as("weights, %s", p)
                .isEqualTo(expected);
        double[] biasOnly = forward(p, x, new double[w.length], b);
        assertThat(dot(b, conv.biasGradient(g, p.src()))).as("bias, %s", p).isEqualTo(dot(g, biasOnly));
    }

    /** Of {@code |y|^2 / 2} the central difference is the exact derivative, and {@code y} the output's gradient. */
    @Property(tries = 100)
    void gradientsAreDifferencesOfTheLoss(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        Conv2d conv = Problems.conv(p);
        double[] x = integers(p.src().elements(), seed);
        double[] w = integers(p.weightElements(), seed + 1);
        double[] b = integers(p.k(), seed + 2);
        double[] y = forward(p, x, w, b);
        double[][] parameters = {x, w, b};
        double[][] gradients = {
            conv.inputGradient(y, p.src(), w), conv.weightGradient(x, p.src(), y), conv.biasGradient(y, p.src())
        };
        SplittableRandom random = new SplittableRandom(seed);
        for (int which = 0; which < parameters.length; which++) {
            double[] parameter = parameters[which];
            if (parameter.length == 0) {
                continue; // an empty batch has no input to vary
            }
            int i = random.nextInt(parameter.length);
            double kept = parameter[i];
            parameter[i] = kept + 1;
            double above = squares(forward(p, x, w, b));
            parameter[i] = kept - 1;
            double below = squares(forward(p, x, w, b));
            parameter[i] = kept;
            assertThat((above - below) / 4)
                    .as("%s of parameter %s, %s", i, which, p)
                    .isEqualTo(gradients[which][i]);
        }
    }

    private static double squares(double[] y) {
        return dot(y, y);
    }

    @Property(tries = 60)
    void accumulatingAddsToWhatIsThere(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        double[] x = integers(p.src().elements(), seed);
        double[] w = integers(p.weightElements(), seed + 1);
        double[] g = integers(p.dst().elements(), seed + 2);
        double[] gx = new double[x.length];
        ReferenceConvDouble.inputGradient(p, g, w, gx, false);
        double[] onX = x.clone();
        ReferenceConvDouble.inputGradient(p, g, w, onX, true);
        assertThat(onX).isEqualTo(sum(x, gx));
        double[] gw = new double[w.length];
        ReferenceConvDouble.weightGradient(p, x, g, gw, false);
        double[] onW = w.clone();
        ReferenceConvDouble.weightGradient(p, x, g, onW, true);
        assertThat(onW).isEqualTo(sum(w, gw));
        double[] gb = new double[p.k()];
        ReferenceConvDouble.biasGradient(p, g, gb, false);
        double[] onB = integers(p.k(), seed + 3);
        double[] expected = sum(onB, gb);
        ReferenceConvDouble.biasGradient(p, g, onB, true);
        assertThat(onB).isEqualTo(expected);
    }

    /** A single one in the input leaves the kernel around its place, flipped, and zeros elsewhere. */
    @Property(tries = 100)
    void anImpulseLeavesTheKernel(@ForAll("problems") ConvProblem any, @ForAll long seed) {
        Window bare = Window.of(any.window().r(), any.window().s());
        Shape src = any.src().withN(1);
        ConvProblem p = new ConvProblem(
                src,
                any.k(),
                bare.withPadding(bare.r() - 1, bare.s() - 1, bare.r() - 1, bare.s() - 1),
                any.groups(),
                DType.FLOAT64,
                Activation.NONE,
                Precision.DEFAULT,
                false);
        SplittableRandom random = new SplittableRandom(seed);
        int c = random.nextInt(src.c());
        int h = random.nextInt(src.h());
        int w = random.nextInt(src.w());
        double[] x = new double[src.elements()];
        x[src.index(0, c, h, w)] = 1;
        double[] weights = integers(p.weightElements(), seed);
        double[] expected = new double[p.dst().elements()];
        for (int k = 0; k < p.k(); k++) {
            boolean sameGroup = k / p.groupK() == c / p.groupC();
            for (int r = 0; r < bare.r() && sameGroup; r++) {
                for (int s = 0; s < bare.s(); s++) {
                    expected[p.dst().index(0, k, h + bare.r() - 1 - r, w + bare.s() - 1 - s)] =
                            weights[p.weightIndex(k, c % p.groupC(), r, s)];
                }
            }
        }
        CompareDouble.exact(p, p.dst(), expected, forward(p, x, weights, null));
    }

    /** {@code <conv(x), y> = <x, transpose(y)>} with the output padding that leads back to x's size. */
    @Property(tries = 200)
    void theTransposedConvolutionIsTheAdjoint(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        Window w = p.window();
        Shape y = p.dst();
        int lostRows = (p.src().h() + w.padTop() + w.padBottom() - w.extentH()) % w.strideH();
        int lostColumns = (p.src().w() + w.padLeft() + w.padRight() - w.extentW()) % w.strideW();
        ConvTranspose2d transpose = new ConvTranspose2d(p.k(), p.src().c(), w, lostRows, lostColumns, p.groups());
        assertThat(transpose.outputShape(y)).isEqualTo(p.src());
        assertThat(transpose.weightElements()).isEqualTo(p.weightElements());
        double[] x = integers(p.src().elements(), seed);
        double[] weights = integers(p.weightElements(), seed + 1);
        double[] g = integers(y.elements(), seed + 2);
        assertThat(dot(x, transpose.apply(g, y, weights, null)))
                .as(p.toString())
                .isEqualTo(dot(g, forward(p, x, weights, null)));
    }

    /** Of any output padding, one beyond the stride, which takes a dilation, among them. */
    @Property(tries = 200)
    void theTransposedConvolutionsGradientsAreAdjoints(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        Window w = p.window();
        SplittableRandom random = new SplittableRandom(seed);
        int lostRows = (p.src().h() + w.padTop() + w.padBottom() - w.extentH()) % w.strideH();
        int lostColumns = (p.src().w() + w.padLeft() + w.padRight() - w.extentW()) % w.strideW();
        ConvTranspose2d conv = new ConvTranspose2d(
                p.k(),
                p.src().c(),
                w,
                lostRows + random.nextInt(Math.max(w.strideH(), w.dilationH()) - lostRows),
                lostColumns + random.nextInt(Math.max(w.strideW(), w.dilationW()) - lostColumns),
                p.groups());
        Shape src = p.dst();
        double[] x = integers(src.elements(), seed);
        double[] weights = integers(conv.weightElements(), seed + 1);
        double[] b = integers(conv.outChannels(), seed + 2);
        double[] g = integers(conv.outputShape(src).elements(), seed + 3);
        double expected = dot(g, conv.apply(x, src, weights, null));
        assertThat(dot(x, conv.inputGradient(g, src, weights)))
                .as("input, %s", conv)
                .isEqualTo(expected);
        assertThat(dot(weights, conv.weightGradient(x, src, g)))
                .as("weights, %s", conv)
                .isEqualTo(expected);
        double ofBias = dot(g, conv.apply(x, src, weights, b)) - expected;
        assertThat(dot(b, conv.biasGradient(g, src))).as("bias, %s", conv).isEqualTo(ofBias);
    }

    /** Windows overlap where the stride is short, so fold is not unfold's inverse but its adjoint. */
    @Property(tries = 200)
    void foldIsTheAdjointOfUnfold(@ForAll("problems") ConvProblem p, @ForAll long seed) {
        Unfold unfold =
                new Unfold(p.window().withPadding(0, 0, 0, 0), Problems.conv(p).padding());
        double[] x = integers(p.src().elements(), seed);
        double[] columns = integers(unfold.columnElements(p.src()), seed + 1);
        assertThat(dot(x, unfold.fold(columns, p.src())))
                .as(p.toString())
                .isEqualTo(dot(columns, unfold.unfold(x, p.src())));
    }
}
