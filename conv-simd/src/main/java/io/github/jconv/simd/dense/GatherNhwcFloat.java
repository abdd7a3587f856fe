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
    private final Lines lines;
    private final int groupC;
    private final int runTaps;

    /** Elements of a run that lies inside the plane. */
    private final int run;

    /** From one run of a kernel row to the next. */
    private final int tapColumnStep;

    GatherNhwcFloat(ConvProblem problem) {
        p = problem;
        window = problem.window();
        lines = new Lines(problem);
        groupC = problem.groupC();
        runTaps = ImplicitGemm.tapsInARun(problem);
        run = runTaps * groupC;
        tapColumnStep = runTaps * window.dilationW() * problem.src().c();
    }

    /**
     * Packs depth elements q0 to q1 of all pixels of a tile, each into a row of its own.
     *
     * @param image where the image starts in src
     * @param oh0 the tile's first row
     * @param ow0 the tile's first column
     * @param toStep from one packed row to the next; room for a vector behind the last
     */
    void tile(
            float[] src,
            int image,
            int group,
            int oh0,
            int rows,
            int ow0,
            int columns,
            int q0,
            int q1,
            float[] to,
            int toOffset,
            int toStep) {
        boolean whole = q0 == 0 && q1 == p.depth();
        int end = ow0 + columns;
        int first = whole ? Math.clamp(lines.firstInside(), ow0, end) : end;
        int last = Math.clamp(lines.endInside(), first, end);
        for (int oh = oh0, at = toOffset; oh < oh0 + rows; oh++) {
            for (int ow = ow0; ow < first; ow++, at += toStep) {
                row(src, image, group, oh, ow, q0, q1, to, at);
            }
            if (last > first) {
                windows(src, image + group * groupC, oh, first, last - first, to, at, toStep);
                at += (last - first) * toStep;
            }
            for (int ow = last; ow < end; ow++, at += toStep) {
                row(src, image, group, oh, ow, q0, q1, to, at);
            }
        }
    }

    /** Packs the whole windows of neighbouring pixels that lie between the plane's left and right edges. */
    private void windows(float[] src, int image, int oh, int ow, int pixels, float[] to, int toOffset, int toStep) {
        int w = p.src().w();
        int c = p.src().c();
        int pixelStep = window.strideW() * c;
        int ih = oh * window.strideH() - window.padTop();
        int iw = ow * window.strideW() - window.padLeft();
        int q = 0;
        for (int r = 0; r < window.r(); r++, ih += window.dilationH()) {
            boolean inside = ih >= 0 && ih < p.src().h();
            int from = image + (ih * w + iw) * c;
            for (int s = 0; s < window.s(); s += runTaps, q += run, from += tapColumnStep) {
                if (inside) {
                    runs(src, from, pixelStep, pixels, to, toOffset + q, toStep, toStep - q);
                } else {
                    zeros(pixels, to, toOffset + q, toStep);
                }
            }
        }
    }

    /**
     * Copies one run of each of many pixels. Short ones go vector by vector, each for all pixels: starting a loop for
     * each pixel would cost more than its vectors. What a vector writes behind a run the next run overwrites.
     *
     * @param room what may be written from the start of a run on
     */
    private void runs(float[] src, int from, int fromStep, int pixels, float[] to, int at, int toStep, int room) {
        boolean overlap = run >= L; // then the last vector ends where the run ends
        boolean fits = overlap || (room >= L && from + (pixels - 1L) * fromStep + L <= src.length);
        if (run > SHORT || !fits) {
            for (int i = 0; i < pixels; i++) {
                System.arraycopy(src, from + i * fromStep, to, at + i * toStep, run);
            }
            return;
        }
        for (int k = 0; k < run; k += L) {
            int shift = overlap ? Math.min(k, run - L) : 0;
            vectors(src, from + shift, fromStep, pixels, to, at + shift, toStep);
        }
    }

    private static void vectors(float[] src, int from, int fromStep, int pixels, float[] to, int at, int toStep) {
        for (int i = 0; i < pixels; i++) {
            FloatVector.fromArray(S, src, from + i * fromStep).intoArray(to, at + i * toStep);
        }
    }

    private void zeros(int pixels, float[] to, int at, int toStep) {
        for (int i = 0; i < pixels; i++) {
            Arrays.fill(to, at + i * toStep, at + i * toStep + run, 0f);
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
