package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs the windows of NHWC pixels into panels of A in the form "rows": a pixel's window is one row, in the order R S C
 * of the weights. With one group and no dilation the S * C elements of a kernel row are consecutive in memory and copied
 * in one go.
 */
final class GatherNhwcFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Up to so many elements a loop over vectors is faster than a call of arraycopy. */
    private static final int SHORT = 8 * L;

    private final ConvProblem p;
    private final Window window;
    private final int groupC;
    private final int runTaps;

    /** Elements of a run that lies inside the plane, and from one pixel to the next of a tap row and a tap column. */
    private final int run;

    private final int tapRowStep;
    private final int tapColumnStep;

    GatherNhwcFloat(ConvProblem problem) {
        p = problem;
        window = problem.window();
        groupC = problem.groupC();
        runTaps = ImplicitGemm.tapsInARun(problem);
        run = runTaps * groupC;
        tapRowStep = window.dilationH() * problem.src().w() * problem.src().c();
        tapColumnStep = runTaps * window.dilationW() * problem.src().c();
    }

    /**
     * Packs depth elements q0 to q1 of consecutive pixels of a tile, each into a row of its own.
     *
     * @param columns columns of the tile, which starts at row oh0 and column ow0
     * @param firstPixel the first pixel, counted within the tile
     * @param pixels how many
     * @param toStep from one row of the panel to the next
     */
    void rows(
            float[] src,
            int image,
            int group,
            int oh0,
            int ow0,
            int columns,
            int firstPixel,
            int pixels,
            int q0,
            int q1,
            float[] to,
            int toOffset,
            int toStep) {
        boolean whole = q0 == 0 && q1 == p.depth();
        int oh = oh0 + firstPixel / columns;
        int ow = ow0 + firstPixel % columns;
        for (int i = 0, at = toOffset; i < pixels; i++, at += toStep) {
            int ih = oh * window.strideH() - window.padTop();
            int iw = ow * window.strideW() - window.padLeft();
            boolean inside = ih >= 0
                    && ih + window.extentH() <= p.src().h()
                    && iw >= 0
                    && iw + window.extentW() <= p.src().w();
            if (whole && inside) {
                window(src, image + (ih * p.src().w() + iw) * p.src().c() + group * groupC, to, at);
            } else {
                row(src, image, group, oh, ow, q0, q1, to, at);
            }
            if (++ow == ow0 + columns) {
                ow = ow0;
                oh++;
            }
        }
    }

    /** Packs a whole window that lies inside the plane. */
    private void window(float[] src, int srcOffset, float[] to, int toOffset) {
        int at = toOffset;
        for (int r = 0, row = srcOffset; r < window.r(); r++, row += tapRowStep) {
            for (int s = 0, from = row; s < window.s(); s += runTaps, from += tapColumnStep, at += run) {
                copy(src, from, run, to, at);
            }
        }
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
            copy(src, from + first - qFrom, last - first, to, toOffset + first - q0);
        }
    }

    /**
     * Copies a run, a short one in whole vectors: what the last writes too much the next run overwrites, or it falls
     * between two rows of the panel.
     */
    private static void copy(float[] src, int from, int count, float[] to, int toOffset) {
        if (count > SHORT || from + count + L > src.length) {
            System.arraycopy(src, from, to, toOffset, count);
            return;
        }
        FloatVector.fromArray(S, src, from).intoArray(to, toOffset);
        if (count > L) {
            FloatVector.fromArray(S, src, from + L).intoArray(to, toOffset + L);
        }
        for (int i = 2 * L;
                i < count;
                i += L) { // most runs never get here, and starting a loop costs more than a vector
            FloatVector.fromArray(S, src, from + i).intoArray(to, toOffset + i);
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
