package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import java.util.Arrays;

/**
 * Packs the windows of NHWC pixels into panels of A in the form "rows": a pixel's window is one row, in the order R S C
 * of the weights. With one group and no dilation the S * C elements of a kernel row are consecutive in memory and copied
 * in one go.
 */
final class GatherNhwcFloat {

    private final ConvProblem p;
    private final Window window;
    private final int groupC;
    private final int runTaps;

    GatherNhwcFloat(ConvProblem problem) {
        p = problem;
        window = problem.window();
        groupC = problem.groupC();
        runTaps = ImplicitGemm.tapsInARun(problem);
    }

    /**
     * Packs depth elements q0 to q1 of one pixel's window.
     *
     * @param image where the image starts in src
     * @param group the group
     * @param oh the pixel's row
     * @param ow the pixel's column
     */
    void row(float[] src, int image, int group, int oh, int ow, int q0, int q1, float[] to, int toOffset) {
        int w = p.src().w();
        int c = p.src().c();
        int iw0 = ow * window.strideW() - window.padLeft();
        int ih = oh * window.strideH() - window.padTop();
        int q = 0;
        for (int r = 0; r < window.r(); r++, ih += window.dilationH()) {
            boolean rowInside = ih >= 0 && ih < p.src().h();
            int iw = iw0;
            for (int s = 0; s < window.s(); s += runTaps, iw += runTaps * window.dilationW()) {
                int first = rowInside ? Math.clamp(-iw, 0, runTaps) : runTaps;
                int last = rowInside ? Math.clamp(w - iw, first, runTaps) : runTaps;
                zeros(q, q + first * groupC, q0, q1, to, toOffset);
                int from = image + (ih * w + iw + first) * c + group * groupC;
                copy(src, from, q + first * groupC, q + last * groupC, q0, q1, to, toOffset);
                zeros(q + last * groupC, q + runTaps * groupC, q0, q1, to, toOffset);
                q += runTaps * groupC;
            }
        }
    }

    /** Copies the part of depth elements qFrom to qTo that lies within q0 to q1. */
    private static void copy(float[] src, int from, int qFrom, int qTo, int q0, int q1, float[] to, int toOffset) {
        int first = Math.max(qFrom, q0);
        int last = Math.min(qTo, q1);
        if (first < last) {
            System.arraycopy(src, from + first - qFrom, to, toOffset + first - q0, last - first);
        }
    }

    private static void zeros(int qFrom, int qTo, int q0, int q1, float[] to, int toOffset) {
        int first = Math.max(qFrom, q0);
        int last = Math.min(qTo, q1);
        if (first < last) {
            Arrays.fill(to, toOffset + first - q0, toOffset + last - q0, 0f);
        }
    }
}
