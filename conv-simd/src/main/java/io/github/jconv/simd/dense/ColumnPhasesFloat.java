package io.github.jconv.simd.dense;

import io.github.jconv.simd.lanes.LanesFloat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies rows of a plane, for a stride of 2 with their even columns and their odd ones apart. Of fewer elements than a vector a
 * whole one is written; what is too much the caller overwrites. A row's last vector ends where the row ends.
 */
final class ColumnPhasesFloat {

    private static final VectorSpecies<Float> S = LanesFloat.SPECIES;
    private static final int L = LanesFloat.LANES;

    /** The even lanes, in the lower half and again in the upper half of a vector. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(S, i -> 2 * i % L);

    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(S, i -> (2 * i + 1) % L);

    private static final VectorMask<Float> UPPER = VectorMask.fromLong(S, -1L << (L / 2) & (1L << L) - 1);

    private ColumnPhasesFloat() {}

    /** Elements that are read from a row's first on, for so many of each phase. */
    static int reach(int stride, int length) {
        return stride * Math.max(length, L);
    }

    /** All columns. */
    static void neighbours(
            float[] src, int from, int fromStep, int rows, int length, float[] to, int toOffset, int toStep) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < length; i += L) {
                int at = Math.max(0, Math.min(i, length - L));
                FloatVector.fromArray(S, src, from + row * fromStep + at).intoArray(to, toOffset + row * toStep + at);
            }
        }
    }

    /** Every second column. */
    static void everySecond(
            float[] src, int from, int fromStep, int rows, int length, float[] to, int toOffset, int toStep) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < length; i += L) {
                int at = Math.max(0, Math.min(i, length - L));
                FloatVector low = FloatVector.fromArray(S, src, from + row * fromStep + 2 * at);
                FloatVector high = FloatVector.fromArray(S, src, from + row * fromStep + 2 * at + L);
                low.rearrange(EVEN).blend(high.rearrange(EVEN), UPPER).intoArray(to, toOffset + row * toStep + at);
            }
        }
    }

    /** Both phases of a row whose phases have no more columns than a vector. */
    static void bothPhasesOfFew(
            float[] src, int from, int fromStep, int rows, float[] to, int toOffset, int toStep, int phaseStep) {
        for (int row = 0; row < rows; row++) {
            FloatVector low = FloatVector.fromArray(S, src, from + row * fromStep);
            FloatVector high = FloatVector.fromArray(S, src, from + row * fromStep + L);
            int at = toOffset + row * toStep;
            low.rearrange(EVEN).blend(high.rearrange(EVEN), UPPER).intoArray(to, at);
            low.rearrange(ODD).blend(high.rearrange(ODD), UPPER).intoArray(to, at + phaseStep);
        }
    }

    /** Both phases of a row, a step apart. */
    static void bothPhases(
            float[] src,
            int from,
            int fromStep,
            int rows,
            int length,
            float[] to,
            int toOffset,
            int toStep,
            int phaseStep) {
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < length; i += L) {
                int column = Math.min(i, length - L);
                FloatVector low = FloatVector.fromArray(S, src, from + row * fromStep + 2 * column);
                FloatVector high = FloatVector.fromArray(S, src, from + row * fromStep + 2 * column + L);
                int at = toOffset + row * toStep + column;
                low.rearrange(EVEN).blend(high.rearrange(EVEN), UPPER).intoArray(to, at);
                low.rearrange(ODD).blend(high.rearrange(ODD), UPPER).intoArray(to, at + phaseStep);
            }
        }
    }
}
