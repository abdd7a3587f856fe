package io.github.jconv.simd.pool;

import io.github.jconv.PoolProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;

/** Pools rows of pixels whose channels lie side by side, window by window: padding is left out, not read. */
final class PixelsFloat {

    private final PoolProblem p;
    private final Window window;

    /** Elements from one pixel to the next. */
    private final int pixelStep;

    /** A whole window's elements, from its first: in the input, and in the plane. */
    private final int[] taps;

    private final int[] places;

    /** What a thread needs. */
    static final class Workspace {

        /** A window that padding cuts short. */
        final int[] taps;

        final int[] places;

        /** For each channel the number of the window's element that is its maximum. */
        final float[] numbers;

        /** A block of input and output in another order. */
        final float[] block;

        Workspace(int taps, int channels, int block) {
            this.taps = new int[taps];
            this.places = new int[taps];
            this.numbers = new float[channels];
            this.block = new float[block];
        }
    }

    PixelsFloat(PoolProblem problem, int pixelStep) {
        p = problem;
        window = problem.window();
        this.pixelStep = pixelStep;
        taps = new int[Math.multiplyExact(window.r(), window.s())];
        places = new int[taps.length];
        fill(0, window.r(), 0, window.s(), taps, places);
    }

    private int fill(int r0, int r1, int s0, int s1, int[] offsets, int[] inPlane) {
        int count = 0;
        for (int r = r0; r < r1; r++) {
            for (int s = s0; s < s1; s++) {
                int place = r * window.dilationH() * p.src().w() + s * window.dilationW();
                inPlane[count] = place;
                offsets[count++] = place * pixelStep;
            }
        }
        return count;
    }

    Workspace newWorkspace(int channels, int block) {
        return new Workspace(taps.length, Math.max(channels, LanesFloat.LANES), block);
    }

    /**
     * Pools one output row.
     *
     * @param oh its number
     * @param x holds the input
     * @param from where pixel (firstRow, 0) lies
     * @param firstRow the first input row that is held
     * @param channels how many are wanted
     * @param computed how many are computed; those behind the wanted ones hold anything
     * @param y receives the row
     * @param to where its first pixel goes
     * @param toStep from one pixel to the next
     * @param indices receives the places of the maxima; or null
     * @param indicesAt where the first pixel's go
     * @param indexPixel from one pixel's to the next
     * @param indexChannel from one channel's to the next
     * @param workspace of this thread
     */
    void row(
            int oh,
            float[] x,
            int from,
            int firstRow,
            int channels,
            int computed,
            float[] y,
            int to,
            int toStep,
            int[] indices,
            int indicesAt,
            int indexPixel,
            int indexChannel,
            Workspace workspace) {
        int ih = oh * window.strideH() - window.padTop();
        int r0 = first(ih, window.dilationH());
        int r1 = end(ih, window.dilationH(), window.r(), p.src().h(), r0);
        for (int ow = 0; ow < p.dst().w(); ow++) {
            int iw = ow * window.strideW() - window.padLeft();
            int s0 = first(iw, window.dilationW());
            int s1 = end(iw, window.dilationW(), window.s(), p.src().w(), s0);
            boolean whole = r0 == 0 && s0 == 0 && r1 == window.r() && s1 == window.s();
            int count = whole ? taps.length : fill(r0, r1, s0, s1, workspace.taps, workspace.places);
            int[] offsets = whole ? taps : workspace.taps;
            int base = from + ((ih - firstRow) * p.src().w() + iw) * pixelStep;
            int at = to + ow * toStep;
            if (!p.isMax()) {
                float divisor = (float) (p.divisorOfRow(oh) * p.divisorOfColumn(ow));
                if (Pooling.sums(p)) {
                    TapsFloat.sum(count, offsets, x, base, computed, divisor, y, at);
                } else {
                    NormFloat.norm(count, offsets, x, base, computed, p.norm(), divisor, y, at);
                }
            } else if (count == 0) {
                Arrays.fill(y, at, at + computed, Float.NEGATIVE_INFINITY);
            } else if (indices == null) {
                TapsFloat.max(count, offsets, x, base, computed, y, at);
            } else {
                TapsFloat.maxAndTap(count, offsets, x, base, computed, y, at, workspace.numbers, 0);
            }
            if (indices != null) {
                int[] inPlane = whole ? places : workspace.places;
                int place = ih * p.src().w() + iw;
                int index = indicesAt + ow * indexPixel;
                for (int c = 0; c < channels; c++) {
                    indices[index + c * indexChannel] = count == 0 ? -1 : place + inPlane[(int) workspace.numbers[c]];
                }
            }
        }
    }

    /** The first element of a window along one axis that lies in the input or behind it. */
    private static int first(int start, int dilation) {
        return start >= 0 ? 0 : (-start + dilation - 1) / dilation;
    }

    /** The end of those that lie in the input. */
    private static int end(int start, int dilation, int length, int size, int first) {
        int inside = start >= size ? 0 : (size - 1 - start) / dilation + 1;
        return Math.clamp(inside, Math.min(first, length), length);
    }
}
