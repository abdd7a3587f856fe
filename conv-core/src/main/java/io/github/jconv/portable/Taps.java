package io.github.jconv.portable;

import io.github.jconv.ConvProblem;
import io.github.jconv.Layout;
import io.github.jconv.Window;

/**
 * The taps of a window, in the order of the weights' depth, as distances in the input tensor; with the strides of both
 * tensors, which is all that tells the layouts apart.
 */
final class Taps {

    /** From the pixel under the window's first tap in the group's first channel to the pixel under this one. */
    final int[] offset;

    /** Rows and columns of the input from the window's first tap to this one. */
    final int[] row;

    final int[] column;

    /** The input's strides. */
    final int rowStep;

    final int columnStep;
    final int groupStep;

    /** The output's strides. */
    final int pixelStep;

    final int channelStep;

    Taps(ConvProblem p) {
        Window window = p.window();
        int depth = p.depth();
        boolean nchw = p.src().layout() == Layout.NCHW;
        int channel = nchw ? p.src().h() * p.src().w() : 1;
        columnStep = nchw ? 1 : p.src().c();
        rowStep = columnStep * p.src().w();
        groupStep = channel * p.groupC();
        pixelStep = nchw ? 1 : p.k();
        channelStep = nchw ? p.outH() * p.outW() : 1;
        offset = new int[depth];
        row = new int[depth];
        column = new int[depth];
        for (int q = 0; q < depth; q++) {
            int taps = window.r() * window.s();
            int c = nchw ? q / taps : q % p.groupC();
            int tap = nchw ? q % taps : q / p.groupC();
            row[q] = tap / window.s() * window.dilationH();
            column[q] = tap % window.s() * window.dilationW();
            offset[q] = c * channel + row[q] * rowStep + column[q] * columnStep; // may wrap for taps always outside
        }
    }
}
