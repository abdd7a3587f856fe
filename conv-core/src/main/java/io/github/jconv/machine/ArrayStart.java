package io.github.jconv.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Where the elements of a large array begin. The collectors place a large array at the start of a page, so its elements
 * lie one object header behind a cache-line boundary, and every full-width vector read from index 0 on would touch two
 * lines. A small array lies anywhere, and there the first index is as good as any.
 *
 * <p>All methods are static and may be called by many threads.
 */
public final class ArrayStart {

    private static final int LINE = 64;
    private static final int HEADER = header();

    private ArrayStart() {}

    /**
     * The first index whose element lies on a cache-line boundary in a large array.
     *
     * @param elementBytes size of an element, a power of two
     * @return 0 to 64 / elementBytes - 1
     */
    public static int firstAligned(int elementBytes) {
        int base = Math.ceilDiv(HEADER + Integer.BYTES, elementBytes) * elementBytes;
        return (LINE - base % LINE) % LINE / elementBytes;
    }

    /**
     * Bytes from which an array is certainly large: under G1 half a region, for such an array has regions of its own.
     *
     * @return {@code Long.MAX_VALUE} where no size is known, as under other collectors
     */
    public static long leastLarge() {
        HotSpotDiagnosticMXBean hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (hotspot == null || !Vectors.value(hotspot, "UseG1GC").equals("true")) {
            return Long.MAX_VALUE;
        }
        return Long.parseLong(Vectors.value(hotspot, "G1HeapRegionSize")) / 2;
    }

    /** Bytes of an object's header without the array length that follows it. */
    private static int header() {
        HotSpotDiagnosticMXBean hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (hotspot == null) {
            return 12;
        }
        if (Vectors.value(hotspot, "UseCompactObjectHeaders").equals("true")) {
            return 8;
        }
        return Vectors.value(hotspot, "UseCompressedClassPointers").equals("false") ? 16 : 12;
    }
}
