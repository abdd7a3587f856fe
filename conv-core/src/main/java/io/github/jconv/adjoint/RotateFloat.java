package io.github.jconv.adjoint;

import io.github.jconv.Layout;
import io.github.jconv.TransposeProblem;

/**
 * The weights of the convolution that computes a phase: the kernel elements of that phase, turned by half a circle, input
 * and output channels exchanged; beyond the kernel they stay zero. Copied in squares of channels, so that neither side jumps through memory.
 */
final class RotateFloat {

    /** Channels a side of a square. */
    private static final int SIDE = 32;

    private RotateFloat() {}

    /**
     * Turns the weights of one phase.
     *
     * @param p the transposed convolution
     * @param h the phase's row axis
     * @param w the phase's column axis
     * @param weights {@code [C][K/groups][R][S]} or {@code [R][S][K/groups][C]}
     * @param turned receives the weights of a convolution; zeros before
     * @param first its output channel from which on the phase's lie
     * @param all its output channels
     */
    static void weights(
            TransposeProblem p, AxisPhase h, AxisPhase w, float[] weights, float[] turned, int first, int all) {
        for (int g = 0; g < p.groups(); g++) {
            for (int k0 = 0; k0 < p.groupK(); k0 += SIDE) {
                for (int c0 = 0; c0 < p.groupC(); c0 += SIDE) {
                    int k1 = Math.min(p.groupK(), k0 + SIDE);
                    int c1 = Math.min(p.groupC(), c0 + SIDE);
                    if (p.src().layout() == Layout.NCHW) {
                        squareNchw(p, h, w, weights, g, k0, k1, c0, c1, turned, first);
                    } else {
                        squareNhwc(p, h, w, weights, g, k0, k1, c0, c1, turned, first, all);
                    }
                }
            }
        }
    }

    private static void squareNchw(
            TransposeProblem p,
            AxisPhase h,
            AxisPhase w,
            float[] weights,
            int g,
            int k0,
            int k1,
            int c0,
            int c1,
            float[] to,
            int first) {
        int r = p.window().r();
        int s = p.window().s();
        int taps = h.taps() * w.taps();
        for (int k = k0; k < k1; k++) {
            for (int c = c0; c < c1; c++) {
                int at = ((first + g * p.groupK() + k) * p.groupC() + c) * taps;
                int from = ((g * p.groupC() + c) * p.groupK() + k) * r * s;
                for (int i = h.taps() - 1; i >= 0; i--) {
                    int row = h.firstTap() + i * h.tapStep();
                    for (int j = w.taps() - 1; j >= 0; j--, at++) {
                        int column = w.firstTap() + j * w.tapStep();
                        if (row < r && column < s) {
                            to[at] = weights[from + row * s + column];
                        }
                    }
                }
            }
        }
    }

    private static void squareNhwc(
            TransposeProblem p,
            AxisPhase h,
            AxisPhase w,
            float[] weights,
            int g,
            int k0,
            int k1,
            int c0,
            int c1,
            float[] to,
            int first,
            int all) {
        int allC = p.src().c();
        for (int i = 0; i < h.taps(); i++) {
            for (int j = 0; j < w.taps(); j++) {
                int row = h.firstTap() + (h.taps() - 1 - i) * h.tapStep();
                int column = w.firstTap() + (w.taps() - 1 - j) * w.tapStep();
                if (row >= p.window().r() || column >= p.window().s()) {
                    continue;
                }
                int from = (row * p.window().s() + column) * p.groupK() * allC + g * p.groupC();
                int at = (i * w.taps() + j) * p.groupC() * all + first + g * p.groupK();
                for (int c = c0; c < c1; c++) {
                    for (int k = k0; k < k1; k++) {
                        to[at + c * all + k] = weights[from + k * allC + c];
                    }
                }
            }
        }
    }
}
