package io.github.jconv.reference;

import io.github.jconv.ConvProblem;
import io.github.jconv.Shape;
import io.github.jconv.Window;

/**
 * The reference of {@code conv2d} and its gradients (PyTorch's {@code torch.nn.functional.conv2d}: no kernel flip).
 *
 * <pre>dst[n][k][oh][ow] = f( bias[k] + sum over c, r, s of
 *     src[n][g C/G + c][oh strideH - padTop + r dilationH][ow strideW - padLeft + s dilationW] * weights[k][c][r][s] )
 * </pre>
 *
 * <p>with g = k / (K/G) the group of output channel k, and f the activation; an accumulating convolution adds what dst
 * holds to the argument of f.
 *
 * <p>All methods are static and keep no state: many threads may call them.
 */
public final class ReferenceConvFloat {
    private ReferenceConvFloat() {}

    /**
     * The whole output.
     *
     * @param p the convolution
     * @param src N x C x H x W input
     * @param srcOffset where it starts
     * @param weights in the order of {@link ConvProblem#weightIndex}
     * @param bias K numbers, or null
     * @param dst N x K x outH x outW output, overwritten
     * @param dstOffset where it starts
     */
    public static void forward(
            ConvProblem p, float[] src, int srcOffset, float[] weights, float[] bias, float[] dst, int dstOffset) {
        int outH = p.outH();
        for (int n = 0; n < p.src().n(); n++) {
            for (int oh = 0; oh < outH; oh++) {
                forwardRow(p, n, oh, src, srcOffset, weights, bias, dst, dstOffset);
            }
        }
    }

    /**
     * One output row of one image, all channels.
     *
     * @param p the convolution
     * @param n the image
     * @param oh the output row
     * @param src N x C x H x W input
     * @param srcOffset where it starts
     * @param weights in the order of {@link ConvProblem#weightIndex}
     * @param bias K numbers, or null
     * @param dst N x K x outH x outW output, of which this row is overwritten
     * @param dstOffset where it starts
     */
    public static void forwardRow(
            ConvProblem p,
            int n,
            int oh,
            float[] src,
            int srcOffset,
            float[] weights,
            float[] bias,
            float[] dst,
            int dstOffset) {
        Window w = p.window();
        int outW = p.outW();
        for (int k = 0; k < p.k(); k++) {
            int firstC = k / p.groupK() * p.groupC();
            for (int ow = 0; ow < outW; ow++) {
                double sum = bias == null ? 0 : bias[k];
                for (int c = 0; c < p.groupC(); c++) {
                    for (int r = 0; r < w.r(); r++) {
                        for (int s = 0; s < w.s(); s++) {
                            int ih = oh * w.strideH() - w.padTop() + r * w.dilationH();
                            int iw = ow * w.strideW() - w.padLeft() + s * w.dilationW();
                            double x = padded(p.src(), src, srcOffset, n, firstC + c, ih, iw);
                            sum += x * weights[p.weightIndex(k, c, r, s)];
                        }
                    }
                }
                int at = dstOffset + p.dstIndex(n, k, oh, ow);
                double old = p.accumulate() ? dst[at] : 0;
                dst[at] = (float) p.activation().apply(old + sum);
            }
        }
    }

    /**
     * The gradient of a loss by the input: the transposed convolution of its gradient by the output.
     *
     * @param p the convolution; its activation takes no part
     * @param gradDst N x K x outH x outW, the loss's gradient by the output
     * @param weights in the order of {@link ConvProblem#weightIndex}
     * @param gradSrc N x C x H x W, the result
     * @param accumulate whether the result is added to what gradSrc holds instead of replacing it
     */
    public static void inputGradient(
            ConvProblem p, float[] gradDst, float[] weights, float[] gradSrc, boolean accumulate) {
        ReferenceTransposeFloat.forward(
                p.window(), p.groups(), p.dst(), gradDst, weights, null, p.src(), gradSrc, accumulate);
    }

    /**
     * The gradient of a loss by the weights.
     *
     * <pre>
     * gradWeights[k][c][r][s] = sum over n, oh, ow of gradDst[n][k][oh][ow] * the input element that weight met there
     * </pre>
     *
     * @param p the convolution; its activation takes no part
     * @param src N x C x H x W input
     * @param gradDst N x K x outH x outW, the loss's gradient by the output
     * @param gradWeights in the order of {@link ConvProblem#weightIndex}, the result
     * @param accumulate whether the result is added to what gradWeights holds instead of replacing it
     */
    public static void weightGradient(
            ConvProblem p, float[] src, float[] gradDst, float[] gradWeights, boolean accumulate) {
        Window w = p.window();
        Shape out = p.dst();
        for (int k = 0; k < p.k(); k++) {
            int firstC = k / p.groupK() * p.groupC();
            for (int c = 0; c < p.groupC(); c++) {
                for (int r = 0; r < w.r(); r++) {
                    for (int s = 0; s < w.s(); s++) {
                        int at = p.weightIndex(k, c, r, s);
                        double sum = accumulate ? gradWeights[at] : 0;
                        for (int n = 0; n < out.n(); n++) {
                            for (int oh = 0; oh < out.h(); oh++) {
                                for (int ow = 0; ow < out.w(); ow++) {
                                    int ih = oh * w.strideH() - w.padTop() + r * w.dilationH();
                                    int iw = ow * w.strideW() - w.padLeft() + s * w.dilationW();
                                    double x = padded(p.src(), src, 0, n, firstC + c, ih, iw);
                                    sum += x * gradDst[out.index(n, k, oh, ow)];
                                }
                            }
                        }
                        gradWeights[at] = (float) sum;
                    }
                }
            }
        }
    }

    /**
     * The gradient of a loss by the bias: {@code gradBias[k] = sum over n, oh, ow of gradDst[n][k][oh][ow]}.
     *
     * @param p the convolution; its activation takes no part
     * @param gradDst N x K x outH x outW, the loss's gradient by the output
     * @param gradBias K numbers, the result
     * @param accumulate whether the result is added to what gradBias holds instead of replacing it
     */
    public static void biasGradient(ConvProblem p, float[] gradDst, float[] gradBias, boolean accumulate) {
        Shape out = p.dst();
        for (int k = 0; k < p.k(); k++) {
            double sum = accumulate ? gradBias[k] : 0;
            for (int n = 0; n < out.n(); n++) {
                for (int oh = 0; oh < out.h(); oh++) {
                    for (int ow = 0; ow < out.w(); ow++) {
                        sum += gradDst[out.index(n, k, oh, ow)];
                    }
                }
            }
            gradBias[k] = (float) sum;
        }
    }

    /** An element of the input, or the zero around it. */
    private static double padded(Shape shape, float[] src, int offset, int n, int c, int h, int w) {
        boolean inside = h >= 0 && h < shape.h() && w >= 0 && w < shape.w();
        return inside ? src[offset + shape.index(n, c, h, w)] : 0;
    }
}
