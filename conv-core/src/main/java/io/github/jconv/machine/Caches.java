package io.github.jconv.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The data caches one core sees, in bytes. What the system does not tell is taken as a small machine would have it:
 * blocks that fit a smaller cache still run well on a larger one.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param l1d first level, data
 * @param l2 second level
 * @param l3 last level, shared between cores
 */
public record Caches(long l1d, long l2, long l3) {

    /** Assumed where nothing is known. */
    static final Caches UNKNOWN = new Caches(32 << 10, 512 << 10, 8 << 20);

    /** Reads the first processor's caches as Linux lists them. */
    static Caches read(Path root) {
        long l1d = UNKNOWN.l1d;
        long l2 = UNKNOWN.l2;
        long l3 = UNKNOWN.l3;
        for (int index = 0; index < 8; index++) {
            Path cache = root.resolve("index" + index);
            try {
                String level = Files.readString(cache.resolve("level")).strip();
                String type = Files.readString(cache.resolve("type")).strip();
                long size = bytes(Files.readString(cache.resolve("size")).strip());
                if (type.equals("Instruction")) {
                    continue;
                }
                switch (level) {
                    case "1" -> l1d = size;
                    case "2" -> l2 = size;
                    case "3" -> l3 = size;
                    default -> {} // a fourth level changes no block size
                }
            } catch (IOException | NumberFormatException absent) {
                break; // the list ends here, or this is no Linux
            }
        }
        return new Caches(l1d, l2, l3);
    }

    private static long bytes(String text) {
        long unit = switch (text.charAt(text.length() - 1)) {
            case 'K' -> 1L << 10;
            case 'M' -> 1L << 20;
            case 'G' -> 1L << 30;
            default -> 1L;
        };
        return Long.parseLong(unit == 1 ? text : text.substring(0, text.length() - 1)) * unit;
    }
}
