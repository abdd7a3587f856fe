package io.github.jconv;

import java.util.Locale;

/** Byte counts for people. */
final class Bytes {
    private Bytes() {}

    static String text(long bytes) {
        if (bytes < 1 << 10) {
            return bytes + "B";
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1fKiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.1fMiB", bytes / (1024.0 * 1024));
    }
}
