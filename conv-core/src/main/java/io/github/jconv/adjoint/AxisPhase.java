package io.github.jconv.adjoint;

/**
 * One axis of one phase of a transposed convolution: the output positions {@code first, first + stride, ...} are those
 * that the same kernel elements reach, {@code firstTap, firstTap + tapStep, ...}, so they are the output of a convolution
 * with stride 1 over the input. Its kernel holds these elements in reverse order.
 *
 * @param first the first position, and from one to the next the stride
 * @param count how many positions; may be 0
 * @param firstTap the first kernel element
 * @param tapStep from one kernel element to the next
 * @param taps how many kernel elements; may be 0, then the positions hold zeros
 * @param dilation of the convolution with stride 1
 * @param before its padding on the near side
 * @param after its padding on the far side
 * @param skip so many of its outputs come before the first wanted one
 * @param produced its outputs; those behind {@code skip + count} are not wanted
 */
record AxisPhase(
        int first,
        int count,
        int firstTap,
        int tapStep,
        int taps,
        int dilation,
        int before,
        int after,
        int skip,
        int produced) {

    /**
     * The positions i for which {@code (i + pad) % stride} is the residue.
     *
     * @param residue from 0 to stride - 1
     * @param in positions of the input
     * @param out positions of the output
     */
    static AxisPhase of(int residue, int kernel, int stride, int dilation, int pad, int in, int out) {
        int common = gcd(stride, dilation);
        int tapStep = stride / common;
        int firstTap = 0;
        while (firstTap < Math.min(kernel, tapStep) && (long) firstTap * dilation % stride != residue) {
            firstTap++;
        }
        int taps = firstTap < Math.min(kernel, tapStep) ? (kernel - 1 - firstTap) / tapStep + 1 : 0;
        int first = Math.floorMod(residue - pad, stride);
        int count = first < out ? (out - 1 - first) / stride + 1 : 0;
        if (taps == 0 || count == 0) {
            return new AxisPhase(first, count, firstTap, tapStep, 0, 1, 0, 0, 0, 0);
        }
        int phaseDilation = dilation / common;
        long newest = Math.floorDiv((long) first + pad - (long) firstTap * dilation, stride);
        long oldest = newest - (taps - 1L) * phaseDilation;
        long last = newest + count - 1;
        long before = Math.max(0, -oldest);
        long after = Math.max(0, last - (in - 1));
        long produced = in + before + after - (taps - 1L) * phaseDilation;
        return new AxisPhase(
                first,
                count,
                firstTap,
                tapStep,
                taps,
                phaseDilation,
                Math.toIntExact(before),
                Math.toIntExact(after),
                Math.toIntExact(Math.max(0, oldest)),
                Math.toIntExact(produced));
    }

    /** The same positions with at least as much padding, so that phases of one axis produce outputs alike. */
    AxisPhase padded(int newBefore, int newAfter) {
        int more = newBefore - before;
        return new AxisPhase(
                first,
                count,
                firstTap,
                tapStep,
                taps,
                dilation,
                newBefore,
                newAfter,
                skip + more,
                produced + more + newAfter - after);
    }

    /** The same positions with kernel elements of zero behind the last one, so that phases of one axis have as many. */
    AxisPhase extended(int newTaps) {
        int oldest = Math.subtractExact(skip - before, Math.multiplyExact(newTaps - taps, dilation));
        int newBefore = Math.max(0, -oldest);
        int grown = newBefore - before - (newTaps - taps) * dilation;
        return new AxisPhase(
                first,
                count,
                firstTap,
                tapStep,
                newTaps,
                dilation,
                newBefore,
                after,
                Math.max(0, oldest),
                Math.addExact(produced, grown));
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Whether the convolution's output is the whole axis as it lies. */
    boolean isWhole(int out) {
        return first == 0 && count == out && skip == 0 && produced == out;
    }
}
