package io.github.jconv.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Block sizes in the field's letters, for kernels to take in place of those that they derive from registers and caches. A
 * size of 0 leaves the kernel its own; a kernel that has no such blocks, or cannot have them so large, takes what it has.
 *
 * <p>Only {@link Size#KC} says how many products a sum takes in one go, so only it can change bits; all others cut what is
 * computed. The same sizes give the same bits with every number of jobs.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param mr rows of a micro-kernel's tile
 * @param kc products summed in one go
 * @param mc rows of a block of A
 * @param nc columns of a block of B
 * @param tile output pixels of a tile that a thread takes
 */
public record Blocking(int mr, int kc, int mc, int nc, int tile) {

    /** Every kernel's own sizes. */
    public static final Blocking DEFAULT = new Blocking(0, 0, 0, 0, 0);

    /** One of the sizes. */
    public enum Size {
        /** Rows of a micro-kernel's tile. */
        MR(4, 14),
        /** Products summed in one go. */
        KC(16, 1024),
        /** Rows of a block of A. */
        MC(16, 4096),
        /** Columns of a block of B. */
        NC(16, 4096),
        /** Output pixels of a tile. */
        TILE(1, 4096);

        private final int least;
        private final int most;

        Size(int least, int most) {
            this.least = least;
            this.most = most;
        }

        /**
         * The smallest value.
         *
         * @return above 0
         */
        public int least() {
            return least;
        }

        /**
         * The largest value.
         *
         * @return at most 4096
         */
        public int most() {
            return most;
        }

        /** As it stands in a profile. */
        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is neither 0 nor within its limits
     */
    public Blocking {
        check(Size.MR, mr);
        check(Size.KC, kc);
        check(Size.MC, mc);
        check(Size.NC, nc);
        check(Size.TILE, tile);
    }

    private static void check(Size size, int value) {
        if (value != 0 && (value < size.least || value > size.most)) {
            throw new IllegalArgumentException("blocking has " + size + " = " + value + " but needs " + size.least
                    + " to " + size.most + ", or 0 for the kernel's own");
        }
    }

    /**
     * One of the sizes.
     *
     * @param size which
     * @return its value, 0 for the kernel's own
     */
    public int get(Size size) {
        return switch (size) {
            case MR -> mr;
            case KC -> kc;
            case MC -> mc;
            case NC -> nc;
            case TILE -> tile;
        };
    }

    /**
     * The same with another value of one size.
     *
     * @param size which
     * @param value its value, 0 for the kernel's own
     * @return new sizes
     * @throws IllegalArgumentException if size is null, or the value beyond its limits
     */
    public Blocking with(Size size, int value) {
        if (size == null) {
            throw new IllegalArgumentException("block size is null");
        }
        return new Blocking(
                size == Size.MR ? value : mr,
                size == Size.KC ? value : kc,
                size == Size.MC ? value : mc,
                size == Size.NC ? value : nc,
                size == Size.TILE ? value : tile);
    }

    /**
     * The value of one size for a kernel that has one of its own.
     *
     * @param size which
     * @param own what the kernel would take
     * @param most what it can take
     * @return at most that
     */
    public int or(Size size, int own, int most) {
        return Math.min(get(size) == 0 ? own : get(size), most);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text the sizes
     * @return the blocking
     * @throws IllegalArgumentException if it is null or no such text, or a size is beyond its limits
     */
    public static Blocking parse(String text) {
        if (text == null) {
            throw new IllegalArgumentException("blocking is null");
        }
        Blocking blocking = DEFAULT;
        if (text.equals("default")) {
            return blocking;
        }
        for (String part : text.split(" ", -1)) {
            String[] pair = part.split("=", -1);
            Size size = Arrays.stream(Size.values())
                    .filter(each -> each.toString().equals(pair[0]))
                    .findFirst()
                    .orElse(null);
            if (size == null || pair.length != 2 || !pair[1].matches("[1-9][0-9]{0,4}") || blocking.get(size) != 0) {
                throw new IllegalArgumentException("blocking is neither 'default' nor of the form "
                        + Arrays.stream(Size.values()).map(each -> each + "=N").collect(Collectors.joining(" ")));
            }
            blocking = blocking.with(size, Integer.parseInt(pair[1]));
        }
        return blocking;
    }

    /** The sizes that are not 0 in one line, {@code mr=12 kc=512}, or {@code default}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        for (Size size : Size.values()) {
            if (get(size) != 0) {
                parts.add(size + "=" + get(size));
            }
        }
        return parts.isEmpty() ? "default" : String.join(" ", parts);
    }
}
