package io.github.jconv.simd.gemm;

import io.github.jconv.machine.Caches;
import io.github.jconv.machine.Machine;
import io.github.jconv.simd.lanes.LanesFloat;
import io.github.jconv.spi.Blocking;

/**
 * The block sizes of the matrix multiplication in the field's letters: a micro-kernel computes MR x NR elements of C and
 * sums KC products of each; a block of A has MC rows, a block of B NC columns.
 *
 * <p>MR is the most rows whose accumulators stay in registers, 2 vectors a row: 14 with 32 registers, 6 with 16. KC is as
 * long as a panel of A and one of B take a quarter of the second cache, for each further KC reads and writes all of C once
 * more (decision 41). NC lets a block of B fill half of the second cache, MC a block of A an eighth of the third, but at
 * most 4 MiB so that a multiplication stays a small tenant of a shared cache.
 *
 * <p>These are the constants. Kernels ask for a {@link Blocking}'s sizes, which take their place where it says so.
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
    public static final int KC = Math.clamp(CACHES.l2() / 4 / ((long) (MR + NR) * BYTES) / 64 * 64, 128, 1024);

    /** Rows of a block of A. */
    public static final int MC = Math.clamp(Math.min(CACHES.l3() / 8, 4 << 20) / ((long) KC * BYTES) / MR, 8, 256) * MR;

    /** Columns of a block of B. */
    public static final int NC = Math.clamp(CACHES.l2() / 2 / ((long) KC * BYTES) / NR, 4, 64) * NR;

    /** The most products that can be summed in one go. */
    public static final int MAX_KC = Blocking.Size.KC.most();

    /**
     * From one row of a panel of A in the form "rows" to the next: a constant with room for any KC. Rows a power of two
     * apart would all fall into the same set of the first cache, and rows 65 lines apart into sets side by side, too many
     * into those in the middle; with 25 lines more than a multiple of the 64 sets they spread evenly, whatever their length.
     */
    public static final int ROW_STEP = MAX_KC + 25 * 64 / BYTES;

    /**
     * From one column of a panel of A in the form "columns" to the next: MR rounded up to whole vectors, so that a column
     * is written with whole vectors that do not straddle cache lines.
     */
    public static final int COLUMN_STEP = (MR + LanesFloat.LANES - 1) / LanesFloat.LANES * LanesFloat.LANES;

    /** The most columns, and from one row to the next, of a panel of A in the form "chunk". */
    public static final int CHUNK = 64;

    /** Rows of a micro-kernel's tile. */
    public final int mr;

    /** Products summed in one go. */
    public final int kc;

    /** Rows of a block of A. */
    public final int mc;

    /** Columns of a block of B, whole panels. */
    public final int nc;

    private BlockingFloat(Blocking blocking) {
        mr = blocking.or(Blocking.Size.MR, MR, MR);
        kc = blocking.or(Blocking.Size.KC, KC, MAX_KC);
        mc = blocking.or(Blocking.Size.MC, MC, Blocking.Size.MC.most());
        nc = pieces(blocking.or(Blocking.Size.NC, NC, Blocking.Size.NC.most()), NR) * NR;
    }

    /**
     * The sizes for a kernel.
     *
     * @param blocking what takes the place of the constants; no more rows than registers hold
     * @return the sizes
     */
    public static BlockingFloat of(Blocking blocking) {
        return new BlockingFloat(blocking);
    }

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
        return Math.ceilDiv(length, most);
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
