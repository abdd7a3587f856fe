package io.github.jconv.adjoint;

import io.github.jconv.Layout;
import io.github.jconv.TransposeProblem;
import io.github.jconv.spi.TileGrid;
import io.github.jconv.spi.TileKernel;
import java.util.Arrays;

/**
 * A transposed convolution in phases. A tile is one image's output rows of one residue, or of all:
 *
 * <pre>
 * for each residue of the columns        a convolution with stride 1 over the image, into a stage; or one for all
 * for each row, each residue             its columns to every stride-th place of the output row
 * </pre>
 */
final class PhasesFloat implements TileKernel<float[], PhasesFloat.Workspace> {

    private final TransposeProblem p;
    private final Phases phases;
    private final boolean nchw;

    /** Whether two residues of the columns are written in one go: half as many lines are fetched and written back. */
    private final boolean pairs;

    private final int channels;

    /**
     * The convolutions, {@code [row residue][column residue]}, null where no kernel element reaches; or one in each row that
     * computes as many phases as lie between one row and the next, each in channels of its own.
     */
    private final TileKernel<float[], Object>[][] convolutions;

    private final float[] bias;
    private final String detail;
    private final TileGrid grid;

    /** Row residues of a tile. */
    private final int rowsAtOnce;

    /** Where each column residue's outputs start in the stage, for each row residue. */
    private final int[][] starts;

    /** From one pixel to the next in an NHWC stage. */
    private final int pixelStep;

    private final int stageElements;

    /** What a thread needs: the outputs of the convolutions of a row residue, and their workspaces. */
    static final class Workspace {
        private final float[] stage;
        private final Object[][] inner;

        Workspace(int stageElements, TileKernel<float[], Object>[][] convolutions) {
            stage = new float[stageElements];
            inner = new Object[convolutions.length][];
            for (int i = 0; i < inner.length; i++) {
                inner[i] = new Object[convolutions[i].length];
                for (int j = 0; j < inner[i].length; j++) {
                    inner[i][j] = convolutions[i][j] == null ? null : convolutions[i][j].newWorkspace();
                }
            }
        }
    }

    PhasesFloat(
            TransposeProblem problem,
            Phases phases,
            TileKernel<float[], Object>[][] convolutions,
            float[] bias,
            String detail) {
        p = problem;
        this.phases = phases;
        this.convolutions = convolutions;
        this.bias = bias == null ? null : bias.clone();
        this.detail = detail;
        nchw = problem.src().layout() == Layout.NCHW;
        pairs = problem.window().strideW() == 2 && !problem.accumulate();
        channels = problem.dst().c();
        grid = new TileGrid(problem.src().n(), convolutions.length);
        rowsAtOnce = phases.rows().length / convolutions.length;
        int columns = phases.columns().length;
        boolean together = convolutions[0].length < columns || rowsAtOnce > 1;
        pixelStep = together ? rowsAtOnce * columns * channels : channels;
        starts = new int[phases.rows().length][columns];
        int most = 0;
        for (int i = 0; i < starts.length; i++) {
            int start = 0;
            for (int j = 0; j < columns; j++) {
                int pixels = phases.isReached(i, j)
                        ? Math.multiplyExact(phases.rows()[i].produced(), phases.columns()[j].produced())
                        : 0;
                int phase = i % rowsAtOnce * columns + j;
                starts[i][j] = !together ? start : phase * channels * (nchw ? pixels : 1);
                start = Math.addExact(start, Math.multiplyExact(channels, pixels));
            }
            most = Math.max(most, Math.multiplyExact(start, rowsAtOnce));
        }
        stageElements = most;
    }

    @Override
    public TileGrid grid() {
        return grid;
    }

    @Override
    public int workspaceElements() {
        int elements = stageElements;
        for (TileKernel<float[], Object>[] row : convolutions) {
            for (TileKernel<float[], Object> convolution : row) {
                elements = Math.addExact(elements, convolution == null ? 0 : convolution.workspaceElements());
            }
        }
        return elements;
    }

    @Override
    public Workspace newWorkspace() {
        return new Workspace(stageElements, convolutions);
    }

    @Override
    public boolean usesVectors() {
        boolean vectors = false;
        for (TileKernel<float[], Object>[] row : convolutions) {
            for (TileKernel<float[], Object> convolution : row) {
                vectors |= convolution != null && convolution.usesVectors();
            }
        }
        return vectors;
    }

    @Override
    public int packedElements() {
        int elements = bias == null ? 0 : bias.length;
        for (TileKernel<float[], Object>[] row : convolutions) {
            for (TileKernel<float[], Object> convolution : row) {
                elements = Math.addExact(elements, convolution == null ? 0 : convolution.packedElements());
            }
        }
        return elements;
    }

    @Override
    public String detail() {
        return detail;
    }

    @Override
    public void run(int tile, float[] src, int srcOffset, float[] dst, int dstOffset, Workspace workspace) {
        int image = tile / grid.tilesPerImage();
        int first = tile % grid.tilesPerImage() * rowsAtOnce;
        TileKernel<float[], Object>[] kernels = convolutions[tile % grid.tilesPerImage()];
        if (rowsAtOnce == 1 && phases.rows()[first].count() == 0) {
            return;
        }
        int from = srcOffset + image * p.src().imageElements();
        int to = dstOffset + image * p.dst().imageElements();
        for (int column = 0; column < kernels.length; column++) {
            TileKernel<float[], Object> convolution = kernels[column];
            Object inner = workspace.inner[tile % grid.tilesPerImage()][column];
            int tiles = convolution == null ? 0 : convolution.grid().tiles();
            for (int i = 0; i < tiles; i++) {
                convolution.run(i, src, from, workspace.stage, starts[first][column], inner);
            }
        }
        for (int row = first; row < first + rowsAtOnce; row++) {
            if (nchw && pairs) {
                pairs(row, workspace.stage, dst, to);
                continue;
            }
            for (int column = 0; column < phases.columns().length; column++) {
                if (nchw) {
                    planes(row, column, workspace.stage, dst, to);
                } else {
                    pixels(row, column, workspace.stage, dst, to);
                }
            }
        }
    }

