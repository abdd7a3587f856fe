package io.github.jconv.bench.peers;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.Window;
import io.github.jconv.bench.workload.Layer;
import io.github.jconv.bench.workload.Tensors;
import io.github.jconv.numerics.Numerics;
import java.util.SplittableRandom;

/**
 * The operands of a layer's gradient, the same numbers in every process, and the check of what a library makes of them.
 *
 * @param of by what the gradient is
 * @param layer the layer
 * @param x the input, NCHW
 * @param weights KCRS
 * @param gradDst the gradient by the output, NCHW
 */
public record GradientData(By of, Layer layer, float[] x, float[] weights, float[] gradDst) {

    /** By what a gradient is. */
    public enum By {
        /** By the input; also a transposed convolution. */
        INPUT,
        /** By the weights. */
        WEIGHTS
    }

    private static final long SEED = 7;

    /** Elements that are compared. */
    private static final int SAMPLES = 200;

    /**
     * Makes the operands.
     *
     * @param of by what the gradient is
     * @param layer the layer
     * @return random numbers from -1 to 1
     */
    public static GradientData of(By of, Layer layer) {
        ConvProblem p = layer.problem(Layout.NCHW, DType.FLOAT32);
        return new GradientData(
                of,
                layer,
                Tensors.random(p.src().elements(), SEED),
                Tensors.random(p.weightElements(), SEED + 1),
                Tensors.random(p.dst().elements(), SEED + 2));
    }

    /**
     * Compares some elements of a gradient with sums in double.
     *
     * @param gradient NCHW or KCRS
     * @return the largest difference as a fraction of what the bound of plain summation allows
     */
    public double worst(float[] gradient) {
        ConvProblem p = layer.problem(Layout.NCHW, DType.FLOAT32);
        SplittableRandom random = new SplittableRandom(SEED);
        double worst = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int at = i == 0 ? gradient.length - 1 : random.nextInt(gradient.length);
            double[] sums = of == By.INPUT ? byInput(p, at) : byWeight(p, at);
            long terms = of == By.INPUT
                    ? (long) p.groupK() * p.window().r() * p.window().s()
                    : (long) p.src().n() * p.outH() * p.outW();
            double allowed = Numerics.allowedDifference(DType.FLOAT32, terms, sums[1], sums[0]);
            double difference = Math.abs(gradient[at] - sums[0]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference / allowed);
        }
        return worst;
    }

    /** The sum and its magnitude. */
    private double[] byInput(ConvProblem p, int at) {
        Shape src = p.src();
        Window w = p.window();
        int iw = at % src.w();
        int ih = at / src.w() % src.h();
        int c = at / (src.w() * src.h()) % src.c();
        int n = at / src.imageElements();
        int group = c / p.groupC();
        double[] sums = new double[2];
        for (int r = 0; r < w.r(); r++) {
            int row = ih + w.padTop() - r * w.dilationH();
            for (int s = 0; s < w.s(); s++) {
                int column = iw + w.padLeft() - s * w.dilationW();
                boolean hit = row >= 0
                        && column >= 0
                        && row % w.strideH() == 0
                        && column % w.strideW() == 0
                        && row / w.strideH() < p.outH()
                        && column / w.strideW() < p.outW();
                for (int k = group * p.groupK(); hit && k < (group + 1) * p.groupK(); k++) {
                    add(
                            sums,
                            gradDst[p.dstIndex(n, k, row / w.strideH(), column / w.strideW())],
                            weights[p.weightIndex(k, c % p.groupC(), r, s)]);
                }
            }
        }
        return sums;
    }

    private double[] byWeight(ConvProblem p, int at) {
        Window w = p.window();
        int s = at % w.s();
        int r = at / w.s() % w.r();
        int c = at / (w.s() * w.r()) % p.groupC();
        int k = at / p.depth();
        double[] sums = new double[2];
        for (int n = 0; n < p.src().n(); n++) {
            for (int oh = 0; oh < p.outH(); oh++) {
                for (int ow = 0; ow < p.outW(); ow++) {
                    int ih = oh * w.strideH() - w.padTop() + r * w.dilationH();
                    int iw = ow * w.strideW() - w.padLeft() + s * w.dilationW();
                    if (ih >= 0 && ih < p.src().h() && iw >= 0 && iw < p.src().w()) {
                        int channel = k / p.groupK() * p.groupC() + c;
                        add(sums, x[p.src().index(n, channel, ih, iw)], gradDst[p.dstIndex(n, k, oh, ow)]);
                    }
                }
            }
        }
        return sums;
    }

    private static void add(double[] sums, double one, double other) {
        sums[0] += one * other;
        sums[1] += Math.abs(one * other);
    }
}
