package io.github.jconv.simd.pack;

import io.github.jconv.simd.gemm.BlockingFloat;
import io.github.jconv.simd.lanes.LanesFloat;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies blocks of matrices into the panels the micro-kernel reads. A panel of B is {@code [kc][NR]}, short ones filled
 * with zeros; a panel of A has one of the forms of {@code MicroKernelFloat}.
 */
public final class PackFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;
    private static final int NR = BlockingFloat.NR;
    private static final int STEP = BlockingFloat.COLUMN_STEP;

    /** Panels filled in one pass over the rows: longer reads from each row, which lies in a page of its own. */
    private static final int SIDE_BY_SIDE = 4;

    private PackFloat() {}

    /**
     * Whether kernels may leave padding out. The reference multiplies it, and an infinite weight makes NaN of its zeros.
     *
     * @param weights of the kernel
     * @return false if one is infinite or NaN
     */
    public static boolean isFinite(float[] weights) {
        for (float weight : weights) {
            if (!Float.isFinite(weight)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Elements that panels of B take.
     *
     * @param kc rows
     * @param columns columns, cut into panels of NR
     * @return ceil(columns / NR) * NR * kc
     */
    public static int panelElements(int kc, int columns) {
        return Math.multiplyExact(Math.multiplyExact(BlockingFloat.pieces(columns, NR), NR), kc);
    }

    /**
     * Lays out a bias as panels of B are: each group's channels filled up with zeros to whole panels.
     *
     * @param bias one number for each channel, or null
     * @param groups how many
     * @param channels of each group
     * @return {@code [group][panel][NR]}, or null without bias
     */
    public static float[] bias(float[] bias, int groups, int channels) {
        if (bias == null) {
            return null;
        }
        int step = BlockingFloat.pieces(channels, NR) * NR;
        float[] packed = new float[groups * step];
        for (int g = 0; g < groups; g++) {
            System.arraycopy(bias, g * channels, packed, g * step, channels);
        }
        return packed;
    }

    /**
     * Packs a block of B that is stored {@code [kc][columns]}.
     *
     * @param b holds B
     * @param bOffset where the block starts
     * @param ldb from one row to the next
     * @param kc rows
     * @param columns columns
     * @param to receives the panels, one after the other
     * @param toOffset where the first starts
     */
    public static void panels(float[] b, int bOffset, int ldb, int kc, int columns, float[] to, int toOffset) {
        int full = columns / NR * NR;
        for (int j = 0; j < full; j += SIDE_BY_SIDE * NR) {
            int width = Math.min(SIDE_BY_SIDE * NR, full - j);
            for (int p = 0; p < kc; p++) {
                int from = bOffset + p * ldb + j;
                int at = toOffset + j * kc + p * NR;
                for (int i = 0; i < width; i += NR, at += NR * kc) {
                    FloatVector.fromArray(S, b, from + i).intoArray(to, at);
                    FloatVector.fromArray(S, b, from + i + L).intoArray(to, at + L);
                }
            }
        }
        for (int p = 0; p < kc && full < columns; p++) {
            int at = toOffset + full * kc + p * NR;
            System.arraycopy(b, bOffset + p * ldb + full, to, at, columns - full);
            Arrays.fill(to, at + columns - full, at + NR, 0f);
        }
    }

    /**
     * Packs a block of B that is stored transposed, {@code [columns][kc]}.
     *
     * @param b holds B
     * @param bOffset where the block starts
     * @param ldb from one stored row, a column of B, to the next
     * @param kc rows
     * @param columns columns
     * @param to receives the panels, one after the other
     * @param toOffset where the first starts
     */
    public static void panelsTransposed(
            float[] b, int bOffset, int ldb, int kc, int columns, float[] to, int toOffset) {
        int square = kc / L * L;
        for (int j = 0; j < columns; j += L) {
            int width = Math.min(L, columns - j);
            int panel = toOffset + j / NR * NR * kc + j % NR;
            int from = bOffset + j * ldb;
            if (width == L) {
                for (int p = 0; p < square; p += L) {
                    TransposeFloat.square(b, from + p, ldb, to, panel + p * NR, NR, L, L);
                }
                transposeRest(b, from, ldb, square, kc, L, to, panel);
            } else {
                transposeRest(b, from, ldb, 0, kc, width, to, panel);
            }
        }
        int filled = (columns + L - 1) / L * L;
        for (int j = filled; j % NR != 0; j += L) {
            for (int p = 0; p < kc; p++) {
                FloatVector.zero(S).intoArray(to, toOffset + j / NR * NR * kc + j % NR + p * NR);
            }
        }
    }

    private static void transposeRest(
            float[] b, int from, int ldb, int firstP, int kc, int width, float[] to, int panel) {
        for (int p = firstP; p < kc; p++) {
            for (int j = 0; j < width; j++) {
                to[panel + p * NR + j] = b[from + j * ldb + p];
            }
            Arrays.fill(to, panel + p * NR + width, panel + p * NR + L, 0f);
        }
    }

    /**
     * Copies rows of A into the form "rows", {@code [rows][ROW_STEP]}.
     *
     * @param a holds A
     * @param aOffset where the first row starts
     * @param lda from one row to the next
     * @param rows how many
     * @param kc columns
     * @param to receives the panel
     * @param toOffset where it starts
     */
    public static void rows(float[] a, int aOffset, int lda, int rows, int kc, float[] to, int toOffset) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(a, aOffset + row * lda, to, toOffset + row * BlockingFloat.ROW_STEP, kc);
        }
    }

    /**
     * Packs rows of A in the form "columns", {@code [kc][COLUMN_STEP]}.
     *
     * @param a holds A
     * @param aOffset where the first row starts
     * @param lda from one row to the next
     * @param rows how many
     * @param kc columns
     * @param to receives the panel
     * @param toOffset where it starts
     */
    public static void columns(float[] a, int aOffset, int lda, int rows, int kc, float[] to, int toOffset) {
        for (int i = 0; i < rows; i += L) {
            int height = Math.min(L, rows - i);
            // A square reads L rows even where fewer are wanted, so the last rows of the array go one by one.
            long lastRead = aOffset + (long) (i + L - 1) * lda + kc;
            int inSquares = lastRead <= a.length ? kc / L * L : 0;
            for (int p = 0; p < inSquares; p += L) {
                TransposeFloat.square(a, aOffset + i * lda + p, lda, to, toOffset + p * STEP + i, STEP, L, height);
            }
            for (int row = i; row < i + height; row++) {
                for (int p = inSquares; p < kc; p++) {
                    to[toOffset + p * STEP + row] = a[aOffset + row * lda + p];
                }
            }
        }
    }

    /**
     * Packs rows of A in the form "columns", {@code [kc][COLUMN_STEP]}, where A is stored transposed.
     *
     * @param a holds A
     * @param aOffset where the first column, a stored row, starts
     * @param lda from one column to the next
     * @param rows how many
     * @param kc columns
     * @param to receives the panel
     * @param toOffset where it starts
     */
    public static void columnsTransposed(float[] a, int aOffset, int lda, int rows, int kc, float[] to, int toOffset) {
        for (int p = 0; p < kc; p++) {
            System.arraycopy(a, aOffset + p * lda, to, toOffset + p * STEP, rows);
        }
    }

    /**
     * Transposes a matrix.
     *
     * @param rows of the source, columns of the transpose
     * @param columns of the source, rows of the transpose
     * @param src holds the matrix
     * @param srcOffset where it starts
     * @param srcStep from one row to the next
     * @param dst receives the transpose; must not be the source
     * @param dstOffset where it starts
     * @param dstStep from one of its rows to the next
     */
    public static void transpose(
            int rows, int columns, float[] src, int srcOffset, int srcStep, float[] dst, int dstOffset, int dstStep) {
        if (rows < L || columns < L) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    dst[dstOffset + j * dstStep + i] = src[srcOffset + i * srcStep + j];
                }
            }
            return;
        }
        for (int i = 0; i < rows; i += L) {
            int row = Math.min(i, rows - L); // the last squares may overlap those before
            for (int j = 0; j < columns; j += L) {
                int column = Math.min(j, columns - L);
                TransposeFloat.square(
                        src,
                        srcOffset + row * srcStep + column,
                        srcStep,
                        dst,
                        dstOffset + column * dstStep + row,
                        dstStep,
                        L,
                        L);
            }
        }
    }
}
