package io.github.jconv.simd.plane;

import io.github.jconv.PlaneProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.lanes.VectorKernelFloat;
import io.github.jconv.spi.TileGrid;
import java.util.Arrays;
import java.util.Locale;

/**
 * The kernel of {@link OverlapSave}. A tile is a band of output rows of one plane and runs
 *
 * <pre>
 * for each two squares of the band                        one as real parts, one as imaginary ones
 *   copy, border written out                              {@link CopyFloat}
 *   FftFloat.forward, multiply, inverse                   the filter is real, so the two do not mix
 *   copy the outputs whose windows lay within
 * </pre>
 */
final class OverlapSaveFloat implements VectorKernelFloat {

    /** Where tiles begin: their rows are whole cache lines. */
    private static final int START = LanesFloat.FIRST_ALIGNED;

    private final PlaneProblem p;
    private final Window window;
    private final int height;
    private final int width;
    private final FftFloat fft;

    /** Output rows and columns of a square. */
    private final int rows;

    private final int columns;
    private final int bands;
    private final TileGrid grid;
    private final CopyFloat copy;

    /** The filter's conjugate transform over size * size, from START on. */
    private final float[] spectrum;

    OverlapSaveFloat(PlaneProblem problem, int size, float[] filter) {
        p = problem;
        window = problem.conv().window();
        height = problem.conv().outH();
        width = problem.conv().outW();
        fft = new FftFloat(size);
        rows = size - window.r() + 1;
        columns = size - window.s() + 1;
        bands = BlockingFloat.pieces(height, rows);
        grid = new TileGrid(problem.conv().src().n(), bands);
        copy = new CopyFloat(problem);
        spectrum = spectrum(filter);
    }

    /** In double, so that a square rounds on the way there and back only. */
    private float[] spectrum(float[] filter) {
        FftDouble exact = new FftDouble(fft.size());
        double[] z = new double[2 * exact.elements()];
        for (int i = 0; i < filter.length; i++) {
            z[i / window.s() * exact.step() + i % window.s()] = filter[i];
        }
        exact.forward(z, 0, exact.elements());
        double scale = 1.0 / fft.size() / fft.size();
        float[] conjugate = new float[START + exact.elements()];
        for (int i = 0; i < exact.elements(); i++) {
            conjugate[START + i] = (float) (z[exact.elements() + i] * (i < exact.half() ? scale : -scale));
        }
        return conjugate;
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    @Override
    public int workspaceElements() {
        return START + 2 * fft.elements();
    }

    @Override
    public int packedElements() {
        return fft.elements();
    }

    @Override
    public String detail() {
        return "kc=" + fft.size() + " " + p.border().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, float[] workspace) {
        int image = tile / bands;
        int oh0 = BlockingFloat.start(height, bands, tile % bands);
        int most = BlockingFloat.start(height, bands, tile % bands + 1) - oh0;
        int plane = srcOffset + image * p.conv().src().imageElements();
        int to = dstOffset + (image * height + oh0) * width;
        int squares = BlockingFloat.pieces(width, columns);
        for (int square = 0; square < squares; square += 2) {
            read(src, plane, oh0, most, square, squares, workspace, START);
            read(src, plane, oh0, most, square + 1, squares, workspace, START + fft.half());
            fft.forward(workspace, START, START + fft.elements());
            fft.multiply(workspace, START + fft.elements(), spectrum, START);
            fft.inverse(workspace, START + fft.elements(), START);
            write(workspace, START, most, square, squares, dst, to);
            write(workspace, START + fft.half(), most, square + 1, squares, dst, to);
        }
    }

    private void read(float[] src, int plane, int oh0, int most, int square, int squares, float[] workspace, int at) {
        Arrays.fill(workspace, at, at + fft.half(), 0);
        if (square < squares) {
            int ow0 = BlockingFloat.start(width, squares, square);
            int wide = BlockingFloat.start(width, squares, square + 1) - ow0;
            int ih0 = oh0 - window.padTop();
            int iw0 = ow0 - window.padLeft();
            int high = most + window.r() - 1;
            copy.run(src, plane, ih0, high, iw0, wide + window.s() - 1, workspace, at, fft.step());
        }
    }

    private void write(float[] workspace, int at, int most, int square, int squares, float[] dst, int to) {
        if (square < squares) {
            int ow0 = BlockingFloat.start(width, squares, square);
            int wide = BlockingFloat.start(width, squares, square + 1) - ow0;
            for (int i = 0; i < most; i++) {
                System.arraycopy(workspace, at + i * fft.step(), dst, to + i * width + ow0, wide);
            }
        }
    }
}
