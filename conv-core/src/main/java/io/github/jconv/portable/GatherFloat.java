package io.github.jconv.portable;

import io.github.jconv.ConvProblem;
import java.util.Arrays;

/** Copies windows of the input; where they reach into the padding they are zero. */
final class GatherFloat {

    private final Taps taps;
    private final int h;
    private final int w;
    private final int outW;
    private final int strideH;
    private final int strideW;
    private final int padTop;
    private final int padLeft;

    GatherFloat(ConvProblem p, Taps taps) {
        this.taps = taps;
        h = p.src().h();
        w = p.src().w();
        outW = p.outW();
        strideH = p.window().strideH();
        strideW = p.window().strideW();
        padTop = p.window().padTop();
        padLeft = p.window().padLeft();
    }

    /** How many taps from q on lie one after another in memory: a whole block of them, or one. */
    int neighbours(int q) {
        int last = q + PassFloat.TAPS - 1;
        return taps.columnStep > 1
                        && last < taps.offset.length
                        && taps.row[q] == taps.row[last]
                        && taps.column[q] == taps.column[last]
                ? PassFloat.TAPS
                : 1;
    }

    /**
     * What tap q and its neighbours see under the pixels from first to first + count, one after another in the output
     * plane; a vector for each tap, width apart.
     */
    void pixels(
            float[] src, int group, int q, int neighbours, int first, int count, float[] to, int toOffset, int width) {
        int step = strideW * taps.columnStep;
        int oh = first / outW;
        int ow = first % outW;
        int done = 0;
        while (done < count) {
            int columns = Math.min(outW - ow, count - done);
            int at = toOffset + done;
            int ih = oh * strideH - padTop + taps.row[q];
            int iw = ow * strideW - padLeft + taps.column[q];
            int from = Math.min(columns, iw < 0 ? Math.ceilDiv(-iw, strideW) : 0);
            int end = ih < 0 || ih >= h || iw >= w ? from : Math.clamp(Math.ceilDiv(w - iw, strideW), from, columns);
            if (end - from < columns) {
                for (int tap = 0; tap < neighbours; tap++) {
                    Arrays.fill(to, at + tap * width, at + tap * width + columns, 0);
                }
            }
            if (end > from) {
                int start = group + pixel(oh, ow) + taps.offset[q] + from * step;
                if (neighbours > 1) {
                    copyBlock(src, start, step, end - from, to, at + from, width);
                } else {
                    copy(src, start, step, end - from, to, at + from);
                }
            }
            done += columns;
            ow = 0;
            oh++;
        }
    }

    private static void copy(float[] src, int from, int step, int count, float[] to, int toOffset) {
        if (step == 1) {
            System.arraycopy(src, from, to, toOffset, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[toOffset + i] = src[from + i * step];
        }
    }

    /** A transpose: TAPS neighbours of each pixel. */
    private static void copyBlock(float[] src, int from, int step, int count, float[] to, int toOffset, int width) {
        for (int i = 0; i < count; i++) {
            int x = from + i * step;
            int y = toOffset + i;
            to[y] = src[x];
            to[y + width] = src[x + 1];
            to[y + 2 * width] = src[x + 2];
            to[y + 3 * width] = src[x + 3];
            to[y + 4 * width] = src[x + 4];
            to[y + 5 * width] = src[x + 5];
            to[y + 6 * width] = src[x + 6];
            to[y + 7 * width] = src[x + 7];
        }
    }

    /** The taps from q0 to q1 of one pixel's window, one after another. */
    void window(float[] src, int group, int pixel, int q0, int q1, float[] to, int toOffset) {
        int oh = pixel / outW;
        int ow = pixel % outW;
        int ih0 = oh * strideH - padTop;
        int iw0 = ow * strideW - padLeft;
        int from = group + pixel(oh, ow);
        int at = toOffset - q0;
        int last = taps.row.length - 1;
        if (ih0 >= 0 && iw0 >= 0 && ih0 + lastRow(last) < h && iw0 + lastColumn(last) < w) {
            for (int q = q0; q < q1; q++) {
                to[at + q] = src[from + taps.offset[q]];
            }
            return;
        }
        for (int q = q0; q < q1; q++) {
            int ih = ih0 + taps.row[q];
            int iw = iw0 + taps.column[q];
            to[at + q] = ih >= 0 && ih < h && iw >= 0 && iw < w ? src[from + taps.offset[q]] : 0;
        }
    }

    /** In both orders of the depth the last tap is the window's lower right one. */
    private int lastRow(int last) {
        return taps.row[last];
    }

    private int lastColumn(int last) {
        return taps.column[last];
    }

    /** Where the window's first tap lies, from the group's first element; may be negative. */
    private int pixel(int oh, int ow) {
        return (oh * strideH - padTop) * taps.rowStep + (ow * strideW - padLeft) * taps.columnStep;
    }
}
