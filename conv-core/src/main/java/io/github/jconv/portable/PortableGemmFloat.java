package io.github.jconv.portable;

import io.github.jconv.GemmProblem;
import java.util.Arrays;

/**
 * The blocks of one multiplication: rows of B are vectors, elements of A scales, as in {@link PortableConvFloat}.
 *
 * <pre>
 * for each NC columns of C
 *   for each MC rows
 *     for each KC products      packB, packA, {@link PassFloat#add}
 *     store                     C = alpha * sums + beta * C
 * </pre>
 */
final class PortableGemmFloat {

    private static final int NC = 512;
    private static final int MC = 128;
    private static final int KC = 64;
    private static final int TAPS = PassFloat.TAPS;

    private final float[][] sums = new float[MC][NC];
    private final float[][] vectors = new float[KC / TAPS][TAPS * NC];
    private final float[] scales = new float[MC * KC];

    void run(
            GemmProblem p,
            float alpha,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float beta,
            float[] c,
            int cOffset) {
        for (int j = 0; j < p.n(); j += NC) {
            int columns = Math.min(NC, p.n() - j);
            int width = columns > 256 ? NC : columns > 64 ? 256 : 64;
            for (int i = 0; i < p.m(); i += MC) {
                int rows = Math.min(MC, p.m() - i);
                for (int row = 0; row < rows; row++) {
                    Arrays.fill(sums[row], 0, columns, 0);
                }
                for (int q = 0; q < p.k(); q += KC) {
                    int kc = Math.min(KC, p.k() - q);
                    int blocks = Cut.fullBlocks(kc) / TAPS;
                    packB(p, b, bOffset, q, kc, blocks, j, columns, width);
                    packA(p, a, aOffset, i, rows, q, kc, blocks);
                    PassFloat.add(width, rows, sums, blocks, vectors, 0, scales, 0, KC);
                }
                store(p, alpha, beta, c, cOffset + i * p.ldc() + j, rows, columns);
            }
        }
    }

    private void packB(
            GemmProblem p, float[] b, int bOffset, int q0, int kc, int blocks, int j0, int columns, int width) {
        for (int q = 0; q < blocks * TAPS; q++) {
            float[] to = vectors[q / TAPS];
            int at = q % TAPS * width;
            if (q >= kc) {
                Arrays.fill(to, at, at + columns, 0);
            } else if (p.transB()) {
                int from = bOffset + j0 * p.ldb() + q0 + q;
                for (int j = 0; j < columns; j++) {
                    to[at + j] = b[from + j * p.ldb()];
                }
            } else {
                System.arraycopy(b, bOffset + (q0 + q) * p.ldb() + j0, to, at, columns);
            }
        }
    }

    private void packA(GemmProblem p, float[] a, int aOffset, int i0, int rows, int q0, int kc, int blocks) {
        for (int i = 0; i < rows; i++) {
            int at = i * KC;
            if (p.transA()) {
                int from = aOffset + q0 * p.lda() + i0 + i;
                for (int q = 0; q < kc; q++) {
                    scales[at + q] = a[from + q * p.lda()];
                }
            } else {
                System.arraycopy(a, aOffset + (i0 + i) * p.lda() + q0, scales, at, kc);
            }
            Arrays.fill(scales, at + kc, at + blocks * TAPS, 0);
        }
    }

    private void store(GemmProblem p, float alpha, float beta, float[] c, int to, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            float[] y = sums[row];
            int at = to + row * p.ldc();
            for (int j = 0; j < columns; j++) {
                c[at + j] = beta == 0 ? alpha * y[j] : alpha * y[j] + beta * c[at + j];
            }
        }
    }
}
