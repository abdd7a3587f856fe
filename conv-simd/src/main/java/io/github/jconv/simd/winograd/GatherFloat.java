package io.github.jconv.simd.winograd;

import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.TransposeFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Where the input transform finds its pixels: each a vector of consecutive channels. NHWC tensors hold them so; of NCHW
 * ones the part under a block is transposed, as many channels at once as a vector has lanes. A tile that reaches over
 * the edge of the plane is copied to a patch whose rest is zero, so that nobody else knows of padding.
 *
 * <p>In the last vector of channels, the lanes beyond C hold anything; nobody reads what becomes of them.
 */
final class GatherFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    private final Form form;
    private final boolean ofGradient;
    private final int side;
    private final int chunk;
    private final int padTop;
    private final int padLeft;
    private final boolean nhwc;
    private final int h;
    private final int w;
    private final int c;
    private final int strip;

    /**
     * For one of the tensors that are cut into tiles.
     *
     * @param tensor the input, or the output's gradient where ofGradient is set
     * @param padTop rows before the first
     * @param padLeft columns before the first
     * @param form the size of a tile
     * @param ofGradient whether tiles are those of the output, {@link GradientTileFloat}, or of the input, {@link InputFloat}
     * @param mostRows rows of tiles transformed in one go, at most
     * @param mostColumns columns of tiles likewise
     * @param chunk channels of a chunk of the result, a multiple of the lanes
     */
    GatherFloat(
            Shape tensor,
            int padTop,
            int padLeft,
            Form form,
            boolean ofGradient,
            int mostRows,
            int mostColumns,
            int chunk) {
        this.form = form;
        this.ofGradient = ofGradient;
        this.padTop = padTop;
        this.padLeft = padLeft;
        this.chunk = chunk;
        side = ofGradient ? form.m : form.alpha;
        nhwc = tensor.layout() == Layout.NHWC;
        h = tensor.h();
        w = tensor.w();
        c = tensor.c();
        strip = nhwc ? 0 : Math.min(h, extent(mostRows)) * Math.min(w, extent(mostColumns)) * L;
    }

    /** Channels of a chunk of the result. */
    int chunk() {
        return chunk;
    }

    /** Rows or columns under so many tiles. */
    private int extent(int tiles) {
        return (tiles - 1) * form.m + side;
    }

    /** Scratch: the transposed part of a plane, then a patch, then what the transform needs. */
    int scratchElements() {
        return strip + 2 * form.products * L;
    }

    /**
     * Transforms a block's tiles.
     *
     * @param src the tensor
     * @param srcImage where its image starts
     * @param c0 the first channel, a multiple of the lanes
     * @param c1 behind the last; in NCHW at most a vector behind the first
     * @param row0 the block's first row of tiles
     * @param rows how many
     * @param column0 its first column of tiles
     * @param columns how many
     * @param workspace takes the result, {@code [product][chunk][tile][chunk's channels]}, and scratch
     * @param scratch where {@link #scratchElements} of it start
     * @param to where the first product starts
     * @param productStep from one product to the next
     * @param chunkStep from one chunk to the next
     */
    void transform(
            float[] src,
            int srcImage,
            int c0,
            int c1,
            int row0,
            int rows,
            int column0,
            int columns,
            float[] workspace,
            int scratch,
            int to,
            int productStep,
            int chunkStep) {
        int top = row0 * form.m - padTop;
        int left = column0 * form.m - padLeft;
        float[] from = src;
        int at = srcImage;
        int pixelStep = c;
        int rowStep = w * c;
        if (!nhwc) {
            int h0 = Math.max(top, 0);
            int h1 = Math.min(top + extent(rows), h);
            int w0 = Math.max(left, 0);
            int w1 = Math.min(left + extent(columns), w);
            transpose(src, srcImage + c0 * h * w, c1 - c0, h0, h1, w0, w1, workspace, scratch);
            from = workspace;
            pixelStep = L;
            rowStep = (w1 - w0) * L;
            at = scratch - h0 * rowStep - w0 * L - c0;
        }
        int patch = scratch + strip;
        int between = patch + form.products * L;
        for (int i = 0; i < rows; i++) {
            int y = top + i * form.m;
            for (int j = 0; j < columns; j++, to += chunk) {
                int x = left + j * form.m;
                boolean inside = y >= 0 && y + side <= h && x >= 0 && x + side <= w;
                int first = at + y * rowStep + x * pixelStep;
                int last = first + (side - 1) * (rowStep + pixelStep);
                for (int k = c0; k < c1; k += L) {
                    int dst = to + k / chunk * chunkStep + k % chunk;
                    if (inside && last + k + L <= from.length) {
                        tile(from, first + k, pixelStep, rowStep, workspace, between, dst, productStep);
                    } else {
                        patch(from, at + k, pixelStep, rowStep, Math.min(L, c1 - k), y, x, workspace, patch);
                        tile(workspace, patch, L, side * L, workspace, between, dst, productStep);
                    }
                }
            }
        }
    }

    private void tile(
            float[] from, int at, int pixelStep, int rowStep, float[] workspace, int between, int to, int productStep) {
        if (ofGradient) {
            GradientTileFloat.transform(from, at, pixelStep, rowStep, workspace, between, workspace, to, productStep);
        } else {
            InputFloat.transform(form, from, at, pixelStep, rowStep, workspace, between, workspace, to, productStep);
        }
    }

    /** Copies the part of a tile that lies in the plane, and zeros for the rest. */
    private void patch(
            float[] from, int at, int pixelStep, int rowStep, int channels, int y, int x, float[] scratch, int patch) {
        int x0 = Math.max(x, 0);
        int x1 = Math.min(x + side, w);
        for (int i = 0; i < side; i++) {
            int to = patch + i * side * L;
            boolean inside = y + i >= 0 && y + i < h;
            int end = inside ? to + (x1 - x) * L : to;
            int start = inside ? to + (x0 - x) * L : to;
            Arrays.fill(scratch, to, Math.clamp(start, to, to + side * L), 0f);
            int pixel = at + (y + i) * rowStep + x0 * pixelStep;
            for (int k = start; k < end; k += L, pixel += pixelStep) {
                if (pixel + L <= from.length) {
                    FloatVector.fromArray(S, from, pixel).intoArray(scratch, k);
                } else {
                    System.arraycopy(from, pixel, scratch, k, channels);
                }
            }
            Arrays.fill(scratch, Math.clamp(end, to, to + side * L), to + side * L, 0f);
        }
    }

    /** Turns {@code [channel][pixel]} to {@code [pixel][channel]}. */
    private void transpose(
            float[] src, int plane, int channels, int h0, int h1, int w0, int w1, float[] scratch, int to) {
        if (w1 - w0 == w) {
            run(src, plane + h0 * w, (h1 - h0) * w, channels, scratch, to);
            return;
        }
        for (int y = h0; y < h1; y++) {
            run(src, plane + y * w + w0, w1 - w0, channels, scratch, to + (y - h0) * (w1 - w0) * L);
        }
    }

    /** Consecutive pixels; the last square overlaps the one before. */
    private void run(float[] src, int from, int pixels, int channels, float[] scratch, int to) {
        int plane = h * w;
        boolean squares = pixels >= L && from + (L - 1L) * plane + pixels <= src.length;
        for (int i = 0; squares && i < pixels; i += L) {
            int first = Math.min(i, pixels - L);
            TransposeFloat.square(src, from + first, plane, scratch, to + first * L, L, L, L);
        }
        for (int i = 0; !squares && i < pixels; i++) {
            for (int j = 0; j < channels; j++) {
                scratch[to + i * L + j] = src[from + j * plane + i];
            }
        }
    }
}
