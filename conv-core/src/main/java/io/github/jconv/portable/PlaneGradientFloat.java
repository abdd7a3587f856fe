package io.github.jconv.portable;

import io.github.jconv.PoolGradientProblem;
import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.spi.PoolGradientKernel;
import java.util.Arrays;

/** The kernel of {@link PortablePoolGradient} for NCHW: a tile is a group of planes. The workspace is a row of the input. */
final class PlaneGradientFloat implements PoolGradientKernel<float[], float[]> {

    /** A plane is written and read again while it is in the cache, so groups need not be small. */
    private static final int MOST = 1 << 18;

    private final PoolProblem p;
    private final boolean accumulate;
    private final Window window;
    private final int groups;

    PlaneGradientFloat(PoolGradientProblem problem, int jobs) {
        p = problem.pool();
        accumulate = problem.accumulate();
        window = p.window();
        groups = PortablePoolGradient.pieces(p.src().c(), p.src().imageElements(), jobs, MOST);
    }

    @Override
    public int tiles() {
        return p.src().n() * groups;
    }

    @Override
    public int workspaceElements() {
        return p.src().w();
    }

    @Override
    public float[] newWorkspace() {
        return new float[p.src().w()];
    }

    @Override
    public boolean usesVectors() {
        return false;
    }

    @Override
    public void run(
            int tile, float[] gradDst, int[] indices, float[] src, float[] dst, float[] gradSrc, float[] workspace) {
        int group = tile % groups;
        int channels = p.src().c();
        int plane = p.src().h() * p.src().w();
        int outPlane = p.dst().h() * p.dst().w();
        int first = tile / groups * channels;
        int end = first + (int) ((group + 1L) * channels / groups);
        for (int c = first + (int) ((long) group * channels / groups); c < end; c++) {
            if (!accumulate) {
                Arrays.fill(gradSrc, c * plane, (c + 1) * plane, 0f);
            }
            if (p.isMax()) {
                maxima(gradDst, indices, c * outPlane, outPlane, gradSrc, c * plane);
            } else if (p.isLp()) {
                norms(gradDst, src, dst, c * outPlane, gradSrc, c * plane);
            } else {
                sums(gradDst, c * outPlane, gradSrc, c * plane, workspace);
            }
        }
    }

    private static void maxima(float[] gradDst, int[] indices, int from, int count, float[] gradSrc, int to) {
        for (int i = from; i < from + count; i++) {
            int place = indices[i];
            if (place >= 0) {
                gradSrc[to + place] += gradDst[i];
            }
        }
    }

    /** What an output row adds to each of its input rows is the same, so it is summed up once. */
    private void sums(float[] gradDst, int from, float[] gradSrc, int to, float[] row) {
        int w = p.src().w();
        for (int oh = 0; oh < p.dst().h(); oh++) {
            Arrays.fill(row, 0f);
            for (int ow = 0; ow < p.dst().w(); ow++) {
                float share =
                        gradDst[from + oh * p.dst().w() + ow] / (float) (p.divisorOfRow(oh) * p.divisorOfColumn(ow));
                int end = endColumn(ow);
                for (int iw = firstColumn(ow); iw < end; iw++) {
                    row[iw] += share;
                }
            }
            int end = endRow(oh);
            for (int ih = firstRow(oh); ih < end; ih++) {
                for (int iw = 0; iw < w; iw++) {
                    gradSrc[to + ih * w + iw] += row[iw];
                }
            }
        }
    }

    private void norms(float[] gradDst, float[] src, float[] dst, int from, float[] gradSrc, int to) {
        int w = p.src().w();
        for (int oh = 0; oh < p.dst().h(); oh++) {
            for (int ow = 0; ow < p.dst().w(); ow++) {
                int at = from + oh * p.dst().w() + ow;
                double share = gradDst[at] / (p.divisorOfRow(oh) * p.divisorOfColumn(ow));
                int endH = dst[at] == 0 ? 0 : endRow(oh);
                int endW = endColumn(ow);
                for (int ih = firstRow(oh); ih < endH; ih++) {
                    for (int i = to + ih * w + firstColumn(ow); i < to + ih * w + endW; i++) {
                        gradSrc[i] += (float) (share * power(src[i], dst[at], p.norm()));
                    }
                }
            }
        }
    }

    /** What an element's part in a norm is multiplied by. */
    static double power(double x, double y, double norm) {
        double ratio = x / y;
        return norm == 2 ? ratio : Math.pow(ratio, norm - 1);
    }

    private int firstRow(int oh) {
        return Math.max(0, oh * window.strideH() - window.padTop());
    }

    private int endRow(int oh) {
        return Math.min(p.src().h(), oh * window.strideH() - window.padTop() + window.r());
    }

    private int firstColumn(int ow) {
        return Math.max(0, ow * window.strideW() - window.padLeft());
    }

    private int endColumn(int ow) {
        return Math.min(p.src().w(), ow * window.strideW() - window.padLeft() + window.s());
    }
}
