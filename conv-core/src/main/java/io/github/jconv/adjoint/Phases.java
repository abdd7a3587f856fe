package io.github.jconv.adjoint;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
import io.github.jconv.Precision;
import io.github.jconv.TransposeProblem;
import io.github.jconv.Window;

/**
 * How a transposed convolution falls into convolutions with stride 1: one for each residue of the output's row and
 * column by the strides. No zero is scattered and none multiplied.
 *
 * @param rows the row axis, one phase a residue
 * @param columns the column axis, one phase a residue
 */
record Phases(AxisPhase[] rows, AxisPhase[] columns) {

    static Phases of(TransposeProblem p) {
        Window w = p.window();
        AxisPhase[] rows = new AxisPhase[w.strideH()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = AxisPhase.of(
                    i,
                    w.r(),
                    w.strideH(),
                    w.dilationH(),
                    w.padTop(),
                    p.src().h(),
                    p.dst().h());
        }
        AxisPhase[] columns = new AxisPhase[w.strideW()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = AxisPhase.of(
                    i,
                    w.s(),
                    w.strideW(),
                    w.dilationW(),
                    w.padLeft(),
                    p.src().w(),
                    p.dst().w());
        }
        return new Phases(rows, columns);
    }

    /** Whether a single convolution writes the output where it lies. */
    boolean isOneConvolution(TransposeProblem p) {
        return rows.length == 1
                && columns.length == 1
                && rows[0].isWhole(p.dst().h())
                && columns[0].isWhole(p.dst().w());
    }

    /** Whether any kernel element reaches a phase. */
    boolean isReached(int row, int column) {
        return rows[row].taps() > 0 && columns[column].taps() > 0;
    }

    /**
     * The same with taps and padding alike, unless there are groups: then one convolution, with the output channels of all
     * of them, computes several. Where phases have fewer taps than others, the rest are zeros.
     *
     * @return null where no tap reaches some phase
     */
    Phases alike(TransposeProblem p) {
        AxisPhase[] h = alike(rows);
        AxisPhase[] w = alike(columns);
        return p.groups() == 1 && h != null && w != null ? new Phases(h, w) : null;
    }

    private static AxisPhase[] alike(AxisPhase[] axis) {
        int taps = 0;
        for (AxisPhase phase : axis) {
            if (phase.taps() == 0) {
                return null;
            }
            taps = Math.max(taps, phase.taps());
        }
        int before = 0;
        int after = 0;
        AxisPhase[] alike = new AxisPhase[axis.length];
        for (int i = 0; i < axis.length; i++) {
            alike[i] = axis[i].extended(taps);
            before = Math.max(before, alike[i].before());
            after = Math.max(after, alike[i].after());
        }
        for (int i = 0; i < axis.length; i++) {
            alike[i] = alike[i].padded(before, after);
        }
        return alike;
    }

    /** Whether some phase of phases alike has taps that are zeros, beyond the kernel. */
    private boolean isExtended(Window w) {
        boolean extended = false;
        for (AxisPhase phase : rows) {
            extended |= phase.firstTap() + (phase.taps() - 1) * phase.tapStep() >= w.r();
        }
        for (AxisPhase phase : columns) {
            extended |= phase.firstTap() + (phase.taps() - 1) * phase.tapStep() >= w.s();
        }
        return extended;
    }

    /** The convolution of a phase that is reached. */
    ConvProblem convolution(TransposeProblem p, int row, int column, int images, boolean accumulate) {
        return convolution(p, rows[row], columns[column], p.dst().c(), images, p.precision(), accumulate);
    }

    /**
     * The convolution of so many rows of phases that are alike, and all columns. With taps of zero it is summed directly: an
     * output that none of the others reaches is zero, and not what a transform rounds to.
     */
    ConvProblem convolution(TransposeProblem p, int rowsAtOnce) {
        int k = Math.multiplyExact(
                Math.multiplyExact(rowsAtOnce, columns.length), p.dst().c());
        Precision precision = isExtended(p.window()) ? Precision.STRICT : p.precision();
        return convolution(p, rows[0], columns[0], k, 1, precision, false);
    }

    private static ConvProblem convolution(
            TransposeProblem p, AxisPhase h, AxisPhase w, int k, int images, Precision precision, boolean accumulate) {
        Window window = new Window(
                h.taps(), w.taps(), 1, 1, h.before(), w.before(), h.after(), w.after(), h.dilation(), w.dilation());
        return new ConvProblem(
                p.src().withN(images), k, window, p.groups(), p.type(), Activation.NONE, precision, accumulate);
    }
}
