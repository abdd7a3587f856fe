package io.github.jconv.simd.dense;

import java.util.Arrays;

/**
 * The phases that kernel rows, or columns, fall into: what their distance from the window's start leaves, divided by the stride.
 *
 * @param remainders of each phase
 * @param spans by how many rows of each phase its last kernel row is shifted
 * @param phases of each kernel row
 * @param shifts of each kernel row
 */
record Phases(int[] remainders, int[] spans, int[] phases, int[] shifts) {

    static Phases of(int taps, int dilation, int stride) {
        int[] remainders = new int[taps];
        int[] spans = new int[taps];
        int[] phases = new int[taps];
        int[] shifts = new int[taps];
        int count = 0;
        for (int tap = 0; tap < taps; tap++) {
            int remainder = tap * dilation % stride;
            int phase = 0;
            while (phase < count && remainders[phase] != remainder) {
                phase++;
            }
            count = Math.max(count, phase + 1);
            remainders[phase] = remainder;
            phases[tap] = phase;
            shifts[tap] = tap * dilation / stride;
            spans[phase] = shifts[tap];
        }
        return new Phases(Arrays.copyOf(remainders, count), Arrays.copyOf(spans, count), phases, shifts);
    }

    int count() {
        return remainders.length;
    }

    int span() {
        int most = 0;
        for (int span : spans) {
            most = Math.max(most, span);
        }
        return most;
    }
}
