package io.github.jconv.simd.depthwise;

/**
 * How a straight-line kernel walks over the input under a run of outputs along one dimension, in steps of stride inputs.
 * Padding is left out.
 *
 * @param begin the first input that is not padding, counted from the first one under the outputs
 * @param startsOdd whether the first step reads its second input only (stride 2)
 * @param first the step that completes the first output
 * @param steps steps of stride inputs; the last reads its first input only
 * @param endsOdd unless this is set (stride 2)
 * @param trail outputs that padding at the end completes
 */
record Walk(int begin, boolean startsOdd, int first, int steps, boolean endsOdd, int trail) {

    /**
     * The walk under {@code count} outputs from {@code output} on.
     *
     * @return null where so much is padding that no step fits
     */
    static Walk of(int output, int count, int taps, int stride, int padding, int size) {
        int at = output * stride - padding;
        int begin = Math.max(0, -at);
        int end = Math.min((count - 1) * stride + taps, size - at);
        int open = (taps - 1) / stride;
        int start = begin / stride;
        int last = (end - 1) / stride;
        int trail = count - (last - open + 1);
        if (end <= begin || start > open || last < start || trail > open) {
            return null;
        }
        return new Walk(begin, begin % stride != 0, open - start, last - start + 1, (end - 1) % stride != 0, trail);
    }

    /** Inputs that are read. */
    int inputs(int stride) {
        return (steps - 1) * stride + 1 - (startsOdd ? 1 : 0) + (endsOdd ? 1 : 0);
    }
}
