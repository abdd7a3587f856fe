package io.github.jconv.simd.dense;

import io.github.jconv.ConvProblem;
import io.github.jconv.simd.epilogue.FinishFloat;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.gemm.StridedKernelFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.BindContext;
import io.github.jconv.spi.Kernel;
import io.github.jconv.spi.TileGrid;
import java.util.Arrays;

/**
 * {@link ImplicitGemm} for shallow pointwise NHWC problems: the pixels are the rows of A where they lie, so that nothing
 * is copied and the input is fetched while the processor multiplies. A tile runs
 *
 * <pre>
 * for each panel of output channels, a few vectors wide
 *   for each few pixels                       {@link StridedKernelFloat}, {@link FinishFloat}
 * </pre>
 */
final class InPlaceFloat implements Kernel<float[]> {

    private static final int L = LanesFloat.LANES;
    private static final int START = LanesFloat.FIRST_ALIGNED;

    private final ConvProblem p;
    private final Tiles tiles;
    private final int mr;

    /** The first vector of each panel of output channels, and the end. */
    private final int[] panels;

    /** {@code [panel][C][vectors of the panel * L]}. */
    private final float[] packedWeights;

    /** {@code [panels * L]}, or null without bias. */
    private final float[] packedBias;

    InPlaceFloat(ConvProblem problem, BindContext context, float[] weights, float[] bias) {
        p = ImplicitGemm.asOneRow(problem);
        panels = panels(p.k());
        int widest = 0;
        for (int j = 1; j < panels.length; j++) {
            widest = Math.max(widest, panels[j] - panels[j - 1]);
        }
        mr = BlockingFloat.of(context.blocking()).mr;
        int rows = mostRows(widest);
        tiles = Tiles.of(p, ImplicitGemm.pixels(context, ImplicitGemm.MOST_PIXELS), rows, context.jobs());
        packedWeights = pack(weights);
        packedBias = bias == null ? null : Arrays.copyOf(bias, panels[panels.length - 1] * L);
    }

    /**
     * Cuts channels into panels of nearly the same number of vectors. The last, where it ends within a vector, has two at
     * the most, for it is stored by way of a tile.
     */
    private static int[] panels(int channels) {
        int vectors = BlockingFloat.pieces(channels, L);
        int most = StridedKernelFloat.MAX_VECTORS;
        int last = channels % L == 0 ? 0 : Math.min(2, vectors);
        int pieces = BlockingFloat.pieces(vectors - last, most);
        int[] panels = new int[pieces + (last == 0 ? 1 : 2)];
        for (int j = 0; j <= pieces; j++) {
            panels[j] = BlockingFloat.start(vectors - last, Math.max(1, pieces), j);
        }
        panels[panels.length - 1] = vectors;
        return panels;
    }

    /** Rows of a product so many vectors wide. */
    private int mostRows(int vectors) {
        return Math.min(mr, StridedKernelFloat.mostRows(vectors));
    }

    private float[] pack(float[] weights) {
        int c = p.src().c();
        int vectors = panels[panels.length - 1];
        float[] packed = new float[Math.addExact(START, Math.multiplyExact(Math.multiplyExact(vectors, L), c))];
        for (int j = 0; j + 1 < panels.length; j++) {
            int width = (panels[j + 1] - panels[j]) * L;
            int columns = Math.min(width, p.k() - panels[j] * L);
            for (int q = 0; q < c; q++) {
                int from = q * p.k() + panels[j] * L;
                System.arraycopy(weights, from, packed, START + panels[j] * L * c + q * width, columns);
            }
        }
        return packed;
    }

    @Override
    public TileGrid grid() {
        return tiles.grid();
    }

    @Override
    public int workspaceElements() {
        return StridedKernelFloat.mostRows(1) * 2 * L;
    }

    @Override
    public float[] newWorkspace() {
        return new float[workspaceElements()];
    }

    @Override
    public boolean usesVectors() {
        return true;
    }

    @Override
    public int packedElements() {
        return packedWeights.length + (packedBias == null ? 0 : packedBias.length);
    }

    @Override
    public String detail() {
        return "in place, " + (panels.length - 1) + " panels";
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int plane = p.src().w();
        int firstPixel = tiles.image(tile) * plane + tiles.firstColumn(tile);
        int pixels = tiles.columns(tile);
        int a = srcOffset + firstPixel * p.src().c();
        int to = dstOffset + firstPixel * p.k();
        for (int j = 0; j + 1 < panels.length; j++) {
            panel(j, pixels, src, a, dst, to + panels[j] * L, workspace);
        }
    }

    private void panel(int j, int pixels, float[] src, int a, float[] dst, int to, float[] workspace) {
        int vectors = panels[j + 1] - panels[j];
        boolean direct = panels[j + 1] * L <= p.k();
        int pieces = BlockingFloat.pieces(pixels, mostRows(vectors));
        for (int i = 0; i < pieces; i++) {
            int first = BlockingFloat.start(pixels, pieces, i);
            int rows = BlockingFloat.start(pixels, pieces, i + 1) - first;
            int at = to + first * p.k();
            if (direct) {
                multiply(j, rows, src, a + first * p.src().c(), dst, at, p.k());
            } else {
                int channels = p.k() - panels[j] * L;
                if (p.accumulate()) {
                    FinishFloat.load(rows, channels, dst, at, p.k(), workspace, 0);
                }
                multiply(j, rows, src, a + first * p.src().c(), workspace, 0, 2 * L);
                FinishFloat.store(rows, channels, workspace, 0, dst, at, p.k());
            }
        }
    }

    private void multiply(int j, int rows, float[] src, int a, float[] c, int cOffset, int ldc) {
        int depth = p.src().c();
        int vectors = panels[j + 1] - panels[j];
        int b = START + panels[j] * L * depth;
        int bias = panels[j] * L;
        if (p.accumulate()) {
            StridedKernelFloat.onto(
                    rows, vectors, depth, src, a, depth, packedWeights, b, packedBias, bias, c, cOffset, ldc);
        } else {
            StridedKernelFloat.into(
                    rows, vectors, depth, src, a, depth, packedWeights, b, packedBias, bias, c, cOffset, ldc);
        }
        FinishFloat.activation(rows, vectors, c, cOffset, ldc, p.activation());
    }
}
