package io.github.jconv.adjoint;

import io.github.jconv.Activation;
import io.github.jconv.ConvProblem;
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

    /** The convolution of a phase that is reached. */
    ConvProblem convolution(TransposeProblem p, int row, int column, int images, boolean accumulate) {
        AxisPhase h = rows[row];
        AxisPhase w = columns[column];
        Window window = new Window(
                h.taps(), w.taps(), 1, 1, h.before(), w.before(), h.after(), w.after(), h.dilation(), w.dilation());
        return new ConvProblem(
                p.src().withN(images),
                p.dst().c(),
                window,
                p.groups(),
                p.type(),
                Activation.NONE,
                p.precision(),
                accumulate);
    }
}
