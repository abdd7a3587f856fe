package io.github.jconv.bench.record;

import io.github.jconv.DType;
import io.github.jconv.machine.Machine;
import io.github.jconv.machine.Vectors;

/**
 * The limits of one core of this machine, measured. NaN where a limit was not measured, or cannot be.
 *
 * @param gflops32 float32 operations a second in units of 10^9; a fused multiply-add counts as two
 * @param gflops64 the same for float64
 * @param copyGbs bytes read plus bytes written by copying {@link #COPY_BYTES} from one array to another, in 10^9 a
 *     second
 */
public record Peak(double gflops32, double gflops64, double copyGbs) {

    /** The array that is copied: larger than a core's own caches. */
    public static final int COPY_BYTES = 32 << 20;

    /**
     * Measures everything; takes about three seconds.
     *
     * @return the limits
     */
    public static Peak measure() {
        return new Peak(flops(DType.FLOAT32), flops(DType.FLOAT64), copy());
    }

    /**
     * Measures the rate of fused multiply-adds of one type; takes about one second.
     *
     * @param type the element type
     * @return 10^9 operations a second on one core, NaN where vectors are not usable
     */
    public static double flops(DType type) {
        Vectors vectors = Machine.current().vectors();
        if (!vectors.usable()) {
            return Double.NaN;
        }
        return switch (type) {
            case FLOAT32 -> FmaPeakFloat.gflops();
            case FLOAT64 -> FmaPeakDouble.gflops();
        };
    }

    /**
     * One short sample of float32 multiply-adds on one core by the processor time of this thread: what the peak is right
     * now, between other work. The first samples of a virtual machine are low, until C2 has compiled the loops.
     *
     * @param nanos how long
     * @return 10^9 operations a second, NaN where vectors are not usable
     */
    public static double slice(long nanos) {
        return Machine.current().vectors().usable() ? FmaPeakFloat.slice(nanos) : Double.NaN;
    }

    private static double copy() {
        float[] from = new float[COPY_BYTES / Float.BYTES];
        float[] to = new float[from.length];
        double bytes = Timing.bestRate(
                iterations -> {
                    int blocks = Math.max(1, iterations / 1000);
                    for (int i = 0; i < blocks; i++) {
                        System.arraycopy(from, 0, to, 0, from.length);
                    }
                    return to[iterations % to.length];
                },
                2.0 * COPY_BYTES / 1000);
        return bytes / 1e9;
    }
}
