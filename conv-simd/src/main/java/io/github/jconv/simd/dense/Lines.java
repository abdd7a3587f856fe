package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.StridedKernelFloat;

/**
 * Where the windows of NHWC output pixels meet the input. Pixels of a line, along a row or down a column of the output,
 * have their windows equally far apart in memory; if no window is cut at the plane's edges, or all are cut alike, they are
 * the rows of a matrix that need not be copied.
 *
 * @param p the problem
 * @param window its window
 */
record Lines(ConvProblem p, Window window) {

    Lines(ConvProblem p) {
        this(p, p.window());
    }

    /** The first output column whose windows are not cut by the plane's left or right edge. */
    int firstInside() {
        return Math.ceilDiv(window.padLeft(), window.strideW());
    }

    /** The output column behind the last such. */
    int endInside() {
        return Math.floorDiv(p.src().w() + window.padLeft() - window.extentW(), window.strideW()) + 1;
    }

    /** The first output row of which kernel row r meets the input. */
    int firstRow(int r) {
        return Math.max(0, Math.ceilDiv(window.padTop() - r * window.dilationH(), window.strideH()));
    }

    /** The output row behind the last such; may be before {@link #firstRow}. */
    int endRow(int r) {
        int last = p.src().h() - 1 + window.padTop() - r * window.dilationH();
        return Math.min(p.outH(), Math.floorDiv(last, window.strideH()) + 1);
    }

    /** The first kernel row that meets the input in an output row. */
    int firstKernelRow(int oh) {
        return Math.max(0, Math.ceilDiv(window.padTop() - oh * window.strideH(), window.dilationH()));
    }

    /** The kernel row behind the last such; may be before {@link #firstKernelRow}. */
    int endKernelRow(int oh) {
        int last = p.src().h() - 1 + window.padTop() - oh * window.strideH();
        return Math.min(window.r(), Math.floorDiv(last, window.dilationH()) + 1);
    }

    /** From the first element of a window to each, in the order R S C. */
    int[] offsets() {
        int[] offsets = new int[p.depth()];
        int at = 0;
        for (int r = 0; r < window.r(); r++) {
            for (int s = 0; s < window.s(); s++) {
                int tap = (r * window.dilationH() * p.src().w() + s * window.dilationW())
                        * p.src().c();
                for (int c = 0; c < p.groupC(); c++) {
                    offsets[at++] = tap + c;
                }
            }
        }
        return offsets;
    }

    /** The first kernel column of an output column's windows that meets the input. */
    int firstTap(int ow) {
        return Math.max(0, Math.ceilDiv(-inputColumn(ow), window.dilationW()));
    }

    /** The kernel column behind the last such; may be before {@link #firstTap}. */
    int endTap(int ow) {
        int last = p.src().w() - 1 - inputColumn(ow);
        return Math.min(window.s(), Math.floorDiv(last, window.dilationW()) + 1);
    }

    private int inputColumn(int ow) {
        return ow * window.strideW() - window.padLeft();
    }

    /** From an image's start to what kernel row r and kernel column s see for an output pixel. */
    int source(int oh, int ow, int r, int s) {
        int ih = oh * window.strideH() - window.padTop() + r * window.dilationH();
        int iw = inputColumn(ow) + s * window.dilationW();
        return (ih * p.src().w() + iw) * p.src().c();
    }

    /** From what an output pixel sees to what the next in its row, or in its column, sees. */
    int sourceStep(boolean down) {
        return (down ? window.strideH() * p.src().w() : window.strideW())
                * p.src().c();
    }

    /** From an output pixel to the next in its row, or in its column. */
    int destinationStep(boolean down) {
        return down ? p.outW() * p.k() : p.k();
    }

    /**
     * How many pixels of the lines that cover the output are computed at once, on average: those of the columns inside lie
     * along rows, the others down columns.
     */
    double pixelsAtOnce() {
        int most = StridedKernelFloat.mostRows(StridedKernelFloat.MAX_VECTORS);
        int inside = Math.clamp(endInside() - firstInside(), 0, p.outW());
        double pieces = (double) Math.ceilDiv(inside, most) * p.outH()
                + (double) Math.ceilDiv(p.outH(), most) * (p.outW() - inside);
        return (double) p.outH() * p.outW() / pieces;
    }
}