    /** Takes both residues of the columns of a row residue to their places in the planes of an NCHW image. */
    private void pairs(int row, float[] stage, float[] dst, int dstImage) {
        AxisPhase h = phases.rows()[row];
        int width = p.dst().w();
        int even = phases.columns()[0].first() == 0 ? 0 : 1;
        AxisPhase e = phases.columns()[even];
        AxisPhase o = phases.columns()[1 - even];
        boolean reachedE = phases.isReached(row, even);
        boolean reachedO = phases.isReached(row, 1 - even);
        for (int k = 0; k < channels; k++) {
            float fill = bias == null ? 0 : bias[k];
            for (int i = 0; i < h.count(); i++) {
                int to =
                        dstImage + (k * p.dst().h() + h.first() + i * p.window().strideH()) * width;
                int line = k * h.produced() + h.skip() + i;
                int fromE = starts[row][even] + line * e.produced() + e.skip();
                int fromO = starts[row][1 - even] + line * o.produced() + o.skip();
                if (reachedE && reachedO) {
                    interleave(stage, fromE, e.count(), fromO, o.count(), dst, to);
                    continue;
                }
                Arrays.fill(dst, to, to + width, fill);
                for (int j = 0; j < e.count() && reachedE; j++) {
                    dst[to + 2 * j] = stage[fromE + j];
                }
                for (int j = 0; j < o.count() && reachedO; j++) {
                    dst[to + 2 * j + 1] = stage[fromO + j];
                }
            }
        }
    }

    private static void interleave(float[] stage, int even, int evens, int odd, int odds, float[] dst, int to) {
        for (int j = 0; j < odds; j++) {
            dst[to + 2 * j] = stage[even + j];
            dst[to + 2 * j + 1] = stage[odd + j];
        }
        if (odds < evens) {
            dst[to + 2 * odds] = stage[even + odds];
        }
    }

    /** Takes a phase from the stage to its places in the planes of an NCHW image. */
    private void planes(int row, int column, float[] stage, float[] dst, int dstImage) {
        AxisPhase h = phases.rows()[row];
        AxisPhase w = phases.columns()[column];
        int width = p.dst().w();
        int stride = p.window().strideW();
        boolean reached = phases.isReached(row, column);
        for (int k = 0; k < channels; k++) {
            float fill = bias == null ? 0 : bias[k];
            for (int i = 0; i < h.count(); i++) {
                int to =
                        dstImage + (k * p.dst().h() + h.first() + i * p.window().strideH()) * width + w.first();
                int from = starts[row][column] + (k * h.produced() + h.skip() + i) * w.produced() + w.skip();
                if (!reached) {
                    fill(fill, dst, to, stride, w.count());
                } else if (p.accumulate()) {
                    for (int j = 0; j < w.count(); j++) {
                        dst[to + j * stride] += stage[from + j];
                    }
                } else if (stride == 1) {
                    System.arraycopy(stage, from, dst, to, w.count());
                } else {
                    for (int j = 0; j < w.count(); j++) {
                        dst[to + j * stride] = stage[from + j];
                    }
                }
            }
        }
    }

    /** What no kernel element reaches holds the bias. */
    private void fill(float value, float[] dst, int to, int step, int count) {
        for (int j = 0; j < count; j++) {
            dst[to + j * step] = p.accumulate() ? dst[to + j * step] + value : value;
        }
    }

    /** Takes a phase from the stage to its pixels in an NHWC image. */
    private void pixels(int row, int column, float[] stage, float[] dst, int dstImage) {
        AxisPhase h = phases.rows()[row];
        AxisPhase w = phases.columns()[column];
        boolean reached = phases.isReached(row, column);
        for (int i = 0; i < h.count(); i++) {
            int line =
                    dstImage + (h.first() + i * p.window().strideH()) * p.dst().w() * channels;
            int stageLine = starts[row][column] + ((h.skip() + i) * w.produced() + w.skip()) * pixelStep;
            for (int j = 0; j < w.count(); j++) {
                int to = line + (w.first() + j * p.window().strideW()) * channels;
                int from = stageLine + j * pixelStep;
                if (!reached && !p.accumulate()) {
                    setPixel(dst, to);
                } else if (!reached) {
                    addToPixel(dst, to);
                } else if (p.accumulate()) {
                    for (int k = 0; k < channels; k++) {
                        dst[to + k] += stage[from + k];
                    }
                } else {
                    System.arraycopy(stage, from, dst, to, channels);
                }
            }
        }
    }

    private void setPixel(float[] dst, int to) {
        if (bias == null) {
            Arrays.fill(dst, to, to + channels, 0f);
        } else {
            System.arraycopy(bias, 0, dst, to, channels);
        }
    }

    private void addToPixel(float[] dst, int to) {
        for (int k = 0; k < channels && bias != null; k++) {
            dst[to + k] += bias[k];
        }
    }
}
