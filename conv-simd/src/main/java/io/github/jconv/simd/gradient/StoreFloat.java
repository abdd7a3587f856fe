package io.github.jconv.simd.gradient;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.simd.pack.TransposeFloat;

/**
 * Adds up the splits of a block of sums, and takes it, {@code [output channel][tap][run]}, to the gradient in the order of
 * the weights. A piece is a vector's length of output channels.
 */
final class StoreFloat {

    private static final int L = LanesFloat.LANES;

    private final ConvProblem p;
    private final Cuts cuts;

    /** Whether the gradient's order is that of the sums, output channels first; exchanged, RSCK is what KCRS is otherwise. */
    private final boolean rowsFirst;

    private final int step;
    private final int rs;

    StoreFloat(ConvProblem problem, Cuts cuts, boolean exchanged) {
        p = problem;
        this.cuts = cuts;
        rowsFirst = problem.src().layout() == Layout.NCHW != exchanged;
        step = cuts.step();
        rs = problem.window().r() * problem.window().s();
    }

    /** Pieces of a block, some of them empty where blocks differ. */
    int pieces() {
        int most = BlockingFloat.pieces(cuts.rowPanels(), cuts.rowBlocks()) * cuts.mr();
        return BlockingFloat.pieces(Math.min(most, p.groupK()), L);
    }

    /** A square of the transpose on its way to where it is added. */
    int squareElements() {
        return L * L;
    }

    /** What the transposes may read behind the last sum: whole squares. */
    int slack() {
        return L * (rowsFirst ? cuts.runVectors() * L : step);
    }

    /** Elements of the workspace besides the sums. */
    int elements() {
        return Math.addExact(squareElements(), slack());
    }

    private int firstChannel(int rowBlock) {
        int panel = BlockingFloat.start(cuts.rowPanels(), cuts.rowBlocks(), rowBlock);
        return BlockingFloat.start(p.groupK(), cuts.rowPanels(), panel);
    }

    /** Adds to a piece of the first split those of all others, in their order. */
    void addUp(int piece, float[] sums, int offset, int splitStep) {
        int from = offset + piece * L * step;
        int end = offset + Math.min((piece + 1) * L, rowsOf()) * step;
        for (int split = 1; split < cuts.splits(); split++) {
            int distance = split * splitStep;
            for (int i = from; i < end; i++) {
                sums[i] += sums[i + distance];
            }
        }
    }

    private int rowsOf() {
        return BlockingFloat.pieces(cuts.rowPanels(), cuts.rowBlocks()) * cuts.mr();
    }

    /** Stores a piece of a block. */
    void store(
            int block, int piece, float[] sums, int sumsOffset, float[] gradWeights, float[] square, int squareOffset) {
        int group = block / (cuts.channelBlocks() * cuts.rowBlocks());
        int channelBlock = block / cuts.rowBlocks() % cuts.channelBlocks();
        int rowBlock = block % cuts.rowBlocks();
        int first = firstChannel(rowBlock) + piece * L;
        int count = Math.min(L, firstChannel(rowBlock + 1) - first);
        int from = sumsOffset + piece * L * step;
        int c = channelBlock * cuts.runVectors() * L;
        int run = cuts.merged() ? cuts.run() : Math.min(cuts.runVectors() * L, p.groupC() - c);
        for (int k = 0; k < count && rowsFirst; k++) {
            int row = (group * p.groupK() + first + k) * p.groupC() + c;
            if (cuts.merged()) {
                kernelRows(sums, from + k * step, gradWeights, row * rs);
            } else {
                channels(sums, from + k * step, run, gradWeights, row * rs, square, squareOffset);
            }
        }
        if (!rowsFirst && count > 0) {
            columns(sums, from, count, c, run, gradWeights, group * p.groupK() + first, square, squareOffset);
        }
    }

    /** KCRS where a kernel row is one run: few channels. */
    private void kernelRows(float[] sums, int from, float[] to, int toOffset) {
        int s = p.window().s();
        for (int r = 0; r < p.window().r(); r++) {
            int row = from + r * cuts.runVectors() * L;
            for (int c = 0; c < p.groupC(); c++) {
                for (int i = 0; i < s; i++) {
                    int at = toOffset + c * rs + r * s + i;
                    to[at] = (p.accumulate() ? to[at] : 0) + sums[row + i * p.groupC() + c];
                }
            }
        }
    }

    /** KCRS: of one output channel, taps of channels to channels of taps. */
    private void channels(float[] sums, int from, int run, float[] to, int toOffset, float[] square, int squareOffset) {
        int tapStep = cuts.runVectors() * L;
        if (rs == 1) {
            for (int i = 0; i < run; i++) {
                to[toOffset + i] = (p.accumulate() ? to[toOffset + i] : 0) + sums[from + i];
            }
            return;
        }
        for (int c = 0; c < run; c += L) {
            for (int tap = 0; tap < rs; tap += L) {
                int source = from + tap * tapStep + c;
                int at = toOffset + c * rs + tap;
                transpose(
                        sums,
                        source,
                        tapStep,
                        to,
                        at,
                        rs,
                        Math.min(L, run - c),
                        Math.min(L, rs - tap),
                        square,
                        squareOffset);
            }
        }
    }

    /** RSCK: output channels of window elements to window elements of output channels. */
    private void columns(
            float[] sums,
            int from,
            int count,
            int c,
            int run,
            float[] to,
            int channel,
            float[] square,
            int squareOffset) {
        int tapStep = cuts.merged() ? cuts.run() : p.groupC();
        for (int tap = 0; tap < cuts.taps(); tap++) {
            for (int i = 0; i < run; i += L) {
                int source = from + tap * cuts.runVectors() * L + i;
                int at = (tap * tapStep + c + i) * p.k() + channel;
                transpose(sums, source, step, to, at, p.k(), Math.min(L, run - i), count, square, squareOffset);
            }
        }
    }

    private void transpose(
            float[] from,
            int fromOffset,
            int fromStep,
            float[] to,
            int toOffset,
            int toStep,
            int rows,
            int columns,
            float[] square,
            int squareOffset) {
        if (!p.accumulate()) {
            TransposeFloat.square(from, fromOffset, fromStep, to, toOffset, toStep, rows, columns);
            return;
        }
        TransposeFloat.square(from, fromOffset, fromStep, square, squareOffset, L, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                to[toOffset + i * toStep + j] += square[squareOffset + i * L + j];
            }
        }
    }
}
