package io.github.jconv.bench.record;

/**
 * What became of a time: 0.05 is 5 % more. Logarithms are compared, so that twice and half are equally far.
 *
 * @param low the lower end of the interval in which the change lies with 95 % confidence
 * @param middle the change of the medians
 * @param high the upper end
 * @param noise what two measurements of the same code differ by on that machine
 */
public record Change(double low, double middle, double high, double noise) {

    /** What a change means. */
    public enum Verdict {
        /** Less time. */
        FASTER,
        /** No more than noise makes of the same code, or not certain. */
        SAME,
        /** More time. */
        SLOWER
    }

    /**
     * From one time to another.
     *
     * @param before the old time
     * @param after the new one
     * @param noise what the same code differs by
     * @return the change
     */
    public static Change of(Interval before, Interval after, double noise) {
        double middle = Math.log(after.median() / before.median());
        double down = Math.hypot(Math.log(after.median() / after.low()), Math.log(before.high() / before.median()));
        double up = Math.hypot(Math.log(after.high() / after.median()), Math.log(before.median() / before.low()));
        return new Change(Math.expm1(middle - down), Math.expm1(middle), Math.expm1(middle + up), noise);
    }

    /**
     * What it means. A change counts where its interval leaves out zero and it is larger than the noise.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        boolean large = Math.abs(Math.log1p(middle)) > Math.log1p(noise);
        if (large && low > 0) {
            return Verdict.SLOWER;
        }
        return large && high < 0 ? Verdict.FASTER : Verdict.SAME;
    }
}
