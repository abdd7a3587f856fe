package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;

/**
 * Packs the windows of NCHW pixels from the source itself: for each depth element, in the order R S C, the pixels of a tile side
 * by side. Nothing is held but what is packed, so that its size depends on neither the channels nor the window.
 */
final class WindowsNchwFloat {

    private final ConvProblem p;
    private final Window window;
    private final int h;
    private final int w;
    private final int strideW;

    /** From one depth element of the packed windows to the next. */
    private final int step;

    /**
     * @param problem the problem
     * @param packedStep from one depth element of the packed windows to the next: a vector more than there are pixels
     */
    WindowsNchwFloat(ConvProblem problem, int packedStep) {
        p = problem;
        window = problem.window();
        h = problem.src().h();
        w = problem.src().w();
        strideW = window.strideW();
        step = packedStep;
    }

    /** Depth elements q0 to q1. Whole vectors are written, in the order of their addresses: what one writes too much the next overwrites. */
    void pack(
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
            int toOffset) {
        int at = toOffset;
        for (int q = q0; q < q1; ) {
            int tap = q / p.groupC();
            int stop = Math.min(q1, (tap + 1) * p.groupC());
            int plane = image + (group * p.groupC() + q - tap * p.groupC()) * h * w;
            tap(src, plane, tap / window.s(), tap % window.s(), stop - q, oh0, rows, ow0, columns, to, at);
            at += (stop - q) * step;
            q = stop;
        }
    }

    /** One kernel element of some channels. */
    private void tap(
            float[] src,
            int plane,
            int r,
            int s,
            int channels,
            int oh0,
            int rows,
            int ow0,
            int columns,
            float[] to,
            int toOffset) {
        int iw = ow0 * strideW - window.padLeft() + s * window.dilationW();
        int first = Math.clamp(Math.ceilDiv(-(long) iw, strideW), 0, columns);
        int end = Math.clamp(Math.ceilDiv((long) w - iw, strideW), first, columns);
        int ih = oh0 * window.strideH() - window.padTop() + r * window.dilationH();
        for (int row = 0; row < rows; row++, ih += window.strideH()) {
            int at = toOffset + row * columns;
            if (ih < 0 || ih >= h || first == end) {
                zeros(channels, columns, to, at);
            } else {
                zeros(channels, first, to, at);
                copy(src, plane + ih * w + iw + first * strideW, channels, end - first, to, at + first);
                zeros(channels, columns - end, to, at + end);
            }
        }
    }

    private void zeros(int channels, int count, float[] to, int toOffset) {
        for (int c = 0; c < channels && count > 0; c++) {
            Arrays.fill(to, toOffset + c * step, toOffset + c * step + count, 0f);
        }
    }

    /** Pixels that lie in the plane, of one row in each of some channels. */
    private void copy(float[] src, int from, int channels, int count, float[] to, int toOffset) {
        int plane = h * w;
        int reach = ColumnPhasesFloat.reach(strideW, count);
        int whole = strideW == 1 || (strideW == 2 && LanesFloat.MASKS) ? channels : 0;
        while (whole > 0 && from + (whole - 1L) * plane + reach > src.length) {
            whole--;
        }
        if (strideW == 1) {
            ColumnPhasesFloat.neighbours(src, from, plane, whole, count, to, toOffset, step);
        } else {
            ColumnPhasesFloat.everySecond(src, from, plane, whole, count, to, toOffset, step);
        }
        for (int c = whole; c < channels; c++) {
            for (int i = 0; i < count; i++) {
                to[toOffset + c * step + i] = src[from + c * plane + i * strideW];
            }
        }
    }
}
