package io.github.jconv.simd.gradient;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies the input under a chunk of pixels, {@code [image][row][column][channel]} with padding written out, so that every
 * tap of a window lies at a constant distance. Between the channels of a block and the end of its last vector there may be
 * anything: it ends in columns of the product that nobody stores.
 */
final class InputCopyFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Window window;
    private final Cuts cuts;
    private final boolean nhwc;
    private final int h;
    private final int w;
    private final int c;
    private final int pixelStep;
    private final int rowStep;
    private final int imageStep;

    /** From one pair of vectors of channels to the next; 0 where all channels of a pixel lie together. */
    private final int pairStep;

    InputCopyFloat(ConvProblem problem, Cuts cuts) {
        p = problem;
        window = problem.window();
        this.cuts = cuts;
        nhwc = problem.src().layout() == Layout.NHWC;
        h = problem.src().h();
        w = problem.src().w();
        c = problem.src().c();
        pixelStep = cuts.pixelStep(problem.groupC());
        rowStep = cuts.inputColumns(window) * pixelStep;
        imageStep = cuts.inputRows(window) * rowStep;
        pairStep = cuts.unpacked() ? cuts.pairStep(window) : 0;
    }

    /** Elements of the copy; a run is read in whole vectors and a pair of them at the end. */
    int elements() {
        int all = cuts.unpacked()
                ? Math.multiplyExact(cuts.runVectors() / 2, pairStep)
                : Math.multiplyExact(cuts.images(), imageStep);
        return Math.addExact(all, (cuts.runVectors() + 2) * L);
    }

    /** Copies the input under a box of output pixels: a block of channels of a group. */
    void copy(
            float[] src,
            int group,
            int channelBlock,
            int image,
            int images,
            int row,
            int rows,
            int column,
            int columns,
            float[] to,
            int toOffset) {
        int firstChannel = channelBlock * cuts.runVectors() * L;
        int channels = cuts.merged() ? c : Math.min(cuts.runVectors() * L, p.groupC() - firstChannel);
        int inputRows = (rows - 1) * window.strideH() + window.extentH();
        int inputColumns = (columns - 1) * window.strideW() + window.extentW();
        int ih0 = row * window.strideH() - window.padTop();
        int iw0 = column * window.strideW() - window.padLeft();
        int before = Math.clamp(-(long) iw0, 0, inputColumns);
        int inside = Math.clamp((long) w - iw0, before, inputColumns) - before;
        for (int n = 0; n < images; n++) {
            for (int i = 0; i < inputRows; i++) {
                int at = toOffset + n * imageStep + i * rowStep;
                int ih = ih0 + i;
                if (i % window.strideH() >= window.extentH()) {
                    continue; // no window reaches this row
                }
                if (ih < 0 || ih >= h || inside == 0) {
                    zeros(to, at, inputColumns);
                    continue;
                }
                zeros(to, at, before);
                int from = group * p.groupC() + firstChannel;
                if (nhwc) {
                    int first = (((image + n) * h + ih) * w + iw0 + before) * c + from;
                    pixels(src, first, inside, channels, to, at + before * pixelStep);
                } else {
                    int first = (((image + n) * c + from) * h + ih) * w + iw0 + before;
                    planes(src, first, inside, channels, to, at + before * pixelStep);
                }
                zeros(to, at + (before + inside) * pixelStep, inputColumns - before - inside);
            }
        }
    }

    /** Pixels of padding. */
    private void zeros(float[] to, int toOffset, int count) {
        int pairs = cuts.unpacked() ? cuts.runVectors() / 2 : 1;
        for (int i = 0, at = toOffset; i < pairs && count > 0; i++, at += pairStep) {
            Arrays.fill(to, at, at + count * pixelStep, 0f);
        }
    }

    /** Where a vector of channels lies, from the pixel's first. */
    private int vectorAt(int vector) {
        return cuts.unpacked() ? vector / 2 * pairStep + vector % 2 * L : vector * L;
    }

    /** Pixels of an NHWC row. */
    private void pixels(float[] src, int from, int count, int channels, float[] to, int toOffset) {
        if (pixelStep == c && channels == c && !cuts.unpacked()) {
            System.arraycopy(src, from, to, toOffset, count * c);
            return;
        }
        // Pixel by pixel, as they lie in memory, which is where most of them come from.
        int vectors = (channels + L - 1) / L;
        // The last vector of a pixel reads into its neighbour; at the end of the array there is none.
        long readable = (src.length - (long) from - (long) vectors * L) / c + 1;
        int whole = from + vectors * L > src.length ? 0 : (int) Math.min(count, readable);
        for (int i = 0; i < whole; i++) {
            int first = from + i * c;
            int at = toOffset + i * pixelStep;
            for (int v = 0; v < vectors; v++) {
                FloatVector.fromArray(S, src, first + v * L).intoArray(to, at + vectorAt(v));
            }
        }
        for (int i = whole; i < count; i++) {
            for (int v = 0; v < vectors; v++) {
                int at = toOffset + i * pixelStep + vectorAt(v);
                System.arraycopy(src, from + i * c + v * L, to, at, Math.min(L, channels - v * L));
            }
        }
    }

    /** A row of NCHW planes, transposed in squares of pixels and channels. */
    private void planes(float[] src, int from, int count, int channels, float[] to, int toOffset) {
        int plane = h * w;
        for (int k = 0; k < channels; k += L) {
            int wide = Math.min(L, channels - k);
            int first = from + k * plane;
            int at = toOffset + vectorAt(k / L);
            for (int i = 0; i < count; i += L) {
                int high = Math.min(L, count - i);
                boolean readable = first + i + (L - 1L) * plane + L <= src.length;
                if (readable && 2 * wide > L) {
                    TransposeFloat.square(src, first + i, plane, to, at + i * pixelStep, pixelStep, high, wide);
                } else {
                    corner(src, first + i, plane, high, wide, to, at + i * pixelStep);
                }
            }
        }
    }

    private void corner(float[] src, int from, int plane, int high, int wide, float[] to, int toOffset) {
        for (int k = 0; k < wide; k++) {
            for (int i = 0; i < high; i++) {
                to[toOffset + i * pixelStep + k] = src[from + k * plane + i];
            }
        }
    }
}
