package io.github.jconv.bench.demo;

import java.util.Locale;

/**
 * One line of the demo's table.
 *
 * @param scene what was computed
 * @param layout nchw or nhwc
 * @param contender which layer of the library computed it
 * @param algorithm what the planner chose there
 * @param jobs threads at the most
 * @param millis the median time of a run
 * @param speedup how many times faster than the reference
 * @param gflops 10^9 floating-point operations a second, a multiply-add counting as two
 * @param percentOfPeak of the measured peak of as many cores as there are jobs; NaN where there is no peak
 * @param errorOfBound the largest difference to the reference as a fraction of the allowed one
 */
record Row(
        String scene,
        String layout,
        String contender,
        String algorithm,
        int jobs,
        double millis,
        double speedup,
        double gflops,
        double percentOfPeak,
        double errorOfBound) {

    static final String[] HEADING = {
        "convolution",
        "layout",
        "layer",
        "algorithm",
        "jobs",
        "ms",
        "x reference",
        "GFLOP/s",
        "% of peak",
        "error/bound"
    };

    /** How many of the columns hold names. */
    static final int NAMES = 4;

    String[] cells() {
        return new String[] {
            scene,
            layout,
            contender,
            algorithm,
            String.valueOf(jobs),
            text(millis < 10 ? "%.3f" : "%.1f", millis),
            text(speedup < 10 ? "%.2f" : "%.0f", speedup),
            text("%.1f", gflops),
            Double.isNaN(percentOfPeak) ? "-" : text("%.0f", percentOfPeak),
            errorOfBound == 0 ? "0" : text("%.3f", errorOfBound)
        };
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
