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

    /** What tap q sees under the pixels from first to first + count, one after another in the output plane. */
    void pixels(float[] src, int group, int q, int first, int count, float[] to, int toOffset) {
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
            if (end > from) {
                Arrays.fill(to, at, at + from, 0);
                copy(src, group + pixel(oh, ow) + taps.offset[q] + from * step, step, end - from, to, at + from);
                Arrays.fill(to, at + end, at + columns, 0);
            } else {
                Arrays.fill(to, at, at + columns, 0);
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
