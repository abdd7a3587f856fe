package io.github.jconv.portable;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.spi.PoolGradientKernel;
import java.util.Arrays;

/**
 * The kernel of {@link PortablePoolGradient} for NHWC: a tile is a strip of input rows and takes what falls there of all
 * windows over them. The workspace is a pixel.
 */
final class PixelGradientFloat implements PoolGradientKernel<float[], float[]> {

    /** Windows over the edge of a strip are looked at twice, so strips are as large as a second cache holds. */
    private static final int MOST = 1 << 16;

    private final PoolProblem p;
    private final boolean accumulate;
    private final Window window;
    private final int strips;

    PixelGradientFloat(PoolGradientProblem problem, int jobs) {
        p = problem.pool();
        accumulate = problem.accumulate();
        window = p.window();
        strips = PortablePoolGradient.pieces(p.src().h(), p.src().imageElements(), jobs, MOST);
    }

    @Override
    public int tiles() {
        return p.src().n() * strips;
    }

    @Override
    public int workspaceElements() {
        return p.src().c();
    }

    @Override
    public float[] newWorkspace() {
        return new float[p.src().c()];
    }

    @Override
    public boolean usesVectors() {
        return false;
    }

    @Override
    public void run(
            int tile, float[] gradDst, int[] indices, float[] src, float[] dst, float[] gradSrc, float[] workspace) {
        int image = tile / strips;
        int h0 = (int) ((long) (tile % strips) * p.src().h() / strips);
        int h1 = (int) ((tile % strips + 1L) * p.src().h() / strips);
        int rowElements = p.src().w() * p.src().c();
        int to = image * p.src().imageElements();
        int from = image * p.dst().imageElements();
        if (!accumulate) {
            Arrays.fill(gradSrc, to + h0 * rowElements, to + h1 * rowElements, 0f);
        }
        int end = h1 == h0 ? 0 : p.endRowOver(h1 - 1);
        for (int oh = p.firstRowOver(h0); oh < end; oh++) {
            for (int ow = 0; ow < p.dst().w(); ow++) {
                int at = from + (oh * p.dst().w() + ow) * p.src().c();
                if (p.isMax()) {
                    maxima(
                            gradDst,
                            indices,
                            at,
                            gradSrc,
                            to,
                            h0 * p.src().w(),
                            h1 * p.src().w());
                } else {
                    window(oh, ow, h0, h1, gradDst, src, dst, at, gradSrc, to, workspace);
                }
            }
        }
    }

    private void maxima(float[] gradDst, int[] indices, int from, float[] gradSrc, int to, int first, int end) {
        int channels = p.src().c();
        for (int c = 0; c < channels; c++) {
            int place = indices[from + c];
            if (place >= first && place < end) {
                gradSrc[to + place * channels + c] += gradDst[from + c];
            }
        }
    }

    /** The rows of one window that lie in the strip. */
    private void window(
            int oh,
            int ow,
            int h0,
            int h1,
            float[] gradDst,
            float[] src,
            float[] dst,
            int from,
            float[] gradSrc,
            int to,
            float[] shares) {
        int channels = p.src().c();
        int top = oh * window.strideH() - window.padTop();
        int left = ow * window.strideW() - window.padLeft();
        int endH = Math.min(h1, top + window.r());
        int endW = Math.min(p.src().w(), left + window.s());
        float divisor = (float) (p.divisorOfRow(oh) * p.divisorOfColumn(ow));
        double whole = 1 / (p.divisorOfRow(oh) * p.divisorOfColumn(ow));
        for (int c = 0; c < channels && !p.isLp(); c++) {
            shares[c] = gradDst[from + c] / divisor;
        }
        for (int ih = Math.max(h0, top); ih < endH; ih++) {
            for (int iw = Math.max(0, left); iw < endW; iw++) {
                int at = to + (ih * p.src().w() + iw) * channels;
                if (p.isLp()) {
                    norms(gradDst, whole, src, dst, from, gradSrc, at);
                } else {
                    for (int c = 0; c < channels; c++) {
                        gradSrc[at + c] += shares[c];
                    }
                }
            }
        }
    }

    private void norms(float[] gradDst, double whole, float[] src, float[] dst, int from, float[] gradSrc, int at) {
        for (int c = 0; c < p.src().c(); c++) {
            if (dst[from + c] != 0) {
                double power = PlaneGradientFloat.power(src[at + c], dst[from + c], p.norm());
                gradSrc[at + c] += (float) (gradDst[from + c] * whole * power);
            }
        }
    }
}
