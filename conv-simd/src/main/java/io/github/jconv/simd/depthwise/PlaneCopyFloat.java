package io.github.jconv.simd.depthwise;

import io.github.jconv.ConvProblem;
import io.github.jconv.Window;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies the rows of an input plane under a tile of {@link Bands} into the workspace, padding written out and strides
 * split. Columns of padding are zero in a new workspace and nothing is ever written there. Vectors walk down the rows:
 * a row is too short for a loop of its own.
 */
final class PlaneCopyFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** Every second lane, twice. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(S, lane -> 2 * lane % L);

    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(S, lane -> (2 * lane + 1) % L);

    private static final VectorMask<Float> UPPER = VectorMask.fromLong(S, -1L << (L / 2) & (1L << L) - 1);

    private final ConvProblem p;
    private final Window window;
    private final Bands bands;

    /** Input columns that some window reads. */
    private final int columns;

    PlaneCopyFloat(ConvProblem problem, Bands bands) {
        p = problem;
        window = problem.window();
        this.bands = bands;
        long read = (p.outW() - 1L) * window.strideW() + window.extentW() - window.padLeft();
        columns = Math.clamp(read, 0, p.src().w());
    }

    /** Elements of the copy: kernels read up to stride - 1 rows too far. */
    int elements() {
        return Math.multiplyExact(bands.inputRows(bands.mostRows()) + window.strideH() - 1, bands.rowStep());
    }

    /** Copies what lies under {@code height} output rows from oh0 on of the plane at {@code plane}. */
    void run(float[] src, int plane, int oh0, int height, float[] to) {
        int inputRows = bands.inputRows(height);
        int rowStep = bands.rowStep();
        int ih0 = oh0 * window.strideH() - window.padTop();
        int first = Math.clamp(-(long) ih0, 0, inputRows);
        int end = Math.clamp((long) p.src().h() - ih0, first, inputRows);
        Arrays.fill(to, 0, first * rowStep, 0);
        Arrays.fill(to, end * rowStep, inputRows * rowStep, 0);
        int from = plane + (ih0 + first) * p.src().w();
        int at = first * rowStep;
        int rows = end - first;
        if (bands.stride() == 1) {
            straight(rows, src, from, to, at + window.padLeft());
            return;
        }
        int byVectors = bands.stride() == 2 ? rowsWithMasks(rows, src.length, from) : 0;
        if (byVectors > 0) {
            halves(byVectors, src, from, to, at);
        }
        everyNth(rows - byVectors, src, from + byVectors * p.src().w(), to, at + byVectors * rowStep);
    }

    /** Rows of which no masked vector reaches beyond the array: all but the last ones of a tensor. */
    private int rowsWithMasks(int rows, int length, int from) {
        int count = LanesFloat.MASKS ? rows : 0;
        while (count > 0 && from + (count - 1) * p.src().w() + columns + L > length) {
            count--;
        }
        return count;
    }

    private void straight(int rows, float[] src, int from, float[] to, int at) {
        int full = columns / L * L;
        for (int j = 0; j < full; j += L) {
            block(rows, src, from + j, to, at + j);
        }
        if (full < columns
                && LanesFloat.masksAt(src.length, from + (rows - 1) * p.src().w() + full)) {
            narrow(rows, columns - full, src, from + full, to, at + full);
        } else if (full < columns) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(
                        src, from + i * p.src().w() + full, to, at + i * bands.rowStep() + full, columns - full);
            }
        }
    }

    private void block(int rows, float[] src, int from, float[] to, int at) {
        int w = p.src().w();
        int rowStep = bands.rowStep();
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(S, src, from + i * w).intoArray(to, at + i * rowStep);
        }
    }

    private void narrow(int rows, int width, float[] src, int from, float[] to, int at) {
        int w = p.src().w();
        int rowStep = bands.rowStep();
        VectorMask<Float> mask = S.indexInRange(0, width);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(S, src, from + i * w, mask).intoArray(to, at + i * rowStep, mask);
        }
    }

    /** Even and odd input columns, 2 * lanes at a time. */
    private void halves(int rows, float[] src, int from, float[] to, int at) {
        int left = window.padLeft();
        int even = at + left % 2 * bands.phaseStep() + left / 2;
        int odd = at + (left + 1) % 2 * bands.phaseStep() + (left + 1) / 2;
        for (int j = 0; j < columns; j += 2 * L) {
            halves(rows, Math.min(2 * L, columns - j), src, from + j, to, even + j / 2, odd + j / 2);
        }
    }

    private void halves(int rows, int width, float[] src, int from, float[] to, int even, int odd) {
        int w = p.src().w();
        int rowStep = bands.rowStep();
        VectorMask<Float> inLow = S.indexInRange(0, width);
        VectorMask<Float> inHigh = S.indexInRange(L, width);
        VectorMask<Float> evens = S.indexInRange(0, (width + 1) / 2);
        VectorMask<Float> odds = S.indexInRange(0, width / 2);
        int high = width > L ? L : 0; // no address behind the array where nothing is read
        for (int i = 0; i < rows; i++) {
            FloatVector a = FloatVector.fromArray(S, src, from + i * w, inLow);
            FloatVector b = FloatVector.fromArray(S, src, from + i * w + high, inHigh);
            a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER).intoArray(to, even + i * rowStep, evens);
            a.rearrange(ODD).blend(b.rearrange(ODD), UPPER).intoArray(to, odd + i * rowStep, odds);
        }
    }

    private void everyNth(int rows, float[] src, int from, float[] to, int at) {
        int stride = bands.stride();
        for (int i = 0; i < rows; i++) {
            int row = from + i * p.src().w();
            for (int j = 0; j < columns; j++) {
                int column = j + window.padLeft();
                to[at + i * bands.rowStep() + column % stride * bands.phaseStep() + column / stride] = src[row + j];
            }
        }
    }
}
