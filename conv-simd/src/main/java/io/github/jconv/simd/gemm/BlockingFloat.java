package io.github.jconv.simd.gemm;

import io.github.jconv.machine.Caches;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.lanes.LanesFloat;

/**
 * The block sizes of the matrix multiplication in the field's letters: a micro-kernel computes MR x NR elements of C and
 * sums KC products of each; a block of A has MC rows, a block of B NC columns.
 *
 * <p>MR is the most rows whose accumulators stay in registers, 2 vectors a row: 14 with 32 registers, 6 with 16. KC lets
 * a panel of A, MR x KC, fill most of the first cache, NC a block of B half of the second, MC a block of A an eighth of
 * the third, but at most 4 MiB so that a multiplication stays a small tenant of a shared cache.
 */
public final class BlockingFloat {

    /** Bytes of one element. */
    private static final int BYTES = Float.BYTES;

    private static final Caches CACHES = Machine.current().caches();

    /** Rows of a micro-kernel's tile. */
    public static final int MR = hasManyRegisters() ? MicroKernelFloat.MAX_ROWS : 6;

    /** Columns of a micro-kernel's tile. */
    public static final int NR = 2 * LanesFloat.LANES;

    /** Products summed in one go. */
    public static final int KC = Math.clamp(CACHES.l1d() * 9 / 10 / ((long) MR * BYTES) / 64 * 64, 128, 1024);

    /** Rows of a block of A. */
    public static final int MC = Math.clamp(Math.min(CACHES.l3() / 8, 4 << 20) / ((long) KC * BYTES) / MR, 8, 256) * MR;

    /** Columns of a block of B. */
    public static final int NC = Math.clamp(CACHES.l2() / 2 / ((long) KC * BYTES) / NR, 4, 64) * NR;

    /**
     * From one row of a panel of A in the form "rows" to the next: one cache line more than KC, because rows a power of
     * two apart would all fall into the same set of the first cache.
     */
    public static final int ROW_STEP = KC + 64 / BYTES;

    /**
     * From one column of a panel of A in the form "columns" to the next: MR rounded up to whole vectors, so that a column
     * is written with whole vectors that do not straddle cache lines.
     */
    public static final int COLUMN_STEP = (MR + LanesFloat.LANES - 1) / LanesFloat.LANES * LanesFloat.LANES;

    /** The most columns, and from one row to the next, of a panel of A in the form "chunk". */
    public static final int CHUNK = 64;

    private BlockingFloat() {}

    /** AVX-512 and NEON have 32 vector registers, AVX2 has 16. */
    private static boolean hasManyRegisters() {
        return LanesFloat.SPECIES.vectorBitSize() == 512
                || System.getProperty("os.arch").equals("aarch64");
    }

    /**
     * How many pieces a length falls into when none may be longer than a limit.
     *
     * @param length what is cut, 0 or more
     * @param most the limit
     * @return ceil(length / most)
     */
    public static int pieces(int length, int most) {
        return (length + most - 1) / most;
    }

    /**
     * Where piece i of a length starts when it is cut into pieces that differ by one at most. Even pieces waste less than
     * full ones and a small rest: 16 rows are 8 and 8, not 14 and 2.
     *
     * @param length what is cut
     * @param pieces how many
     * @param i from 0 to pieces; the last gives the end
     * @return the first index of piece i
     */
    public static int start(int length, int pieces, int i) {
        return (int) ((long) length * i / pieces);
    }
}
